"""The award: its cycles, each with a row for each category.

The rules by which is decided on nominations, scores and objections (`eligibility`, `nominating`, `scoring`, `results`)
stand beside them.
"""
