"""What a person types and sees: options, tables, bars, errors, being told to stop."""
