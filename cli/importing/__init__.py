"""Importing seasons: files are checked whole, then sent in batches over the HTTP API that any partner uses."""
