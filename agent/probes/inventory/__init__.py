"""Probes that are read now and then, in a child process that ends: they may be large and slow."""
