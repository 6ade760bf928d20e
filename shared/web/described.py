"""What the OpenAPI document says of every operation, beside what each says itself: its errors, and whom it obeys."""

from __future__ import annotations

from typing import Any

from apispec import APISpec, BasePlugin

from shared.config import SERVICES
from shared.languages import ENGLISH, LANGUAGES
from shared.positions import FORM

CONTENT_TYPE = "application/problem+json"
COMMANDS = ("post", "put", "patch", "delete")
LANGUAGE = "Accept-Language"
AFTER, POSITION, PREFERENCE = "Kapok-After", "Kapok-Position", "kapok-position"
SERVICE_AT = f"(?:{'|'.join(SERVICES)})={FORM}"
BY_ITSELF = "once_by_itself"
"""Marks a command that needs no key, and tells no position: the same inputs give the same, however often it is sent."""
WITH_PURPOSE = "with_purpose"
"""Marks a request that is answered with nothing but personal facts, so that it has to say why."""
LONGEST_KEY = 200
"""Characters of an `Idempotency-Key`."""
PURPOSE = "Kapok-Purpose"
LONGEST_PURPOSE = 200
UNSEEN = r"\u0000-\u001F\u007F"
SEEN = f"[^{UNSEEN}]"
"""Of a purpose, any character but those that nobody sees."""
ETAG = {"ETag": {"description": "the version", "required": True, "schema": {"type": "string"}}}
"""The header of what shows a thing with a version; a command that answers with it obeys `If-Match`."""
CHALLENGE = {"WWW-Authenticate": {"description": "what is missing", "required": True, "schema": {"type": "string"}}}
LATER = {"Retry-After": {"description": "seconds", "required": True, "schema": {"type": "integer"}}}
SAID = {
    "Content-Language": {
        "description": "of title, detail and reasons",
        "required": True,
        "schema": {"type": "string", "enum": list(LANGUAGES)},
    }
}
TOLD = {POSITION: {"description": "of what the command told, for a `Kapok-After`", "schema": {"type": "string"}}}
ERRORS = {
    400: ("BadRequest", "The body is not JSON, or a header is not as it should be."),
    401: ("Unauthorized", "There is no valid token."),
    403: ("Forbidden", "The token does not have the scope, or is for another place; or the request came in clear."),
    404: ("NotFound", "There is no such thing."),
    409: ("Conflict", "It is known with other contents, or is in no state for that."),
    410: ("Gone", "It is no longer kept."),
    412: ("PreconditionFailed", "The thing is no longer as `If-Match` says."),
    413: ("ContentTooLarge", "The body is larger than this service takes."),
    415: ("UnsupportedMediaType", "The body must be JSON."),
    422: ("UnprocessableContent", "The contents are not as they should be; `errors` has every wrong field."),
    425: ("TooEarly", "Not all that `Kapok-After` names was heard in time; nothing was done."),
    429: (
        "TooManyRequests",
        "The caller asks too often, or has too many exports or rosters in hand; nothing was done.",
    ),
    500: ("InternalServerError", "The request could not be served, and nothing of it was stored."),
    503: (
        "ServiceUnavailable",
        "Whether the token counts cannot be told now, or too much is in hand; nothing was done.",
    ),
}
HEADERS = {
    LANGUAGE: {
        "description": f"in which language to say what is wrong: {' or '.join(LANGUAGES)}, by default {ENGLISH}",
        "schema": {"type": "string"},
    },
    AFTER: {
        "description": "positions, each as a `Kapok-Position` told it, that this service must have heard before",
        "schema": {"type": "string", "pattern": f"^{SERVICE_AT}(, ?{SERVICE_AT}){{0,9}}$"},
    },
    "Prefer": {
        "description": f"`{PREFERENCE}`: answer with the position of what the command tells",
        "schema": {"type": "string"},
    },
    "Idempotency-Key": {
        "description": "a request is done once for a key, however often it is sent",
        "schema": {"type": "string", "maxLength": LONGEST_KEY},
    },
    PURPOSE: {
        "description": "why it is asked, in a few words, for the access log; who is shown personal facts has to say it",
        "schema": {"type": "string", "maxLength": LONGEST_PURPOSE, "pattern": f"^{SEEN}*$"},
    },
    "If-Match": {
        "description": "the ETag that the thing must still have; any without it, or with `*`",
        "schema": {"type": "string"},
    },
    "If-None-Match": {
        "description": "the ETag of what is there already; while it is the same, the answer is 304 without a body",
        "schema": {"type": "string"},
    },
}

