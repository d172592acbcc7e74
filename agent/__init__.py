"""Mkaguzi's agent: what one machine is and how it fares. Standard library and psutil only."""

__version__ = "0.1.0"
