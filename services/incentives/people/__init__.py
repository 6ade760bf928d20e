"""Who is a volunteer under which name: what rows that name one wait for."""
