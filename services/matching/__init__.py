"""Matching: who takes which place, proposed with reasons, decided by people."""
