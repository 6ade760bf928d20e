"""Incentives: what credited hours earn, each with the rule and the entries that it rests on.

Subjects, lowest first: students, people, standing, served, versions, partners, consents, benefits, reports,
entitlements, effects, schools, awards, nominations, explanations, feeds, pushes, files, watching.
"""
