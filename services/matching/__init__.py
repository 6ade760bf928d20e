"""Matching: who takes which place, proposed with reasons, decided by people.

Subjects, lowest first: facts, rosters. The worker imports facts alone: the rosters' solver takes 65 MB, which a worker
never needs.
"""
