"""How partners' feeds stand: how far each was told, how far it has read, and since when something waits for it."""
