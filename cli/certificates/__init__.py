"""What the commands about certificates do."""
