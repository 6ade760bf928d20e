"""What partners were told as files that a department opens: a day as a table, a month as a page with charts."""
