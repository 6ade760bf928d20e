"""What partners report of volunteers: a benefit redeemed, a breach, and that one is resolved."""
