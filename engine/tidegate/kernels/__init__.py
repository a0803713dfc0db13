"""Numba functions over NumPy arrays: the loops over items that no columnar library has."""
