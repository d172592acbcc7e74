"""Probes that are read at each step of the grid, so quickly that nobody notices."""
