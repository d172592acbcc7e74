"""Reading the facts, in a child process that ends.

What large modules and slow answers cost is given back with the child; what hangs is killed with
it; and it works when nobody else wants the processor.
"""
