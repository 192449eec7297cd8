"""Plain Python: what the clinic means by dosage, schedule and adherence. No database, no clock."""
