"""What a season came to: read from the services' exports, folded, shown, and written for programs."""
