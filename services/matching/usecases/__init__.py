"""Use cases of matching. `rosters` is imported by the api alone: its solver takes 65 MB, which a worker never needs."""

from services.matching.usecases.hearing import note_hours, note_offers, note_shifts, note_volunteers, read_data

__all__ = ["note_hours", "note_offers", "note_shifts", "note_volunteers", "read_data"]
