"""Where a system is: a home with its ports and keys, a deployment, or a mere address."""
