"""The project's own checks and tests."""
