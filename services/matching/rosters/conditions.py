"""The hard conditions of a place, each with a code for when it fails and one for when it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from services.matching.facts.domain import Offer, Shift, Volunteer

FULL_AGE = 18
AGE_OR_CONSENT = "age_or_consent"
OF_AGE = frozenset({"under_age", "guardian_consent_missing"})
"""Which of the two fails tells more of a person than who runs a shift needs."""


def failing(
    shift: Shift, volunteer: Volunteer, offers: Collection[Offer], taken: Collection[Shift] = ()
) -> tuple[str, ...]:
    """The codes of all the hard conditions that a volunteer does not meet for a shift; none means eligible.

    `offers` are the volunteer's, or the one that is asked about; `taken` are the shifts in which the volunteer has a
    place already.
    """
    age = volunteer.age_on(shift.day)
    consent = volunteer.guardian_consent_on
    return tuple(
        code
        for code, fails in (
            ("unverified", not volunteer.verified),
            ("under_age", age < shift.minimum_age),
            ("guardian_consent_missing", age < FULL_AGE and (consent is None or consent > shift.day)),
            ("skill_missing", shift.skill_required is not None and shift.skill_required not in volunteer.skills),
            ("not_offered", not any(offer.fits(shift) for offer in offers)),
            ("other_city", volunteer.city_code != shift.city_code),
            ("overlap", any(shift.overlaps(other) for other in taken)),
        )
        if fails
    )


def told(failing: Iterable[str]) -> list[str]:
    """The codes as others hear them: of an age and a guardian's consent together."""
    return list(dict.fromkeys(AGE_OR_CONSENT if code in OF_AGE else code for code in failing))


def holding(shift: Shift) -> list[str]:
    """The codes of what holds for who is eligible, without what the shift does not ask for.

    `old_enough` is said of who is of full age and of who has a guardian's consent: a code of its own would tell minors.
    """
    asked = {
        "verified": True,
        "old_enough": True,
        "skill_held": shift.skill_required is not None,
        "offered": True,
        "same_city": True,
        "no_overlap": True,
    }
    return [code for code, applies in asked.items() if applies]
