"""Setting up the machine for Kapok: what `./kapok` does before anything else, with Python's standard library only."""
