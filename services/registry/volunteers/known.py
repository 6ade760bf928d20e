"""What other subjects ask of volunteers whom a row names: who they are, and how old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from services.registry.volunteers import repository
from services.registry.volunteers.domain import Volunteer
from shared.crypto import Sealer
from shared.kinds import Case, Need, Place
from shared.store.transaction import Transaction
from shared.where import Where


@dataclass(frozen=True)
class Registered:
    """A volunteer whom a row names, under whichever of the person's references.

    Attributes:
        volunteer: the person's registration.
        name: what the source of that reference is answered of it; the registration itself under its own reference.
    """

    volunteer: Volunteer
    name: Volunteer
    birth_date: dt.date

    @property
    def number(self) -> str:
        """The volunteer's number."""
        return self.volunteer.number


def registered(transaction: Transaction, collection: str, references: Iterable[str]) -> dict[str, Registered]:
    """Those of the references that are registered."""
    found = repository.named(transaction, references)
    return {ref: Registered(*one, _born(transaction.sealer, one.person)) for ref, one in found.items()}


def needs_volunteer(field: str = "volunteer_ref", word: str = "volunteer") -> Need:
    """The need of a row that names a volunteer."""
    return Need(field, repository.VOLUNTEERS, registered, word, person=True)


def number_of(case: Case, field: str = "volunteer_ref") -> dict[str, str]:
    """What an accepted row keeps of the volunteer whom it names: the number."""
    return {"volunteer": case.known[field].number}


def home_of(case: Case, field: str = "volunteer_ref") -> str:
    """The region to which a volunteer belongs, now, under the name by which a row names the person.

    By the person's own home, a document number would tell who sends it whether somebody is registered elsewhere.
    """
    name: Volunteer = case.known[field].name
    return name.home_region_code


def is_of_name_alone(case: Case, field: str = "volunteer_ref") -> bool:
    """Whether a row's sender reaches a name of the person alone: what is decided about the person is not theirs."""
    volunteer: Volunteer = case.known[field].volunteer
    return not volunteer.is_reached(case.where, own=True)


def is_own(case: Case, where: Where, field: str = "volunteer_ref") -> bool:
    """Whether a row names the volunteer whose token brought it."""
    return where.person is not None and where.person == case.known[field].number


def at_home(case: Case, field: str = "volunteer_ref") -> Place:
    """Whose a row about a volunteer is: the region's to which the name belongs. A transfer takes it along."""
    return Place(home_of(case, field))


def _born(sealer: Sealer, volunteer: Volunteer) -> dt.date:
    return dt.date.fromisoformat(sealer.open(volunteer.facts.personal, volunteer.number)["birth_date"])
