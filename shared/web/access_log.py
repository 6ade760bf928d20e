"""Who asks what of whom, and why: what the access log keeps of a request."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Any

from flask import Request, current_app

from shared.rules.personal_numbers import shows_personal_number
from shared.speaking import name_of
from shared.store import access_log
from shared.store.access_log import CHANGED, READ, Access
from shared.store.transaction import Store, Transaction
from shared.web.asking import asked, kept
from shared.web.auth import ours_of
from shared.web.described import LONGEST_PURPOSE, PURPOSE
from shared.web.problems import Problem
from shared.web.references import Written

PARAMETER = re.compile(r"<(?:[^:<>]+:)?([a-z_]+)>")
TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def note_change(transaction: Transaction) -> None:
    """Keep that the request's caller changed something, in the transaction that does it."""
    body = kept().get("body")
    sent = body if isinstance(body, dict) else {}
    rows = sent.get("rows")
    if isinstance(rows, list):
        access_log.note(transaction, _access(CHANGED, (), (), purpose(), len(rows)))
    else:
        access_log.note(transaction, _access(CHANGED, transaction.concerned, sent, purpose()))


def may_read(scope: str, numbers: Iterable[str], fields: Iterable[str]) -> bool:
    """Whether the request's caller is shown personal facts: it has the scope, and says why. Then that is kept."""
    why = purpose() if scope in kept().caller.scopes else None
    if why is None:
        return False
    access_log.note_now(_store(), _access(READ, numbers, fields, why))
    return True


def must_read(scope: str, numbers: Iterable[str], fields: Iterable[str]) -> None:
    """The same for what is nothing but personal facts.

    Raises:
        Problem: 400 where the caller does not say why.
    """
    if not may_read(scope, numbers, fields):
        raise Problem(400, f"personal facts are shown to who says why: send {PURPOSE}, such as `a call about a shift`")


def check_purpose() -> None:
    """Run before every request: what would not be kept as it is said is refused, also where nothing is kept."""
    purpose()


def purpose() -> str | None:
    """Why the caller asks, in its own words.

    Raises:
        Problem: 400 where that is too long, nothing to read, or has a person's number in it.
    """
    # Headers are bytes; WSGI hands them over one character each.
    sent = asked().headers.get(PURPOSE)
    text = sent.strip().encode("latin-1", "replace").decode("utf-8", "replace") if sent else ""
    if not text:
        return None
    if len(text) > LONGEST_PURPOSE or not text.isprintable():
        raise Problem(400, f"{PURPOSE} is not a line of at most {LONGEST_PURPOSE} characters")
    if shows_personal_number(text):
        raise Problem(400, f"{PURPOSE} has an identity number or a phone in it")
    return text


def _access(
    did: str, numbers: Iterable[str], fields: Iterable[str], why: str | None, rows: int | None = None
) -> Access:
    request, caller = asked(), kept().caller
    return Access(
        did=did,
        by=_name(caller.subject),
        source=caller.source,
        route=f"{request.method} {request.script_root}{_path(request)}",
        reference=_reference(request),
        volunteer=tuple(sorted(numbers)),
        fields=tuple(sorted(fields)),
        rows=rows,
        purpose=why,
        address=request.remote_addr,
        forwarded_for=_forwarded_for(request),
        trace=_trace(request),
    )


def _name(subject: str) -> str:
    """The token's subject; of one that is a person's number a keyed name."""
    return name_of(_store().sealer, subject) if shows_personal_number(subject) else subject


def _path(request: Request) -> str:
    return PARAMETER.sub(r"{\1}", request.url_rule.rule) if request.url_rule else request.path


def _store() -> Store:
    found: Store = current_app.extensions["kapok"].store
    return found


def _reference(request: Request) -> str | None:
    named: Any = next(iter((request.view_args or {}).values()), None)
    return ours_of(named.text) if isinstance(named, Written) else named


def _forwarded_for(request: Request) -> str | None:
    """What the proxy says for whom it asks: the edge says it of everybody, and takes what the client says away."""
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if not said:
        return None
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return None


def _trace(request: Request) -> str | None:
    begun = kept().get("trace")
    text = begun.traceparent if begun else request.headers.get("traceparent", "")
    found = TRACEPARENT.fullmatch(text)
    return found[1] if found else None
