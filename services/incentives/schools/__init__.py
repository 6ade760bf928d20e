"""School records: what a student served since the stage began, for the school that may know it."""
