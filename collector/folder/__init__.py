"""The data folder: settings, keys and secrets in it, who holds it, and its backup."""
