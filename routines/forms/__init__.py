"""Forms validate and shape what people type; they save nothing."""
