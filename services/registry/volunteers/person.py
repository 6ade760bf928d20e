"""A person's facts: whether they can be true together, and what of them may be shown."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.registry.volunteers.documents import Document, read_document
from shared.crypto import Sealer
from shared.hashing import Digest
from shared.rules.ages import YOUNGEST, age_on
from shared.rules.faults import Fault, Refused

PREFIX = re.compile(r"^(\+|00)86")
SHARED = ("birth_date", "latitude", "longitude")
"""What other services need for their rules; everything else of a person stays here."""
PAPERS = {"resident_id": "resident", **dict.fromkeys(("home_return_permit", "hk_macao_residence_permit"), "hk_macao")}
"""As what a document counts in figures of joint teams; any other kind is `other`."""


@dataclass(frozen=True)
class Person:
    """All that is kept sealed. Coordinates are of the home, in degrees, WGS 84."""

    name: str
    document: Document
    phone: str
    birth_date: dt.date
    sex: str
    latitude: float
    longitude: float
    party_member: bool
    league_member: bool

    def facts(self) -> dict[str, Any]:
        """Everything, as JSON values, to be sealed at rest."""
        return {
            "name": self.name,
            "document_type": self.document.kind,
            "document_number": self.document.number,
            "phone": self.phone,
            "sex": self.sex,
            "party_member": self.party_member,
            "league_member": self.league_member,
            "birth_date": self.birth_date.isoformat(),
            "latitude": self.latitude,
            "longitude": self.longitude,
        }


def person_faults(row: Mapping[str, Any], today: dt.date) -> Iterator[Fault]:
    """The rules that a row's person breaks, each as far as what it rests on is well-formed.

    Args:
        today: the day in China.
    """
    kind, number, birth_date = (row.get(name) for name in ("document_type", "document_number", "birth_date"))
    document = read_document(kind, number) if kind and number else None
    if isinstance(document, Fault):
        yield document
    if birth_date:
        differs = disagreement(document, birth_date) if isinstance(document, Document) else None
        if fault := differs or _unfit_age(birth_date, today):
            yield fault


def read_person(row: Mapping[str, Any]) -> Person:
    """The person that a row describes which breaks no rule.

    Raises:
        Refused: the number is none of its type.
    """
    document = read_document(row["document_type"], row["document_number"])
    if isinstance(document, Fault):
        raise Refused(document)
    names = ("name", "phone", "birth_date", "sex", "latitude", "longitude", "party_member", "league_member")
    return Person(document=document, **{name: row[name] for name in names})


def shared_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a person's facts that other services need, to be sealed in events."""
    return {name: facts[name] for name in SHARED}


def facts_apart(facts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By field of an event those facts of a person that one service needs, which needs no more."""
    return {"papers": {"document": PAPERS.get(facts["document_type"], "other")}}


def likeness(sealer: Sealer, facts: Mapping[str, Any]) -> tuple[Digest, Digest]:
    """Keyed hashes of name and birth date, and of the phone: who shares one may be the same person.

    Spaces, width and letters' case make no other name, hyphens and China's prefix no other phone.
    """
    name = "".join(unicodedata.normalize("NFKC", facts["name"]).casefold().split())
    phone = PREFIX.sub("", facts["phone"].replace("-", ""))
    return sealer.digest("name and birth date", name, facts["birth_date"]), sealer.digest("phone", phone)


def masked(name: str) -> str:
    """A name as the public may see it: the first character and one asterisk, whatever its length [PIPL art. 25]."""
    return f"{name[:1]}*"


def disagreement(document: Document, birth_date: dt.date) -> Fault | None:
    """A birth date that is not the one in the document's number.

    A sex that is not the number's is left to the identity authority: the files of the network have such rows, and what
    is decided here rests on the birth date alone.
    """
    if document.birth_date is not None and document.birth_date != birth_date:
        return Fault("birth_date", "differs_from_document")
    return None


def _unfit_age(birth_date: dt.date, today: dt.date) -> Fault | None:
    if birth_date > today:
        return Fault("birth_date", "in_future")
    return Fault("birth_date", "too_young") if age_on(today, birth_date) < YOUNGEST else None
