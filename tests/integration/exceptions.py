"""What schemathesis finds that is meant so: each with its reason. A fault that no exception names fails the test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from schemathesis import Case
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.core.transport import Response
from schemathesis.openapi.checks import AllowHeaderMismatch, RejectedPositiveData


@dataclass(frozen=True)
class Exempt:
    """A kind of fault that is none.

    Attributes:
        fault: the class that schemathesis has for it.
        where: which answers it is none of.
        reason: why.
    """

    fault: type[Failure]
    where: Callable[[Case, Response], bool]
    reason: str


EXEMPT = (
    Exempt(
        RejectedPositiveData,
        lambda case, answer: answer.status_code in (412, 422),
        "no schema says that a check digit is right, or which version a thing has; 422 and 412 are documented",
    ),
    Exempt(
        RejectedPositiveData,
        lambda case, answer: answer.status_code == 425 and "Kapok-After" in case.headers,
        "what the document allows as a position was never told",
    ),
    Exempt(
        RejectedPositiveData,
        lambda case, answer: answer.status_code == 400 and "Kapok-Purpose" in answer.text,
        "no schema says that a purpose is a line to read without a person's number, nor that there must be one only "
        "where nothing but personal facts is shown",
    ),
    Exempt(
        AcceptedNegativeData,
        lambda case, answer: answer.status_code == 202,
        "an intake takes rows as people have them: an empty text is a missing value, and what is certain is understood "
        "in other forms than the document's (docs/adr/0019)",
    ),
    Exempt(
        AcceptedNegativeData,
        lambda case, answer: case.path.endswith("/places/searches") and answer.status_code == 200,
        "a number that is written as a text is understood as one here, too, as in rows (docs/adr/0019)",
    ),
    Exempt(
        AllowHeaderMismatch,
        lambda case, answer: case.path.endswith("/batch"),
        "a record may have the reference `batch`, which is shown there",
    ),
)


def is_exempt(failure: Failure, case: Case, answer: Response) -> bool:
    """Whether a fault is none."""
    return any(isinstance(failure, one.fault) and one.where(case, answer) for one in EXEMPT)
