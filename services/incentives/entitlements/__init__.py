"""Which benefits volunteers have: granted, suspended, redeemed or none, by offers, consents, standings and reports."""
