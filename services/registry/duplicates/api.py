"""Suspected duplicates over HTTP: for a person to decide on, by a merge or by a dismissal."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.registry.blueprint import blueprint
from services.registry.duplicates import usecases
from services.registry.duplicates.domain import Suspicion
from services.registry.duplicates.repository import LISTING, document
from services.registry.duplicates.schemas import Dismissal, SuspicionView
from services.registry.volunteers.callers import must_be_the_networks
from shared.web.access_log import must_read
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.described import ETAG, WITH_PURPOSE
from shared.web.limits import BY_RECORD
from shared.web.lists import add_list
from shared.web.steps import problems, shown, step

PATH = "/suspected-duplicates"

NAMES = ("name",)
"""Masked."""


def _who_says_why() -> None:
    must_be_the_networks()
    must_read("registry:personal", (), NAMES)


add_list(
    blueprint,
    PATH,
    LISTING,
    SuspicionView,
    "registry:personal",
    shown=usecases.shown,
    permitted=_who_says_why,
    says_why=True,
)


@blueprint.route(f"{PATH}/<ours:reference>")
class OneSuspicion(MethodView):
    """Registrations that may be of one person."""

    @requires("registry:personal", BY_RECORD)
    @blueprint.doc(**{WITH_PURPOSE: True})
    @blueprint.response(200, SuspicionView, headers=ETAG)
    def get(self, reference: str) -> Any:
        """One of the suspected duplicates, with its version as the ETag."""
        must_be_the_networks()
        with problems():
            found = usecases.find(store(), reference, g.where)
        must_read("registry:personal", found.members, NAMES)
        return shown(found, _view(found))


@blueprint.route(f"{PATH}/<ours:reference>/dismissal")
class Dismissed(MethodView):
    """The decision that suspected duplicates are none."""

    @requires("registry:write", BY_RECORD)
    @blueprint.arguments(Dismissal)
    @blueprint.response(200, SuspicionView, headers=ETAG)
    def put(self, body: dict[str, Any], reference: str) -> Any:
        """They are different persons, as who asks has decided."""
        must_be_the_networks()
        by = g.caller.subject
        return step(lambda transaction, seen: usecases.dismiss(transaction, reference, by, seen), _view)


def _view(suspicion: Suspicion) -> dict[str, Any]:
    return usecases.shown(store(), document(suspicion))
