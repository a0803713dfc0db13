"""Tidegate's engine: items, time and state. It knows nothing of the studio."""
