"""Who decides on a presence that waits for people: where it was served, above that, or the province. Pure."""

from __future__ import annotations

from services.hours.attendance.domain import OPEN
from services.hours.organisations.domain import Find, above
from services.hours.shifts.domain import Place
from shared.regions import city_of
from shared.rules.places import PROVINCE

PARENT, PROVINCIAL = "parent_approval", "provincial_approval"
DECIDED_BY_PEOPLE = (OPEN, "second_person_required", "overlap", PARENT, PROVINCIAL)
"""What waits for a person and nothing else. A public notice ends by itself."""
WHY_NOT = {PARENT: "decided_above", PROVINCIAL: "decided_by_province"}
"""By reason why who reaches where it was served may not decide."""
WHY_REFUSED = ("not_served", "recorded_twice", "wrong_times", "not_agreed")
"""Why a person refuses what waits for one; with other times it is recorded anew."""


def rung(reason: str, served: Place, find: Find) -> Place:
    """Whose decision it is: a caller decides who reaches this place.

    Longer presences are the organisation's above, the longest the province's [i志愿 notice]. Where nothing is known
    above who runs the shift, it is the region above; the organisation of the whole province decides for the province.

    Args:
        served: where, and by whom the shift is run.
        find: an organisation by its reference.
    """
    if reason == PROVINCIAL:
        of_province = (one for one in above(find, served.organisation_ref) if one["region_code"] == PROVINCE)
        return Place(PROVINCE, next((one["organisation_ref"] for one in of_province), None))
    if reason == PARENT:
        parent = next(above(find, served.organisation_ref), None)
        if parent:
            return Place(parent["region_code"], parent["organisation_ref"])
        return Place(_region_above(served.region_code))
    return served


def _region_above(region_code: str | None) -> str:
    city = city_of(region_code) if region_code else PROVINCE
    return city if city != region_code else PROVINCE
