"""New versions of policies in files: looked at, compared, and simulated."""
