"""What an operator does to a running system: users and rights, a replay, a rebuild."""
