"""The licences that posts and teams ask for, the same in every service. Pure."""

from __future__ import annotations

LICENCES = ("lawyer", "doctor", "nurse", "teacher", "social_worker", "first_aid", "driver")
