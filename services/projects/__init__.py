"""Projects: what is done where and when.

Its subjects, lowest first: people, organisations, credentials, sites, posts, shifts, codes, availability, attendance,
presence, proposals, pairings. A subject imports only the `domain` and `repository` of lower ones, and of people the
copy of volunteers.
"""
