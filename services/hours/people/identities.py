"""Who stands behind references: a registration under any of its names, and for a merged one the kept person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from services.hours.merges import repository as merges
from services.hours.people import repository
from services.hours.people.claims import claims_of
from services.hours.people.domain import Identity, Person
from shared.rules.merges import stands_for
from shared.store.client import Document
from shared.store.transaction import Transaction


def identities(transaction: Transaction, references: Iterable[str]) -> dict[str, Identity]:
    """Who stands behind each of the references."""
    wanted = set(references)
    volunteers, ties = repository.tied(transaction, wanted)
    circle = Circle(volunteers, ties.values())
    people = {ref: circle.person(transaction, ref) for ref in {circle.decided_by(one) for one in wanted}}
    gone = repository.erased_under(transaction, (one for one in wanted if circle.is_nobodys(one)))
    return {ref: circle.identity(ref, people[circle.decided_by(ref)], gone.get(ref)) for ref in wanted}


def all_names(transaction: Transaction, references: Iterable[str]) -> set[str]:
    """Every reference of everybody to whom the references are or were tied."""
    volunteers, _ = repository.tied(transaction, references)
    return volunteers.keys() | {name for one in volunteers.values() for name in one.get("names", ())}


class Circle:
    """Volunteers with all to whom they are tied."""

    def __init__(self, volunteers: Mapping[str, Document], ties: Iterable[Document]) -> None:
        self._volunteers = volunteers
        known = list(ties)
        self._stands_for = stands_for(merges.read(known))
        self._references = {one[role]: one[f"{role}_ref"] for one in known for role in ("kept", "merged")}
        self._members: dict[str, list[str]] = defaultdict(list)
        for number in sorted(self._references):
            self._members[self._stands_for.get(number, number)].append(number)

    def decided_by(self, reference: str) -> str:
        """The reference of the registration whose facts decide."""
        registration = self._registration(reference)
        number = self._number(registration)
        kept = self._stands_for.get(number) if number else None
        return (self._references[kept] if kept else None) or registration

    def is_nobodys(self, reference: str) -> bool:
        """Whether no number claims a reference, as far as was heard."""
        return not claims_of(self._volunteers.get(reference, {}))

    def identity(self, reference: str, person: Person | None, erased: str | None) -> Identity:
        """Who stands behind a reference, given the person, or the number of who was erased under it."""
        number = self._number(reference)
        if number != self._number(self._registration(reference)):
            number = None  # The reference under which the person was registered is another one's by now, or nobody's.
        return Identity(
            decided_by=self.decided_by(reference),
            number=number,
            person=person if number else None,
            others=tuple(one for one in self._numbers(number) if one != number),
            was_rejected=self._volunteers.get(reference, {}).get("rejected", False),
            erased=erased,
        )

    def person(self, transaction: Transaction, reference: str) -> Person | None:
        """The facts of a registration, which stands for its person; None where nobody has brought them."""
        volunteer = self._volunteers.get(reference, {})
        if "personal" not in volunteer:
            return None
        return repository.person(transaction, volunteer, self._known_as(volunteer))

    def _registration(self, reference: str) -> str:
        named: str = self._volunteers.get(reference, {}).get("named", reference)
        return named

    def _number(self, registration: str) -> str | None:
        return self._volunteers.get(registration, {}).get("number")

    def _numbers(self, number: str | None) -> Sequence[str]:
        return self._members[self._stands_for.get(number, number)] if number and number in self._references else ()

    def _known_as(self, volunteer: Document) -> list[str]:
        numbers = self._numbers(volunteer["number"]) or (volunteer["number"],)
        references = [volunteer["_id"], *(ref for one in numbers if (ref := self._references.get(one)))]
        names = [name for ref in references for name in self._volunteers.get(ref, {}).get("names", ())]
        return [*numbers, *references, *names]
