"""What partners read: a feed of what volunteers earned."""
