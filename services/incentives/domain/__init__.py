"""The rules of incentives: pure functions over one volunteer's credited entries, and the dated policies they apply."""
