"""Makes the agent for Windows on Linux: a Python that it carries, and an MSI around both."""
