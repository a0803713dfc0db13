"""The contenders, a file each: Tidegate, Bytewax at its best, and Polars with everything at once."""
