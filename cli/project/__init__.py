"""The project's own checks and tests, and its applications as documents see them."""
