"""Hours: from presences to credited minutes.

Its subjects, lowest first: homes, people, organisations, shifts, ledger, balances, attendance, figures, reviews. A
subject imports only the `domain` and `repository` of lower ones.
"""
