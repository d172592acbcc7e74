"""What keeps a collector going: its start, its signs of life, what it does by the clock."""
