"""What is shown of standings on a day: one volunteer's, and everybody's.

Who is one person is asked as of the day, too; without a day, as of today, since a merge is younger than what it joins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from services.incentives.standing import repository
from services.incentives.standing.accounts import Account
from services.incentives.standing.adopted import tables_now
from services.incentives.standing.days import last_day
from services.incentives.standing.domain import Decisions, evaluate, rate_student
from services.incentives.standing.entries import Entry
from services.incentives.standing.persons import Persons
from services.incentives.standing.rules import Stars
from services.incentives.standing.tables import Tables
from services.incentives.students.domain import since
from services.incentives.students.repository import all_studies, studies_of
from shared import clock
from shared.rules.spans import Span
from shared.sources import LOCAL, source_of
from shared.store.transaction import Store
from shared.where import EVERYWHERE, Where


class Shown(NamedTuple):
    """A volunteer as of a day, for a reader.

    Attributes:
        stands_elsewhere: whether another registration stands for the person, and the reader knows it.
        merged_into: the reader's reference of that one; None also for one that is erased.
        registrations: the numbers whose entries count.
    """

    stands_elsewhere: bool
    merged_into: str | None
    registrations: list[str]
    entries: list[Entry]


def standing_of(
    store: Store, volunteer: str, as_of: dt.date | None, where: Where = EVERYWHERE, reader: str = LOCAL
) -> dict[str, Any] | None:
    """What a volunteer has on a day, by default the last day of service in the data.

    None for one who is not known, or is neither the caller nor belongs where the caller acts.

    Args:
        reader: the source that asks; any but the network's own hears of a merge only if it registered who is kept. Who
            reaches a name of the volunteer alone is shown what it would be of somebody new (docs/adr/0017).
    """
    account = repository.account(store, volunteer)
    if account is None:
        return None
    if not (where.person == volunteer or where.reaches(account.of_region)):
        return of_name(store, account, as_of or _last_day(store), where, reader)
    day, shown, tables = as_of or _last_day(store), _shown(store, account, as_of, reader), tables_now(store)
    if shown.stands_elsewhere:
        return {"volunteer": volunteer, "as_of": day, "merged_into": shown.merged_into}
    studies = [span for number in shown.registrations for span in studies_of(store, number)]
    student = rate_student(shown.entries, since(studies, day), day, tables)
    return {
        "volunteer": volunteer,
        "home_region_code": account.home_region_code,
        "entries": sorted(
            (entry for entry in shown.entries if entry.day <= day), key=lambda entry: (entry.day, entry.id)
        ),
        **vars(evaluate(shown.entries, day, tables)),
        "student": student,
        **_student_figures(student),
    }


def of_name(store: Store, account: Account, day: dt.date, where: Where, reader: str) -> dict[str, Any] | None:
    """What a volunteer has on a day for who reaches another name of the person: what was served where the caller acts.

    None for who reaches no name that the caller may know.
    """
    known = (home for name, home in account.name_homes.items() if reader in (LOCAL, source_of(name)))
    home = next(filter(where.reaches, known), None)
    if home is None:
        return None
    served = (one for one in account.standing.counted if one.day <= day and where.reaches(one.region_code))
    entries = sorted(served, key=lambda entry: (entry.day, entry.id))
    tables = tables_now(store)
    student = rate_student(entries, None, day, tables)
    return {
        "volunteer": account.standing.volunteer,
        "home_region_code": home,
        "entries": entries,
        **vars(evaluate(entries, day, tables)),
        "student": student,
        **_student_figures(student),
    }


def standings_as_of(
    store: Store, as_of: dt.date | None, where: Where = EVERYWHERE, reader: str = LOCAL
) -> Iterator[dict[str, Any]]:
    """Minutes, stars and points on a day, by default the last day of service, of all who belong where a caller acts.

    A registration that is merged away is no person: it says into which.

    Args:
        reader: the source that asks; any but the network's own is shown those whom it registered, by its references,
            and of the others not even that somebody is merged into them: then what the person has.
    """
    day, studies, tables = as_of or _last_day(store), all_studies(store), tables_now(store)
    for names, shown in people_as_of(store, as_of, where, reader):
        if shown.stands_elsewhere:
            yield {**names, "merged_into": shown.merged_into}
        else:
            yield {**names, **_figures(shown, day, studies, tables)}


def people_as_of(
    store: Store, as_of: dt.date | None, where: Where = EVERYWHERE, reader: str = LOCAL
) -> Iterator[tuple[dict[str, Any], Shown]]:
    """All who belong where a caller acts: number and reference, and what a reader is shown of them on a day."""
    for account in repository.accounts(store, where):
        reference = account.name_for(reader)
        if reader == LOCAL or reference is not None:
            names = {"volunteer": account.standing.volunteer, "volunteer_ref": reference}
            yield names, _shown(store, account, as_of, reader)


def _shown(store: Store, account: Account, as_of: dt.date | None, reader: str) -> Shown:
    tied, number = repository.tied(store, account), account.standing.volunteer
    persons = Persons({name: one.standing for name, one in tied.items()}, as_of or clock.today())
    kept = persons.person(number)
    merged_into = tied[kept].name_for(reader)
    elsewhere = kept != number and (reader == LOCAL or merged_into is not None)
    return Shown(elsewhere, merged_into, persons.registrations(kept), persons.entries(kept))


def _last_day(store: Store) -> dt.date:
    return last_day(store) or clock.today()


def student_of(shown: Shown, day: dt.date, studies: Mapping[str, Sequence[Span]], tables: Tables) -> Stars:
    """The second rating of somebody shown; without stars for who is no student."""
    spans = [span for number in shown.registrations for span in studies.get(number, ())]
    return rate_student(shown.entries, since(spans, day), day, tables)


def _figures(shown: Shown, day: dt.date, studies: Mapping[str, Sequence[Span]], tables: Tables) -> dict[str, Any]:
    student = student_of(shown, day, studies, tables)
    return {**_earned(evaluate(shown.entries, day, tables)), **_student_figures(student)}


def _earned(decisions: Decisions) -> dict[str, Any]:
    points = {city: one.points for city, one in sorted(decisions.points.items()) if one.points}
    return {"minutes": decisions.stars.minutes, "stars": decisions.stars.stars, "points": points}


def _student_figures(student: Stars) -> dict[str, int]:
    return {"student_minutes": student.minutes, "student_stars": student.stars}
