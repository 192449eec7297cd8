"""Reads for a page that needs several tables: one frozen dataclass each, few statements."""
