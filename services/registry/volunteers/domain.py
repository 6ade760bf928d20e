"""A volunteer's registration and the steps of its life; every step that others hear of is one of its sequence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.registry.volunteers.life import NEW, Life
from services.registry.volunteers.questions import Evidence, Question
from shared.hashing import Digest
from shared.where import Where

REGISTERED, VERIFIED, CHANGED = "volunteer.registered.v1", "volunteer.verified.v1", "volunteer.changed.v1"


class Identity(StrEnum):
    """What the identity authority has said of the person: nothing yet, yes, or no."""

    ASKED = "asked"
    VERIFIED = "verified"
    UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Profile:
    """What is known of a volunteer and is not a secret."""

    home_region_code: str
    skills: tuple[str, ...]
    student_stage: str | None
    guardian_consent_on: dt.date | None


@dataclass(frozen=True)
class Facts:
    """A person's facts, each text sealed with the volunteer's number as context.

    Attributes:
        sealed: all of them.
        personal: those that other services need.
        same_name, same_phone: keyed hashes by which those are found who may be the same person; None where an earlier
            version kept none.
        open: all of them as they are, where they were sealed just now, so that nobody opens them at once. Never stored.
    """

    sealed: str
    personal: str
    same_name: str | None = None
    same_phone: str | None = None
    open: Mapping[str, Any] | None = dataclasses.field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class FirstRow:
    """What is kept of the row that registered a volunteer; what it says of consent and identity counted then, and once.

    Attributes:
        digest, line: the keyed hash of the row's contents, and its identity within its file.
        identity_status: what it declared of the identity authority's answer, if its sender may; else asked.
    """

    digest: str
    line: str
    identity_status: Identity


@dataclass(frozen=True)
class Volunteer:
    """One registration of one person.

    Attributes:
        reference: under which the source system knows the volunteer.
        number: the random volunteer number.
        document: the keyed hash of the document's type and number; while another key comes into use, the next one, too.
        registered_on: the first day on which the person counts as registered; None where an earlier version kept none.
        sequence: how many events have told of this volunteer.
        life: transfers and merges.
        former: the keyed hashes of documents that were renewed: they lead to this person still, and to nobody else.
        names: the references under which others registered the person, too: other sources, or who does not reach it.
        alias_of: of such a name, the reference under which the person is registered. A name keeps what its source said
            and has no document of its own; its number is the person's (docs/adr/0017).
        is_dated: whether the row said since when; else `registered_on` is the day on which the row came.
        question: what the identity authority has not answered yet; None where nothing is asked.
        evidence: of its last answer.
        is_apart: of such a name, whether its document was renewed for it alone, by who does not reach the person.
        consent_decided_on: the day of the last step about a guardian's consent; None where only rows speak of it.
    """

    reference: str
    number: str
    document: tuple[str, ...]
    profile: Profile
    facts: Facts
    row: FirstRow
    registered_on: dt.date | None
    identity: Identity = Identity.ASKED
    sequence: int = 1
    life: Life = NEW
    former: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    alias_of: str | None = None
    is_dated: bool = True
    question: Question | None = None
    evidence: Evidence | None = None
    consent_decided_on: dt.date | None = None
    is_apart: bool = False

    @property
    def stated_on(self) -> dt.date | None:
        """The day since which the row says that the person is registered: figures of a day go by days that are said."""
        return self.registered_on if self.is_dated else None

    @property
    def verified(self) -> bool:
        """Whether the identity authority has confirmed the person."""
        return self.identity is Identity.VERIFIED

    @property
    def version(self) -> str:
        """Differs whenever the volunteer does; for optimistic locking."""
        answered = self.evidence.request_id if self.evidence else None
        return ".".join([str(self.sequence), self.identity, str(self.life.revision), *([answered] if answered else [])])

    @property
    def home_region_code(self) -> str:
        """Where the volunteer belongs: the region of the registration, or where the last accepted transfer led."""
        return self.life.home(self.profile.home_region_code)

    def is_reached(self, where: Where, *, own: bool = False) -> bool:
        """Whether who acts somewhere acts where the volunteer belongs; with `own`, or is the volunteer."""
        return where.reaches(self.home_region_code) or (own and where.person == self.number)

    def state(self) -> dict[str, Any]:
        """The data of the events about this volunteer."""
        consent = self.profile.guardian_consent_on
        return {
            "volunteer": self.number,
            "volunteer_ref": self.reference,
            "home_region_code": self.home_region_code,
            "skills": list(self.profile.skills),
            "verified": self.verified,
            "guardian_consent_on": consent.isoformat() if consent else None,
            "personal": self.facts.personal,
        }

    def with_facts(self, facts: Facts) -> Volunteer:
        """The volunteer after facts of the person changed."""
        return self._next(facts=facts)

    def with_profile(self, **changes: Any) -> Volunteer:
        """The volunteer after something else that is known changed: region, skills, student stage, consent."""
        profile = dataclasses.replace(self.profile, **changes)
        return self if profile == self.profile else self._next(profile=profile)

    def with_consent(self, given_on: dt.date | None, today: dt.date) -> Volunteer:
        """The volunteer after a guardian's consent was given or (None) withdrawn; rows of days before count no more."""
        decided = self if self.consent_decided_on == today else dataclasses.replace(self, consent_decided_on=today)
        return decided.with_profile(guardian_consent_on=given_on)

    def named(self, name: Volunteer) -> Volunteer:
        """The person after somebody else registered it. Of two consents the earlier one counts, in any order."""
        known = dataclasses.replace(self, names=(*self.names, name.reference))
        days = (self.profile.guardian_consent_on, self._not_yet_decided(name.profile.guardian_consent_on))
        return known.with_profile(guardian_consent_on=min((day for day in days if day), default=None))

    def with_document(self, document: Digest) -> Volunteer:
        """The person with a document that another source renewed; what is told and shown of it stays."""
        return dataclasses.replace(self, document=document.claimed, former=self._former(document))

    def renewed(self, document: Digest, facts: Facts, *, alone: bool) -> Volunteer:
        """The volunteer with another document: the same person, and verified as before until the authority says no.

        Args:
            alone: whether it is another name's alone, and not the person's.
        """
        former = self._former(document)
        return self._next(document=document.claimed, former=former, facts=facts, is_apart=alone)

    def asking(self, question: Question) -> Volunteer:
        """The volunteer about whom the identity authority is asked; nobody else hears of it."""
        return dataclasses.replace(self, question=question)

    def answered(self, answer: Identity, evidence: Evidence | None = None) -> Volunteer:
        """The volunteer after the identity authority's answer; a first no changes nothing that others know."""
        if answer is self.identity and self.question is None:
            return self
        settled = dataclasses.replace(self, identity=answer, question=None, evidence=evidence or self.evidence)
        is_news = answer is not self.identity and (answer is Identity.VERIFIED or self.verified)
        return dataclasses.replace(settled, sequence=self.sequence + 1) if is_news else settled

    def lived(self, life: Life) -> Volunteer:
        """The volunteer after transfers or merges; others hear of it here where the home is another one."""
        after = dataclasses.replace(self, life=life)
        return after if after.home_region_code == self.home_region_code else self._next(life=life)

    def _not_yet_decided(self, given_on: dt.date | None) -> dt.date | None:
        """A consent that a row speaks of; None where a step of that day or later has said more."""
        decided = self.consent_decided_on
        return None if given_on and decided and given_on <= decided else given_on

    def _former(self, document: Digest) -> tuple[str, ...]:
        return tuple(one for one in dict.fromkeys((*self.former, *self.document)) if one not in document.known)

    def _next(self, **changes: Any) -> Volunteer:
        return dataclasses.replace(self, sequence=self.sequence + 1, **changes)


def news(before: Volunteer | None, after: Volunteer) -> str | None:
    """The type of event that tells of a step; None where there is nothing to tell."""
    if before is None:
        return REGISTERED
    if after.sequence == before.sequence:
        return None
    return VERIFIED if after.verified and not before.verified else CHANGED
