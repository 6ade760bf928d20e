"""What is shown of volunteers' benefits on a day, from what is dated on it or before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from services.incentives.entitlements import repository
from services.incentives.entitlements.domain import NONE, Asked, Offer, Verdict
from services.incentives.entitlements.gathering import person_of
from services.incentives.standing import repository as standing
from services.incentives.standing.accounts import Account
from services.incentives.standing.adopted import tables_now
from services.incentives.standing.persons import Persons
from services.incentives.standing.tables import Tables
from shared import clock
from shared.sources import LOCAL, source_of
from shared.store.transaction import Store
from shared.where import EVERYWHERE, Where

AT_ONCE = 200


class Held(NamedTuple):
    """A volunteer's benefits on a day.

    Attributes:
        account: the registration that was asked about.
        merged_into: the number of the registration that stands for the person instead.
        asked: the person, unless another registration stands for it.
        verdicts: by every benefit of the partners to whom the person ever consented.
    """

    account: Account
    merged_into: str | None = None
    asked: Asked | None = None
    verdicts: Mapping[Offer, Verdict] = {}


def benefits_of(store: Store, number: str, as_of: dt.date | None, where: Where = EVERYWHERE) -> Held | None:
    """A volunteer's benefits on a day, by default today; None for one whom the caller may not see, or nobody knows."""
    account = standing.account(store, number)
    if account is None or not (where.person == number or where.reaches(account.of_region)):
        return None
    return next(held_on(store, [number], as_of or clock.today(), {number}.__contains__))


def benefits_as_of(
    store: Store, as_of: dt.date | None, where: Where = EVERYWHERE, reader: str = LOCAL
) -> Iterator[dict[str, Any]]:
    """Each benefit that is not none on a day, by default today, of all who belong where a caller acts.

    Args:
        reader: the source that asks; any but the network's own is shown those whom it registered, by its references,
            and their states by its own benefits.
    """
    numbers, day, seen = repository.consenting(store.database), as_of or clock.today(), set[str]()
    for start in range(0, len(numbers), AT_ONCE):
        for held in held_on(store, numbers[start : start + AT_ONCE], day, lambda person: person not in seen):
            seen.add(held.account.standing.volunteer)
            reference = held.account.name_for(reader)
            if where.reaches(held.account.of_region) and (reader == LOCAL or reference is not None):
                names = {"volunteer": held.account.standing.volunteer, "volunteer_ref": reference}
                for line in _lines(held, reader):
                    if line["state"] != NONE:
                        yield {**names, **line}


def shown(held: Held, reader: str = LOCAL) -> dict[str, Any]:
    """One volunteer's, as it is answered to a source: any but the network's own is told of its own benefits alone."""
    number = held.account.standing.volunteer
    return {"volunteer": number, "benefits": _lines(held, reader)}


def of_reader(held: Held, reader: str) -> list[Offer]:
    """The benefits of a volunteer that a source is told of: any but the network's own of its own alone."""
    return [offer for offer in sorted(held.verdicts) if reader == LOCAL or source_of(offer.reference) == reader]


def _lines(held: Held, reader: str) -> list[dict[str, Any]]:
    return [
        {
            "benefit_ref": offer.reference,
            "partner_ref": offer.partner,
            "state": held.verdicts[offer].state,
            "reason": held.verdicts[offer].reason,
        }
        for offer in of_reader(held, reader)
    ]


def held_on(
    store: Store, numbers: list[str], day: dt.date, wanted: Callable[[str], bool], tables: Tables | None = None
) -> Iterator[Held]:
    """The persons of some registrations, and these themselves, each once, as far as they are wanted.

    Args:
        tables: by which stars are given; by default those of now.
    """
    facts, accounts = repository.of(store.database), standing.accounts_of(store, numbers)
    persons = Persons({number: one.standing for number, one in accounts.items()}, day)
    consents, reports = facts.consents(accounts), facts.reports(accounts)
    offers = facts.offers({one.partner for some in consents.values() for one in some})
    tables = tables or tables_now(store)
    everybody = {other for one in numbers for other in (one, persons.person(one))} & accounts.keys()
    for number in filter(wanted, sorted(everybody)):
        kept = persons.person(number)
        if kept != number:
            yield Held(accounts[number], kept)
            continue
        asked = Asked(person_of(accounts, persons.registrations(number), consents, reports, day), day, tables)
        theirs = {one.partner for one in asked.person.consents}
        yield Held(accounts[number], None, asked, {one: asked.judge(one) for one in offers if one.partner in theirs})
