"""SMBIOS: a machine's own description of itself, as its firmware left it in memory.

`table` reads the raw table into structures; `machine`, `memory` and `processor` read what the
structures mean. The same on Linux and Windows. Source: DMTF DSP0134 3.7.
"""
