"""A collector that serves: its listeners, their ports, and the agent beside it."""
