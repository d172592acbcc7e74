"""Loads what is heavy without what is never needed here: import this before anything else.

A stand-in takes the place of what would be loaded and never be called; who asks it for anything
else is given the real one. Together it is more than a megabyte, on each PC, for as long as it runs.
"""

from __future__ import annotations

from agent.light import paths, typed

typed.load()
paths.load()
