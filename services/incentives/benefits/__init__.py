"""Benefits that partners offer to volunteers."""
