"""How a volunteer is stored: of a person, only sealed texts and keyed hashes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from services.registry.volunteers.domain import Facts, FirstRow, Identity, Profile, Volunteer
from services.registry.volunteers.life import Life, Merged, Move
from services.registry.volunteers.questions import Evidence, Question
from shared import clock
from shared.regions import city_of
from shared.store.client import Document


def to_document(volunteer: Volunteer) -> Document:
    """What is stored of a volunteer."""
    profile, row = volunteer.profile, volunteer.row
    return {
        "_id": volunteer.reference,
        **listed(volunteer),
        **(_of_person(volunteer) if volunteer.alias_of is None else _of_name(volunteer)),
        "home_region_code": profile.home_region_code,
        "skills": list(profile.skills),
        "student_stage": profile.student_stage,
        "guardian_consent_on": _text(profile.guardian_consent_on),
        "registered_on": _text(volunteer.registered_on),
        "identity": volunteer.identity.value,
        "sequence": volunteer.sequence,
        **_conversation(volunteer),
        "row": {
            "sealed": volunteer.facts.sealed,
            "personal": volunteer.facts.personal,
            "digest": row.digest,
            "line": row.line,
            "identity_status": row.identity_status.value,
        },
        **({} if volunteer.is_dated else {"is_dated": False}),
        **({"consent_decided_on": _text(decided)} if (decided := volunteer.consent_decided_on) else {}),
    }


def listed(volunteer: Volunteer) -> Document:
    """What is stored for the list of volunteers: it follows from all else."""
    home = volunteer.home_region_code
    return {
        "volunteer_ref": volunteer.reference,
        "volunteer": volunteer.number,
        "of_region": home,
        "of_city": city_of(home),
    }


def from_document(document: Document, persons: Mapping[str, Document]) -> Volunteer:
    """The volunteer of a stored document.

    Args:
        persons: where it is another name of somebody, among others the person's document.
    """
    row, alias_of, reference = document["row"], document.get("alias_of"), document["_id"]
    person = document if alias_of is None else persons[alias_of]
    return Volunteer(
        reference,
        person["number"],
        documents_of(person),
        Profile(
            document["home_region_code"],
            tuple(document["skills"]),
            document["student_stage"],
            _day(document["guardian_consent_on"]),
        ),
        Facts(row["sealed"], row["personal"], document.get("same_name"), document.get("same_phone")),
        FirstRow(row["digest"], row["line"], Identity(row["identity_status"])),
        _day(document.get("registered_on")),
        Identity(document["identity"]),
        document["sequence"],
        life_of(person) if alias_of is None else life_of(person).known_under(reference, alias_of),
        tuple(document.get("former", ())),
        tuple(document.get("names", ())),
        alias_of,
        document.get("is_dated", True),
        _question(document),
        _evidence(document.get("evidence")),
        _day(document.get("consent_decided_on")),
        document.get("is_apart", False),
    )


def documents_of(document: Document) -> tuple[str, ...]:
    """The keyed hashes of a stored volunteer's document."""
    stored = document["document"]
    return (stored,) if isinstance(stored, str) else tuple(stored)


def life_of(document: Mapping[str, Any]) -> Life:
    """The transfers and merges of a stored volunteer."""
    return _life(document.get("life"))


def is_registered(document: Document) -> bool:
    """Whether a document is of somebody who is registered; else others only wait for it."""
    return "row" in document


def _of_person(volunteer: Volunteer) -> Document:
    alike = {"same_name": volunteer.facts.same_name, "same_phone": volunteer.facts.same_phone}
    return {
        "number": volunteer.number,
        "document": volunteer.document[0] if len(volunteer.document) == 1 else list(volunteer.document),
        **{name: value for name, value in alike.items() if value},
        **({"former": list(volunteer.former)} if volunteer.former else {}),
        **({"names": list(volunteer.names)} if volunteer.names else {}),
        **_dated(volunteer.life),
    }


def _of_name(volunteer: Volunteer) -> Document:
    return {"alias_of": volunteer.alias_of, **({"is_apart": True} if volunteer.is_apart else {})}


def _conversation(volunteer: Volunteer) -> Document:
    question, evidence = volunteer.question, volunteer.evidence
    asked = {"ask_at": question.ask_at, "question": {"id": question.id, "tries": question.tries}} if question else {}
    return {**asked, **({"evidence": {**vars(evidence), "at": clock.to_text(evidence.at)}} if evidence else {})}


def _question(document: Document) -> Question | None:
    asked = document.get("question")
    return Question(asked["id"], document["ask_at"], asked["tries"]) if asked else None


def _evidence(kept: Document | None) -> Evidence | None:
    return Evidence(**{**kept, "at": clock.from_text(kept["at"])}) if kept else None


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _dated(life: Life) -> Document:
    if not life.revision:
        return {}
    of_names = {"of_names": _moved(life.of_names)} if life.of_names else {}
    merges = [
        {**vars(one), "merged_at": clock.to_text(one.merged_at), "undone_at": _instant(one.undone_at)}
        for one in life.merges
    ]
    return {"life": {"moves": _moved(life.moves), "merges": merges, "revision": life.revision, **of_names}}


def _life(document: Mapping[str, Any] | None) -> Life:
    if document is None:
        return Life()
    merges = (
        Merged(**{**one, "merged_at": clock.from_text(one["merged_at"]), "undone_at": _moment(one["undone_at"])})
        for one in document["merges"]
    )
    of_names = _moves(document.get("of_names", ()))
    return Life(_moves(document["moves"]), tuple(merges), document["revision"], of_names)


def _moved(moves: Iterable[Move]) -> list[Document]:
    return [{**_without_none(vars(one)), "at": clock.to_text(one.at)} for one in moves]


def _without_none(facts: Mapping[str, Any]) -> Document:
    return {name: value for name, value in facts.items() if value is not None}


def _moves(stored: Iterable[Document]) -> tuple[Move, ...]:
    return tuple(Move(**{**one, "at": clock.from_text(one["at"])}) for one in stored)


def _instant(moment: dt.datetime | None) -> str | None:
    return clock.to_text(moment) if moment else None


def _moment(text: str | None) -> dt.datetime | None:
    return clock.from_text(text) if text else None
