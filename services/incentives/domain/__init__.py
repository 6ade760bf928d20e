"""The rules of incentives: pure functions over the credited entries of one volunteer, and the dated policies they apply."""
