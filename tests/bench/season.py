"""A season as events: volunteers, shifts and presences in the order of their days, the same for whoever is measured.

The proportions are those of the Warm Winter season: two presences a shift, 500 presences and 250 shifts a day. Each of
2,000 volunteers serves every fourth day, so no two presences of one overlap. All is served in Foshan, where five hours
give a point: a regular presence of almost six hours is always told in the partner feed. It counts for five years: the
season is one of the year before last, so that time takes nothing away while it is measured.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from shared import clock
from shared.crypto import Sealer
from shared.events.envelope import Event
from shared.events.registry.volunteers import STATE_READERS

FIRST_DAY = dt.date(clock.today().year - 2, 2, 1)
VOLUNTEERS, PRESENCES_A_DAY, SHIFTS_A_DAY = 2_000, 500, 250
REGIONS = ("440604", "440605", "440606", "440607", "440608")
HOURS = ((7, 13), (13, 19))


def volunteers(sealer: Sealer, presences: int) -> list[Event]:
    """The volunteers of the first so many presences, verified and of age."""
    return [_volunteer(sealer, number) for number in range(min(VOLUNTEERS, presences))]


def shifts(presences: int) -> list[Event]:
    """The shifts of the first so many presences."""
    days = -(-presences // PRESENCES_A_DAY)
    return [_shift(number) for number in range(days * SHIFTS_A_DAY)]


def presences(count: int, *, regular: bool = False) -> list[Event]:
    """The first so many presences. Unless all are to be `regular`, one in twenty is not credited, as in real files."""
    return [_event(facts) for facts in rows(count, regular=regular)]


def rows(count: int, *, regular: bool = False) -> list[dict[str, Any]]:
    """The same as the facts alone, as HTTP takes them."""
    return [_presence(number, regular=regular) for number in range(count)]


def number_of(volunteer: int) -> str:
    """A volunteer's number."""
    return f"KV{volunteer:012d}"


def _event(facts: dict[str, Any]) -> Event:
    return Event("attendance.logged.v1", "projects", facts["attendance_ref"], facts)


def _volunteer(sealer: Sealer, volunteer: int) -> Event:
    number = number_of(volunteer)
    personal = {"birth_date": "1990-01-01", "latitude": 23.02, "longitude": 113.12}
    data = {
        "volunteer": number,
        "volunteer_ref": f"v-{volunteer:06d}",
        "home_region_code": REGIONS[volunteer % len(REGIONS)],
        "skills": [],
        "verified": True,
        "guardian_consent_on": None,
        "personal": sealer.seal_for(STATE_READERS, personal, number),
    }
    return Event("volunteer.verified.v1", "registry", number, data, sequence=2)


def _shift(shift: int) -> Event:
    post = shift % SHIFTS_A_DAY
    start, end = _hours(shift)
    data: dict[str, Any] = {
        "shift_ref": f"shift-{shift:06d}",
        "post_ref": f"post-{post:04d}",
        "project_ref": "project-1",
        "site_ref": f"site-{post // 6:03d}",
        "starts_at": start.isoformat(),
        "ends_at": end.isoformat(),
        "capacity": 2,
        "service": "guidance",
        "skill_required": None,
        "minimum_age": 16,
        "region_code": REGIONS[post % len(REGIONS)],
        "latitude": 23.02,
        "longitude": 113.12,
    }
    return Event("shift.scheduled.v1", "projects", data["shift_ref"], data)


def _hours(shift: int) -> tuple[dt.datetime, dt.datetime]:
    day = FIRST_DAY + dt.timedelta(days=shift // SHIFTS_A_DAY)
    midnight = dt.datetime.combine(day, dt.time(), dt.timezone(dt.timedelta(hours=8)))
    first, last = HOURS[shift % len(HOURS)]
    return midnight + dt.timedelta(hours=first), midnight + dt.timedelta(hours=last)


def _presence(number: int, *, regular: bool) -> dict[str, Any]:
    day, place = divmod(number, PRESENCES_A_DAY)
    # People of one shift do not sign one after the other.
    shift = day * SHIFTS_A_DAY + place * 137 % PRESENCES_A_DAY // 2
    start, end = _hours(shift)
    signed_in = start + dt.timedelta(minutes=place % 20 - 10)
    facts = {
        "attendance_ref": f"a-{number:07d}",
        "shift_ref": f"shift-{shift:06d}",
        "volunteer_ref": f"v-{(day * PRESENCES_A_DAY + place) % VOLUNTEERS:06d}",
        "checked_in_at": signed_in.isoformat(),
        "checked_out_at": (end + dt.timedelta(minutes=place % 15 - 10)).isoformat(),
        "method": "qr",
        "recorded_by": None,
        "approved_by": None,
    }
    return facts if regular else {**facts, **_irregularity(number, signed_in)}


def _irregularity(number: int, signed_in: dt.datetime) -> dict[str, Any]:
    """Two in a hundred have no end, two were written down afterwards, one ends before it begins."""
    if number % 50 == 7:
        return {"checked_out_at": None}
    if number % 50 == 23:
        return {"method": "backfilled", "recorded_by": "admin-1"}
    if number % 100 == 61:
        return {"checked_out_at": (signed_in - dt.timedelta(minutes=5)).isoformat()}
    return {}
