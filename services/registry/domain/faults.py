"""What can be wrong with a registration, and with a command about a volunteer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A rule that a row breaks: the field and the reason's code, never the value."""

    field: str
    reason: str


class UnknownVolunteer(LookupError):
    """No volunteer is registered under this reference."""


class Stale(Exception):
    """The volunteer has changed since the caller looked."""


class Refused(Exception):
    """A command breaks a rule."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.field}: {fault.reason}")
        self.fault = fault
