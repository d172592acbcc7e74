"""Where batches come from. Each source turns a part of the world into Batches."""
