"""Why a volunteer has what it has: the rule, the entries that count, their sums, and what the next step takes."""
