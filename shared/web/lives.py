"""Records over HTTP: one of them with its ETag, and the steps of its life as sub-resources that obey `If-Match`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g
from flask.views import MethodView
from marshmallow import Schema

from shared import lives
from shared.kinds import Kind
from shared.lives import Record
from shared.rules.faults import Refused
from shared.sources import as_written
from shared.store.transaction import Transaction
from shared.web import steps
from shared.web.auth import requires
from shared.web.blueprint import Blueprint
from shared.web.commands import store
from shared.web.described import ETAG
from shared.web.limits import BY_PERSON, BY_RECORD, Limit

OURS = "ours"
Step = Callable[[Transaction, str, dict[str, Any], str | None], Record | Refused]
"""One that gives a refusal back, and does not raise it, keeps something of it."""


def by_fields(use_case: Callable[..., Record]) -> Step:
    """The step of a use case that takes the body's fields by their names."""

    def take(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
        return use_case(transaction, reference, **body, seen=seen)

    return take


@dataclass(frozen=True)
class Records:
    """The resources of a kind's records.

    Attributes:
        view: what is shown of a record.
        shown: makes of a record what the view shows; by default all of it.
    """

    blueprint: Blueprint
    kind: Kind
    view: type[Schema]
    shown: Callable[[Record], dict[str, Any]] = lambda record: record.document

    def add_one(self, scope: str) -> None:
        """Add `GET <path>/<ref>`: one record as it stands, a held or refused one too."""

        def get(resource: Any, reference: str) -> Any:
            with steps.problems():
                found = lives.find(store(), self.kind, reference, g.where)
            return steps.shown(found, self._view(found))

        get.__doc__ = f"One of the {self.kind.name.replace('_', ' ')}, with its version as the ETag."
        self._add("", get=requires(scope, BY_PERSON)(self.blueprint.response(200, self.view, headers=ETAG)(get)))

    def add_step(
        self,
        name: str,
        body: type[Schema],
        take: Step,
        scope: str | None = None,
        limit: Limit = BY_RECORD,
        *,
        of_source: bool = False,
    ) -> None:
        """Add `PUT <path>/<ref>/<name>`, a step of a record's life; the body's docstring says which.

        Args:
            take: the use case; it is given the reference, the body, and the version that the caller saw.
            scope: by default that of taking rows in.
            of_source: whether who speaks for a source takes it on the source's own records alone (docs/adr/0017).
        """

        def put(resource: Any, asked: dict[str, Any], reference: str) -> Any:
            return steps.step(lambda transaction, seen: take(transaction, reference, asked, seen), self._view)

        put.__doc__ = body.__doc__
        documented = self.blueprint.response(200, self.view, headers=ETAG)(self.blueprint.arguments(body)(put))
        whose = f"own({self.kind.thing})" if of_source else OURS
        self._add(f"/{name}", whose, put=requires(scope or self.kind.scope, limit)(documented))

    def _view(self, record: Record) -> dict[str, Any]:
        return as_written(g.caller.source, self.shown(record))

    def _add(self, suffix: str, whose: str = OURS, /, **methods: Any) -> None:
        resource = type(f"{self.kind.name}{suffix.replace('/', '_') or '_one'}", (MethodView,), methods)
        self.blueprint.route(f"{self.kind.path}/<{whose}:reference>{suffix}")(resource)
