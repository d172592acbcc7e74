"""Behind the agents' door: who may come in, who is turned away, and what each is told."""
