"""Matching: who takes which place, proposed with reasons, decided by people.

Subjects, lowest first: facts, fixed, rosters and resources, openings, cities and allocations. The worker imports no
solver, which takes more memory than all else in it: what it has solved, it has solved by a process of its own.
"""
