"""Who may take which place, at what cost, and the assignment that fills the most places."""
