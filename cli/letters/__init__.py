"""Dead letters as people and programs see them: listed page by page, shown, sent again, dropped."""
