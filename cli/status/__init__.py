"""What a running system does: looks at it, and the conclusion whether anything is in flight."""
