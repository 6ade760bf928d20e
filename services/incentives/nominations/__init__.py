"""The award's nominations, the jurors' scores of them, and objections: rows, and what becomes of them."""
