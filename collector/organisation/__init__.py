"""The region: its councils and sites, what a reader may see of them, how much of it is covered."""
