"""Charts as inline SVG: points from batches, geometry, and what is drawn. Pure."""
