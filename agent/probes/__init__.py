"""One module a subject; see `agent.probe` for what each must have."""
