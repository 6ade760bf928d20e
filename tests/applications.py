"""Applications whose routes a process lays out once.

A test makes an application of its own. Most of that are its routes and its document, which are those of its blueprints,
whatever it works on: they took longer than what most tests ask it. An application has the routes of the first one with
these blueprints, and settings, store, tokens, limits and all else that it works on of its own.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

from flask import Flask

from shared.web import application
from shared.web.blueprint import Blueprint

_make = application._application_of
_made: dict[tuple[str, tuple[Blueprint, ...]], Flask] = {}


def _once(service: str, blueprints: Sequence[Blueprint]) -> Flask:
    like = (service, tuple(blueprints))
    if like not in _made:
        _made[like] = _make(service, blueprints)
    own = copy.copy(_made[like])
    own.extensions = dict(own.extensions)
    return own


def lay_out_once() -> None:
    """From now on, in this process."""
    application._application_of = _once
