"""Volunteers are erased: the rows that name them go."""
