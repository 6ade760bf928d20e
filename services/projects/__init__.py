"""Projects: what is done where and when.

Its subjects, lowest first: organisations, sites, posts, shifts, availability, attendance, proposals. A subject imports
only the `domain` and `repository` of lower ones.
"""
