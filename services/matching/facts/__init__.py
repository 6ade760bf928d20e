"""What matching knows from others: volunteers, shifts, offers and credited intervals, copied for rosters."""
