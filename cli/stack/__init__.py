"""Everything that runs for a home, as supervised processes: epmd, broker, store, api and worker."""
