"""Projects: what is done where and when.

Its subjects, lowest first: people, organisations, sites, posts, shifts, availability, attendance, proposals. A subject
imports only the `domain` and `repository` of lower ones, and of people the copy of volunteers.
"""
