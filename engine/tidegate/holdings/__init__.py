"""What slots can hold: one holding per file."""
