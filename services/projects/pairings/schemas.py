"""What projects takes of beneficiaries, pairings and visits, as CSV rows or JSON bodies, and what it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.projects.pairings import domain
from services.projects.shifts.domain import shift_problem
from shared.intake.asked import Asked
from shared.intake.fields import (
    Row,
    day,
    in_order,
    moment,
    one_of,
    optional_day,
    optional_one_of,
    reference,
    region,
    remark,
)
from shared.intake.references import Reference
from shared.intake.texts import Form, Word
from shared.rules.faults import Fault
from shared.sources import SEPARATOR, ours

MOST_MEMBERS = 100

MEMBER = Form(
    f"^({'|'.join(domain.ROLES)}):[A-Za-z0-9][A-Za-z0-9._:-]{{0,79}}$",
    error=f"must be <role>:<reference> with one of {', '.join(domain.ROLES)}",
)
"""The text is not repeated: in a shifted column it may be a person's."""


class Team(fields.List[Any]):
    """Members as `<role>:<reference>`, each once, in order; in a file they are joined by `|`."""

    def __init__(self) -> None:
        told = {"description": f"each `<role>:<volunteer_ref>`; the roles are {', '.join(domain.ROLES)}"}
        length = validate.Length(1, MOST_MEMBERS)
        super().__init__(Word(validate=MEMBER), required=True, validate=length, metadata=told)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        parts = value.split("|") if isinstance(value, str) else value
        try:
            texts = super()._deserialize(parts, attr, data, **kwargs)
        except ValidationError as error:
            # The well-formed members of a malformed team would be taken for one, and are texts.
            raise ValidationError(error.messages) from error
        members = sorted({_member(str(text)) for text in texts})
        return [{"role": role, "volunteer_ref": name} for role, name in members]


def _member(text: str) -> tuple[str, str]:
    role, _, name = text.partition(SEPARATOR)
    return role, Reference()(name)


class Beneficiary(Row):
    """A row of beneficiaries.csv: a pseudonym, and nothing that names anybody."""

    beneficiary_ref = reference()
    kind = one_of(*domain.WHOM)
    region_code = region()
    household = one_of(*domain.HOUSEHOLDS)
    registered_on = day(required=True)


class CorrectedFacts(Asked):
    """Put right what is known of a beneficiary; the kind while there is no pairing. All of it, as it is to stand."""

    kind = one_of(*domain.WHOM)
    region_code = region()
    household = one_of(*domain.HOUSEHOLDS)
    registered_on = day(required=True)


class Pairing(Row):
    """A row of pairings.csv: a beneficiary and a team, with the agreements and the end where there are any."""

    pairing_ref = reference()
    programme = one_of(*domain.PROGRAMMES)
    beneficiary_ref = reference()
    organisation_ref = reference()
    team = Team()
    proposed_on = day(required=True)
    agreed_on = day(past=True, load_default=None, allow_none=True)
    guardian_agreed_on = day(past=True, load_default=None, allow_none=True)
    ended_on = optional_day()
    end_reason = remark()

    _ends = in_order("proposed_on", "ended_on")

    def claimed(self, loaded: dict[str, Any], source: str) -> dict[str, Any]:
        """The members, too, by references as we keep them."""
        members = [{**one, "volunteer_ref": ours(source, one["volunteer_ref"])} for one in loaded.get("team", ())]
        return super().claimed(loaded, source) | ({"team": members} if members else {})


class Visit(Row):
    """A row of visits.csv."""

    visit_ref = reference()
    pairing_ref = reference()
    volunteer_ref = reference()
    starts_at = moment(past=True, required=True)
    ends_at = moment(past=True, required=True)
    kind = one_of(*domain.VISITS)
    lesson_kind = optional_one_of(*domain.LESSONS)

    @validates_schema(skip_on_field_errors=False)
    def _sensible(self, data: dict[str, Any], **_: Any) -> None:
        known = {"starts_at", "ends_at"} <= data.keys()
        problem = shift_problem(data["starts_at"], data["ends_at"]) if known else None
        if problem:
            raise ValidationError(problem, "ends_at")

    def faults(self, loaded: Mapping[str, Any]) -> Iterable[Fault]:
        """A lesson says which."""
        yield from super().faults(loaded)
        if loaded.get("kind") == domain.LESSON and loaded.get("lesson_kind", "") is None:
            yield Fault("lesson_kind", "must be given for a lesson")


class Agreement(Asked):
    """Record that one side agrees: the beneficiary, the team, or the guardian; a day given later takes its place."""

    by = one_of(*domain.SIDES)
    agreed_on = day(past=True, required=True)


class End(Asked):
    """End a pairing from a day on; without a day an end is taken back."""

    ended_on = optional_day()
    end_reason = remark()


class BeneficiaryLine(Schema):
    """A beneficiary in a list."""

    beneficiary_ref = fields.String(metadata={"description": "a pseudonym"})
    kind = fields.String()
    of_city = fields.String(metadata={"description": "the city; 440000 for the province"})
    registered_on = fields.String()


class BeneficiaryView(BeneficiaryLine):
    """A beneficiary; the exact region and the household only for who says why."""

    region_code = fields.String()
    household = fields.String()


class Member(Schema):
    """Somebody of a team."""

    role = fields.String()
    volunteer_ref = fields.String()


class PairingLine(Schema):
    """A pairing in a list."""

    pairing_ref = fields.String()
    programme = fields.String()
    beneficiary_ref = fields.String()
    organisation_ref = fields.String()
    proposed_on = fields.String()
    agreed_on = fields.String(allow_none=True, metadata={"description": "since when both agree"})
    guardian_agreed_on = fields.String(allow_none=True)
    ended_on = fields.String(allow_none=True, metadata={"description": "the first day on which it is over"})
    outcome = fields.String(metadata={"description": "accepted, held:<reason> or refused:<reason>"})
    state = fields.String(metadata={"description": "today: proposed, active or ended, or the outcome"})
    no_longer = fields.String(
        allow_none=True,
        metadata={"description": "of an accepted one why it would be refused now, such as licence_missing; it stands"},
    )


class PairingView(PairingLine):
    """A pairing; why it ended only for who says why."""

    team = fields.List(fields.Nested(Member))
    beneficiary_agreed_on = fields.String(allow_none=True)
    team_agreed_on = fields.String(allow_none=True)
    end_reason = fields.String(allow_none=True)


class VisitView(Schema):
    """A visit as shown; what became of its minutes hours says, under `visit:<visit_ref>`."""

    visit_ref = fields.String()
    pairing_ref = fields.String()
    volunteer_ref = fields.String()
    starts_at = fields.String()
    ends_at = fields.String()
    kind = fields.String()
    lesson_kind = fields.String(allow_none=True)
    outcome = fields.String(metadata={"description": "accepted, held:<reason> or refused:<reason>"})
