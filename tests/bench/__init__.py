"""Speed and memory beside Bytewax and Polars, in one run, with the answers compared."""
