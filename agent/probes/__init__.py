"""What is asked of a machine, a module a subject; see `agent.probe` for what each must have.

`samples/` is read by the agent itself at each step; `inventory/` in a child that ends.
"""