NEEDED_PURPOSE = {
    "in": "header",
    "name": PURPOSE,
    "required": True,
    "description": HEADERS[PURPOSE]["description"],
    "schema": {"type": "string", "maxLength": LONGEST_PURPOSE, "pattern": f"^[^ {UNSEEN}]{SEEN}*$"},
}


class Described(BasePlugin):
    """Adds to every operation the errors that it can have and the headers that it obeys."""

    def init_spec(self, spec: APISpec) -> None:
        """Describe each error and header once, for all operations."""
        super().init_spec(spec)
        for status, (name, description) in ERRORS.items():
            spec.components.response(name, _response(status, description))
        for name, described in HEADERS.items():
            spec.components.parameter(name, "header", described)

    def operation_helper(
        self, path: str | None = None, operations: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """Complete the operations of a path."""
        for method, operation in (operations or {}).items():
            says_why = operation.pop(WITH_PURPOSE, False)
            is_keyed = method in COMMANDS and not operation.pop(BY_ITSELF, False)
            answers = {status: _answer(is_keyed, status, one) for status, one in operation["responses"].items()}
            errors = {status: ERRORS[status][0] for status in _errors(path or "", method, operation)}
            operation["responses"] = dict(sorted({**answers, **errors}.items()))
            headers = _headers(method, operation, is_keyed=is_keyed, says_why=says_why)
            operation["parameters"] = [*operation.get("parameters", ()), *headers]


def _errors(path: str, method: str, operation: dict[str, Any]) -> set[int]:
    """The statuses of the errors that an operation can have; conflicts it names itself."""
    found = {400, 401, 403, 422, 425, 429, 500, 503}
    if "requestBody" in operation:
        found |= {413, 415}
    if "{" in path:
        found.add(404)
    if method in COMMANDS and _has_version(operation):
        found.add(412)
    return found


def _headers(method: str, operation: dict[str, Any], *, is_keyed: bool, says_why: bool) -> list[Any]:
    """The headers that an operation obeys."""
    has_version = method in COMMANDS and _has_version(operation)
    has_token = operation.get("security") != []
    obeyed = {
        LANGUAGE: True,
        AFTER: has_token,
        PURPOSE: has_token and not says_why,
        "Prefer": is_keyed,
        "Idempotency-Key": is_keyed,
        "If-Match": has_version,
        "If-None-Match": 304 in operation["responses"],
    }
    return [name for name, is_obeyed in obeyed.items() if is_obeyed] + ([NEEDED_PURPOSE] if says_why else [])


def _answer(is_keyed: bool, status: Any, answer: Any) -> Any:
    """An answer of an operation; where a command did something, with the position of what it told."""
    if not is_keyed or not isinstance(answer, dict) or not str(status).startswith("2"):
        return answer
    return {**answer, "headers": {**answer.get("headers", {}), **TOLD}}


def _has_version(operation: dict[str, Any]) -> bool:
    return any("ETag" in one.get("headers", ()) for one in operation["responses"].values() if isinstance(one, dict))


def _response(status: int, description: str) -> dict[str, Any]:
    also = CHALLENGE if status in (401, 403) else LATER if status in (425, 429, 503) else {}
    return {"description": description, "headers": {**SAID, **also}, "content": {CONTENT_TYPE: {"schema": "Problem"}}}
