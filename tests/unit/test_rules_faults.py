"""What is said when a rule or a command is refused."""

from __future__ import annotations

import pytest

from shared.rules.faults import Fault, Refused, Stale, Unknown, check_version


def test_a_refused_command_names_field_and_reason() -> None:
    """Never the value."""
    assert str(Refused(Fault("given_on", "in_future"))) == "given_on: in_future"


def test_what_is_unknown_is_named_without_its_reference() -> None:
    """A reference may be a person's."""
    assert str(Unknown("volunteer")) == "no volunteer is registered under this reference"


@pytest.mark.parametrize("seen", [None, "2.asked"])
def test_a_command_goes_on_when_what_was_seen_is_still_so(seen: str | None) -> None:
    """Or when the caller does not mind."""
    check_version("volunteer", "2.asked", seen)


def test_a_command_stops_when_what_was_seen_has_changed() -> None:
    """The caller reads again, then decides."""
    with pytest.raises(Stale, match="the volunteer has changed since"):
        check_version("volunteer", "2.asked", "1.asked")
