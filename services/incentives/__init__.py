"""Incentives: what credited hours earn, each with the rule and the entries that it rests on.

Subjects, lowest first: standing, partners, consents, feeds.
"""
