"""Hours: from presences to credited minutes.

Its subjects, lowest first: homes, people, shifts, ledger, balances, attendance, figures. A subject imports only the
`domain` and `repository` of lower ones.
"""
