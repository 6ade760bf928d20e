"""Whose reference: each source, the system that sends records, has references of its own (rules-network.md 0.1).

Two sources' `v1` are two things. Inside Kapok a reference carries its source, `<source>:<reference>`; that of `local`,
the source of whoever says nothing else, stands bare, so that a system of one source sees no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from shared.rules.personal_numbers import has_digits_enough, shows_personal_number

LOCAL = "local"
OPENING = "opening"
"""No source is called so: it begins the names of ledger entries of opening balances, and of no presence."""
VISIT = "visit"
"""Nor so: it begins the names of the shifts and presences of visits, which no row names (rules-network.md 6)."""
AGAIN = "again"
"""Nor so: it begins the names of further entries of one presence."""
REVERSAL = "reversal"
"""Nor so: it begins the names of entries that take one back."""
RESERVED = (OPENING, VISIT, AGAIN, REVERSAL)
SEPARATOR = ":"
SOURCE_FORM = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\Z")
SOURCE_RULE = (
    "1 to 40 small letters, digits, hyphens or underscores, no person's number, "
    f"and none of {', '.join(f'`{one}`' for one in RESERVED)}"
)


def is_source(name: str) -> bool:
    """Whether a text may be a source's name, as `SOURCE_RULE` says: it stands before references, as open as these."""
    return (
        SOURCE_FORM.match(name) is not None
        and name not in RESERVED
        and not (has_digits_enough(name) and shows_personal_number(name))
    )


def ours(source: str, reference: str) -> str:
    """The reference under which we keep what a source calls so; a source that it names itself counts.

    `v1` of gz and `gz:v1` of whoever are `gz:v1`; `v1` of local and `local:v1` are `v1`. What is called after a visit,
    `visit:v1`, is of the visit's source.
    """
    named, separator, rest = reference.partition(SEPARATOR)
    if separator and named == VISIT:
        return f"{VISIT}{SEPARATOR}{ours(source, rest)}"
    if separator:
        source, reference = named, rest
    return reference if source == LOCAL else f"{source}{SEPARATOR}{reference}"


def theirs(source: str, reference: str) -> str:
    """The same reference as a source would write it: its own bare, another's with the name before it."""
    of, separator, rest = reference.partition(SEPARATOR)
    if separator and of == VISIT:
        return f"{VISIT}{SEPARATOR}{theirs(source, rest)}"
    if not separator:
        return reference if source == LOCAL else f"{LOCAL}{SEPARATOR}{reference}"
    return rest if of == source else reference


def as_written(source: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as a source would write them: what they name, in the fields `..._ref`, by its references."""
    return {name: _written(source, name, value) for name, value in facts.items()}


def is_of_visit(reference: str) -> bool:
    """Whether a shift or a presence is called so that a visit is."""
    return reference.startswith(f"{VISIT}{SEPARATOR}")


def _written(source: str, name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [as_written(source, one) if isinstance(one, Mapping) else one for one in value]
    return theirs(source, value) if value and name.endswith("_ref") else value


def name_for(reader: str, names: Iterable[str | None]) -> str | None:
    """By which of a person's references a source knows it; None where the person is not known to it.

    Args:
        names: the registration's own first, by which the network knows it; None for one that is erased.
    """
    known = list(names)
    if reader == LOCAL:
        return known[0]
    return next((one for one in known if one and source_of(one) == reader), None)


def source_of(reference: str) -> str:
    """The source of a reference as we keep it; of what is called after a visit, the visit's."""
    of, separator, rest = reference.partition(SEPARATOR)
    if separator and of == VISIT:
        return source_of(rest)
    return of if separator else LOCAL
