"""Rules that more than one service applies: pure, without a store, messages or HTTP."""
