"""Why a row or a command is refused, the same in every service: rules say it, and HTTP answers with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """A rule that a row breaks: the field and the reason's code, never the value."""

    field: str
    reason: str


class Refused(Exception):
    """A command breaks a rule."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.field}: {fault.reason}")
        self.fault = fault


class Unknown(LookupError):
    """Nothing is registered under a reference.

    Args:
        thing: what it would be, in the words of who asks, for example "volunteer".
    """

    def __init__(self, thing: str) -> None:
        super().__init__(f"no {thing} is registered under this reference")


class Stale(Exception):
    """A thing has changed since the caller looked.

    Args:
        thing: as of `Unknown`.
    """

    def __init__(self, thing: str) -> None:
        super().__init__(f"the {thing} has changed since; read again, then decide")


def check_version(thing: str, version: str, seen: str | None) -> None:
    """Let a command go on only where it rests on what is.

    Args:
        version: of the thing as it is.
        seen: the version that the caller saw; None for whatever it is now.

    Raises:
        Stale: they differ.
    """
    if seen not in (None, version):
        raise Stale(thing)
