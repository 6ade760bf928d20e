"""The award: its cycles, each with a row for each category."""
