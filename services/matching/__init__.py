"""Matching: who takes which place, proposed with reasons, decided by people.

Subjects, lowest first: facts, fixed, rosters and resources, openings and allocations. The worker imports no solver:
it takes 65 MB, which a worker never needs.
"""
