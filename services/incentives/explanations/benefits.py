"""What a benefit is to somebody, explained: its conditions, and those that fail. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from services.incentives.entitlements.domain import (
    GRANTED,
    NONE,
    REDEEMED,
    SUSPENDED,
    TOO_FEW_MINUTES,
    TOO_FEW_STARS,
    Asked,
    Offer,
    Verdict,
)
from services.incentives.explanations.domain import BENEFIT, Explained, Lack
from services.incentives.explanations.numbers import for_stars
from services.incentives.standing.entries import Window
from shared.languages import BETWEEN
from shared.rules.policies import EVER
from shared.rules.spans import DAY

RESULTS = {
    NONE: "a condition is not met",
    GRANTED: "every condition is met",
    SUSPENDED: "every condition is met, and a breach is not resolved",
    REDEEMED: "every condition is met, and the partner reported that it was redeemed",
}
LACKS = {
    "not_running": "the benefit does not run on this day",
    "unverified_volunteer": "the identity is to be verified first",
    "outside_region": "the benefit is for who belongs in its region",
    "no_consent": "a consent that the partner knows of benefits",
    "breach": "a breach that a partner reported is to be resolved",
}


def benefit(reference: str, offer: Offer, verdict: Verdict, asked: Asked) -> Explained:
    """Why a benefit is to a person what it is on a day.

    The benefit itself is the rule; its stars are given by the policy of stars, which the rule names.

    Args:
        reference: of the benefit, as who asks writes it.
    """
    known = {one.id: one for one in asked.person.entries}
    days = offer.within_days
    return Explained(
        f"{BENEFIT}/{reference}",
        asked.day,
        None,
        verdict.state,
        GRANTED if verdict.state in (NONE, SUSPENDED) else None,
        {
            "name": f"benefits/{reference}",
            "version": offer.version,
            "region_code": offer.region_code,
            "holds_from": offer.first.isoformat(),
        },
        {
            "from": offer.first.isoformat(),
            "to": offer.last.isoformat() if offer.last else None,
            "min_stars": offer.min_stars,
            "min_minutes": offer.min_minutes,
            "within_days": days,
            "stars_policy": asked.stars.policy.reference,
        },
        BETWEEN.join(_conditions(offer)),
        RESULTS[verdict.state],
        [known[one] for one in verdict.entries],
        Window(max(asked.day - (days - 1) * DAY, EVER), asked.day) if days else None,
        tuple(_lacking(offer, verdict, asked)),
    )


def _conditions(offer: Offer) -> Iterable[str]:
    yield f"it runs from {offer.first} to {offer.last}" if offer.last else f"it runs from {offer.first} on"
    if offer.min_stars:
        yield f"{offer.min_stars} stars or more"
    if offer.min_minutes:
        yield f"{offer.min_minutes} minutes or more{_within(offer)}"
    yield f"for who belongs in {offer.region_code}, is verified and consents that the partner knows"


def _within(offer: Offer) -> str:
    return "" if offer.within_days is None else f" within {offer.within_days} days"


def _lacking(offer: Offer, verdict: Verdict, asked: Asked) -> Iterable[Lack]:
    for reason in verdict.failing:
        if reason == TOO_FEW_STARS:
            yield _for_stars(offer.min_stars or 0, asked)
        elif reason == TOO_FEW_MINUTES:
            amount = (offer.min_minutes or 0) - verdict.minutes
            yield Lack("minutes", amount, f"{amount} minutes more{_within(offer) or ' in all'}")
        else:
            yield Lack(reason, None, LACKS[reason])
    if verdict.breaches:
        yield Lack("breach", len(verdict.breaches), LACKS["breach"])


def _for_stars(wanted: int, asked: Asked) -> Lack:
    """A policy that was adopted since may have no such star."""
    thresholds = asked.stars.policy.thresholds
    if wanted > len(thresholds):
        return Lack("stars", wanted - asked.stars.stars, "the policy of stars has no such star")
    return Lack("stars", wanted - asked.stars.stars, for_stars(wanted, thresholds, asked.stars.minutes).text)
