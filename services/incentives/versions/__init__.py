"""Versions of policies: proposed, looked at for whom they change what, adopted by a second person, then in force."""
