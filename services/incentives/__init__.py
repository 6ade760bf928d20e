"""Incentives: what credited hours earn, each with the rule and the entries that it rests on.

Subjects, lowest first: students, people, standing, versions, partners, consents, benefits, reports, entitlements,
explanations, awards, feeds, pushes, files, watching.
"""
