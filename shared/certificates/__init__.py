"""Certificates of credited hours, as whoever checks one sees them: serials, signatures, files; no store is asked."""
