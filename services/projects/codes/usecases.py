"""Use cases of codes: give a device those that it shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.projects.codes import domain, signing
from services.projects.codes.domain import CODE_POLICIES
from services.projects.publication.domain import is_cancelled
from services.projects.shifts.kind import SHIFTS
from shared import clock, lives, waiting
from shared.rules.faults import Fault, Refused, Unknown
from shared.rules.policies import in_force
from shared.store.transaction import Store
from shared.where import Where


def codes(
    store: Store, reference: str, begin: dt.datetime | None, minutes: int, *, where: Where, now: dt.datetime
) -> dict[str, Any]:
    """The codes of a shift from a moment on, as far ahead as a device may be without a network.

    Raises:
        Unknown: there is no such shift where the caller acts, or it still waits for its post.
        Refused: it does not take place.
        NoCodeKeys: no key signs them.
    """
    shift = lives.find(store, SHIFTS, reference, where).document
    if not waiting.is_known(shift):
        raise Unknown(SHIFTS.thing)
    if is_cancelled(shift):
        raise Refused(Fault("state", "is_cancelled"))
    starts_at, ends_at = clock.from_text(shift["starts_at"]), clock.from_text(shift["ends_at"])
    policy = in_force(CODE_POLICIES, clock.china_day(starts_at), shift["of_region"])
    first = begin or now
    last = min(first + dt.timedelta(minutes=minutes), now + dt.timedelta(hours=policy.offline_hours))
    found = domain.codes(reference, (starts_at, ends_at), first, last, policy)
    keys = store.settings.code_keys
    shown = [{"code": signing.written(one, keys), "begins": one.begins} for one in found]
    return {"shift_ref": reference, "seconds": policy.seconds, "codes": shown}
