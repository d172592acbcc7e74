"""Chance, so that the machines of a site do not all do the same thing at once. No secret."""

from __future__ import annotations

import os


def share() -> float:
    """Anything from 0 up to 1. (The library `random` would cost each machine 300 kB.)"""
    return int.from_bytes(os.urandom(6), "big") / (1 << 48)


def between(least: float, most: float) -> float:
    """Anything between two numbers."""
    return least + (most - least) * share()
