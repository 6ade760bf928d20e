"""The award: its cycles, each with a row for each category.

Cycles are taken in. What decides on nominations, scores and objections is written as rules (`eligibility`,
`nominating`, `scoring`, `results`); rows of these are not taken in yet.
"""
