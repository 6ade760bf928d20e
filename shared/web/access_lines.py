"""A line of the log for each request: who asked what, and what came of it; never what a token or a body says."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import quote

import structlog
from flask import Response, g, request

from shared.rules.personal_numbers import shows_personal_number

log = structlog.get_logger()
SUBJECT = "Kapok-Subject"
"""Of an answer: whose token it was, for the edge's line; the edge hands it on to nobody."""
LONGEST = 200
NUMBER = re.compile(r"[A-Za-z0-9._:-]{1,100}")
"""A request's number that is safe to log, as the edge gives one to each."""


def told(response: Response) -> Response:
    """Run after every request."""
    subject = _subject()
    if subject:
        response.headers[SUBJECT] = subject
    log.info("request", **{name: value for name, value in _line(response, subject).items() if value is not None})
    return response


def _line(response: Response, subject: str | None) -> dict[str, Any]:
    return {
        "method": request.method,
        "route": request.script_root + request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "check": g.get("check"),
        "seconds": round(time.perf_counter() - g.get("started", time.perf_counter()), 4),
        "subject": subject,
        "source": g.caller.source if "caller" in g else None,
        "address": request.remote_addr,
        "request_id": _number(request.headers.get("X-Request-Id", "")),
    }


def _number(sent: str) -> str | None:
    """As the caller wrote it, unless that is no number of a request."""
    return sent if NUMBER.fullmatch(sent) and not shows_personal_number(sent) else None


def _subject() -> str | None:
    """In characters that a header and a line can have; one that is a person's number is not repeated."""
    if "caller" not in g:
        return None
    subject: str = g.caller.subject
    return "hidden" if shows_personal_number(subject) else quote(subject[:LONGEST], safe="@:+ ")
