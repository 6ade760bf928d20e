"""Hours: from presences to credited minutes.

Its subjects, lowest first: homes, people, organisations, shifts, ledger, seals, balances, attendance, flags, figures,
reviews, corrections, disputes, certificates. A subject imports only the `domain` and `repository` of lower ones.
"""
