"""What lasts: the journal of accepted batches, the state, and the sinks that follow."""
