"""A UPS on this machine, as Network UPS Tools (NUT) tells of it, on Linux and Windows alike."""
