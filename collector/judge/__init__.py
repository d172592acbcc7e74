"""Rules to verdicts. Pure: no I/O, and the clock is an argument."""
