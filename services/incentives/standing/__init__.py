"""A volunteer's standing: stars, points and eligibility, by dated policies from the credited entries."""
