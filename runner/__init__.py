"""What starts the services: their processes, their migrations, a rebuild. The one package that knows them all."""

import gc

NEW_OBJECTS = 20_000
"""Python's collector of cycles looks at them when there are so many. By default it does while modules are loaded, which
stay for good: that was a sixth of an api's start; and then dozens of times in a batch."""
gc.set_threshold(NEW_OBJECTS)
