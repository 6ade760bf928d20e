"""The export of what was not taken in, the same for every service: who sent the rows can mend and resend them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, g
from flask.views import MethodView

from shared.sources import LOCAL
from shared.store.transaction import Store
from shared.web import exports
from shared.web.auth import requires
from shared.web.blueprint import Blueprint
from shared.web.commands import store
from shared.web.language import said, wanted
from shared.web.limits import BY_LIST
from shared.where import Where

COLUMNS = ("source", "resource", "kind", "row", "reference", "field", "reason", "errors")
"""What is shown of a refusal, `errors` where several fields are wrong: never the row's values, perhaps a person's."""


PLACED = ("of_region", "of_organisation")
"""Where its sender may act, where that is not everywhere."""


def add_refusals(blueprint: Blueprint, scope: str) -> None:
    """Add `GET /exports/refusals`: every refused, replayed or conflicting row, one JSON object a line.

    Who speaks for a source is shown its own, and who acts in a part of the province what was sent from there.
    """

    def get(self: Any) -> Response:
        language = wanted()
        return exports.stream(said(one, language) for one in _rows(store(), g.caller.source, g.where))

    get.__doc__ = "Every row that was not taken in, with its kind, field and reason; one JSON object a line."
    documented = exports.documented(blueprint, "one refusal a line")(get)
    blueprint.route("/exports/refusals")(type("refusals", (MethodView,), {"get": requires(scope, BY_LIST)(documented)}))


def _rows(service: Store, reader: str, where: Where) -> Iterator[dict[str, Any]]:
    """All, or for who speaks for a source or a place those that were sent by it."""
    found = service.database["refusals"].find({}, {"_id": 0, **dict.fromkeys((*COLUMNS, *PLACED), 1)})
    own = (one for one in found if reader in (LOCAL, one.get("source", LOCAL)) and where.reaches_record(one))
    return ({name: value for name, value in one.items() if name not in PLACED} for one in own)
