"""What an identity authority is asked, and what it may answer. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.registry.volunteers.domain import Identity


@dataclass(frozen=True)
class Request:
    """A question on its way; what it says of the person is kept nowhere, and shown nowhere.

    Attributes:
        id: the same each time that it is asked.
        reference: under which a late answer may be brought.
    """

    id: str
    reference: str
    name: str = field(repr=False)
    document_type: str = field(repr=False)
    document_number: str = field(repr=False)


@dataclass(frozen=True)
class Reply:
    """What came of it.

    Attributes:
        answer: None where there was none.
        failure: why there was none, for the log.
        after: how many seconds later it wants to be asked again; None where it does not say.
    """

    answer: Identity | None = None
    failure: str = ""
    after: float | None = None
