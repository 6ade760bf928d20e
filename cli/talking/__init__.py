"""Asking a running system: its API, its broker's management, its probes."""
