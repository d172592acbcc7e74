"""What the numbers of USB mean, on both systems alike: makers and classes."""
