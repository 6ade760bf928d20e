"""For which organisations, projects and stations was served, at which shifts, and by whom."""
