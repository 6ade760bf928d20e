"""The registry: who serves, and for whom.

Subjects, lowest first: regions, organisations, volunteers; upon them affiliations, duplicates, identities, populations,
stations, terms, credentials, consents, transfers, merges; upon all of them figures, erasure.
"""
