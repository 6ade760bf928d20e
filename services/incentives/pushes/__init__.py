"""Sending partners what they are told: signed batches of their logs, again until they are taken."""
