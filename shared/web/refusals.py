"""The export of what was not taken in, the same for every service: who sent the rows can mend and resend them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import g
from flask.views import MethodView

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

    Who acts in a part of the province is shown what was sent from there.
    """

    def get(self: Any) -> Iterable[dict[str, Any]]:
        language = wanted()
        return (said(one, language) for one in _rows(store(), g.where))

    get.__doc__ = "Every row that was not taken in, with its kind, field and reason; one JSON object a line."
    exported = exports.export(blueprint, "one refusal a line", exports.by_sender)(get)
    blueprint.route("/exports/refusals")(type("refusals", (MethodView,), {"get": requires(scope, BY_LIST)(exported)}))


def _rows(service: Store, where: Where) -> Iterator[dict[str, Any]]:
    """All, or for who speaks for a place those that were sent from there."""
    found = service.database["refusals"].find({}, {"_id": 0, **dict.fromkeys((*COLUMNS, *PLACED), 1)})
    own = (one for one in found if where.reaches_record(one))
    return ({name: value for name, value in one.items() if name not in PLACED} for one in own)
