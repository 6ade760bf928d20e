"""Making anew what is kept by keys, so that old keys can go."""
