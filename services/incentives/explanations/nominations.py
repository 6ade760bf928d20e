"""What became of somebody's nomination for the award, explained: what was served, and what the cycle asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from services.incentives.awards.eligibility import BREACH
from services.incentives.awards.results import AWARDED
from services.incentives.explanations.benefits import LACKS
from services.incentives.explanations.domain import NOMINATION, Explained, Lack
from services.incentives.nominations import repository
from services.incentives.nominations.domain import state
from services.incentives.standing import repository as standing
from services.incentives.standing.entries import Entry, Window, total
from services.incentives.standing.persons import persons_on
from shared import clock
from shared.sources import LOCAL, source_of, theirs
from shared.store.transaction import Store
from shared.where import Where


def nominations_of(store: Store, number: str, as_of: dt.date, where: Where, reader: str) -> Iterator[Explained]:
    """Those of a person that were made by a day and are decided on, as far as a caller may see them.

    Args:
        reader: the source that asks; any but the network's own is told of its own nominations alone.
    """
    accounts = standing.accounts_of(store, [number])
    numbers = persons_on(accounts, as_of).registrations(number)
    for document, row in repository.with_rows(store.database, numbers):
        made = clock.china_day(clock.from_text(document["at"])) <= as_of
        if made and where.may_see(document) and reader in (LOCAL, source_of(document["_id"])):
            last = dt.date.fromisoformat(row["period_to"])
            persons = persons_on(accounts, last)
            entries = [one for one in persons.entries(persons.person(document["subject"])) if one.day <= last]
            yield nomination(theirs(reader, document["_id"]), document, row, entries, as_of)


def nomination(
    reference: str, document: Mapping[str, Any], row: Mapping[str, Any], entries: Sequence[Entry], as_of: dt.date
) -> Explained:
    """Why a nomination is what it is on a day; its entries are those that its cycle looks at.

    Args:
        reference: of the nomination, as who asks writes it.
        row: of the cycle, in the category of volunteers.
    """
    became, first, last = state(document, as_of), row["period_from"], row["period_to"]
    asked = {name: row[name] or 0 for name in ("min_minutes", "min_minutes_in_period")}
    days = Window(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    inside = total(days.of(one for one in entries if one.is_presence))
    return Explained(
        f"{NOMINATION}/{reference}",
        as_of,
        None,
        became,
        None if became == AWARDED else AWARDED,
        document["policy"],
        {**asked, "period_from": first, "period_to": last, "cycle_ref": row["cycle_ref"], "quota": row["quota"]},
        f"{asked['min_minutes']} minutes in all, of which {asked['min_minutes_in_period']} from {first} to {last}",
        f"{total(entries)} minutes in all, of which {inside} in the period",
        entries,
        lacking=tuple(_lacking(document["lacks"] or (), asked, total(entries), inside, first)),
    )


def _lacking(lacks: Iterable[str], asked: Mapping[str, int], in_all: int, inside: int, first: str) -> Iterable[Lack]:
    for one in lacks:
        if one == BREACH:
            yield Lack(BREACH, None, LACKS[BREACH])
        elif one == "min_minutes":
            amount = asked[one] - in_all
            yield Lack("minutes", amount, f"{amount} minutes more in all")
        else:
            amount = asked[one] - inside
            yield Lack("minutes_in_period", amount, f"{amount} minutes more from {first} on")
