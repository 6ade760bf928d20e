"""Tokens that were revoked before they were over."""
