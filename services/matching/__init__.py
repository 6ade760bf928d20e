"""Matching: who takes which place, proposed with reasons, decided by people.

Subjects, lowest first: facts, fixed and declined, rosters, resources and tilts, openings, cities and allocations. The
worker imports no solver, which takes more memory than all else in it: that is in a process of its own for each task.
"""
