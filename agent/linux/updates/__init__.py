"""Updates by each of the package managers of Linux: what waits, since when, and by whom."""
