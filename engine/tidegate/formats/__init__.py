"""How items are written in files: lines of JSON, and CSV."""
