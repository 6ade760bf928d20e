"""A line of the log for each request: who asked what, and what came of it; never what a token or a body says."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import quote

import structlog
from flask import Response

from shared.rules.personal_numbers import shows_personal_number
from shared.web.asking import asked, kept

log = structlog.get_logger()
SUBJECT = "Kapok-Subject"
"""Of an answer: whose token it was, for the edge's line; the edge hands it on to nobody."""
LONGEST = 200
NUMBER = re.compile(r"[A-Za-z0-9._:-]{1,100}")
"""A request's number that is safe to log, as the edge gives one to each."""


def told(response: Response) -> Response:
    """Run after every request."""
    caller = kept().get("caller")
    subject = _subject(caller.subject) if caller else None
    if subject:
        response.headers[SUBJECT] = subject
    log.info(
        "request",
        **{
            name: value
            for name, value in _line(response, subject, caller and caller.source).items()
            if value is not None
        },
    )
    return response


def _line(response: Response, subject: str | None, source: str | None) -> dict[str, Any]:
    request, known = asked(), kept()
    return {
        "method": request.method,
        "route": request.script_root + request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "check": known.get("check"),
        "seconds": round(time.perf_counter() - known.get("started", time.perf_counter()), 4),
        "subject": subject,
        "source": source,
        "address": request.remote_addr,
        "request_id": _number(request.headers.get("X-Request-Id", "")),
    }


def _number(sent: str) -> str | None:
    """As the caller wrote it, unless that is no number of a request."""
    return sent if sent and NUMBER.fullmatch(sent) and not shows_personal_number(sent) else None


def _subject(subject: str) -> str:
    """In characters that a header and a line can have; one that is a person's number is not repeated."""
    return "hidden" if shows_personal_number(subject) else quote(subject[:LONGEST], safe="@:+ ")
