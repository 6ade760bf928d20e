"""The language of an answer: what the request asks for in `Accept-Language`."""

from __future__ import annotations

from typing import Any

from flask import has_request_context, request
from werkzeug.wrappers import Request

from shared.languages import ENGLISH, choose, in_words, say


def wanted() -> str:
    """The language of the answer to the request that is served; English outside of one."""
    return wanted_of(request) if has_request_context() else ENGLISH


def wanted_of(asking: Request) -> str:
    """The language that a request wants most among ours; English where it wants none of them."""
    return choose(tag for tag, quality in asking.accept_languages if quality > 0)


def explained(wrong: dict[str, Any], language: str) -> dict[str, Any]:
    """One wrong field with its reason in a language; where that is a code, with a sentence for people beside it."""
    told, sentence = say(wrong["reason"], language), in_words(wrong["reason"], language)
    return {**wrong, "reason": told, **({"text": sentence} if sentence != told else {})}


def said(refused: dict[str, Any], language: str) -> dict[str, Any]:
    """A refusal with its reasons in a language."""
    errors = {"errors": [said(one, language) for one in refused["errors"]]} if "errors" in refused else {}
    return {**refused, "reason": say(refused["reason"], language), **errors}
