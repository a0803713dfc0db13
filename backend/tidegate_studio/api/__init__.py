"""The routes, one room per subject."""
