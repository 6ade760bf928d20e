"""Lists over HTTP: filters, order, opaque cursor, `limit`, ETag; and the same list whole as NDJSON, CSV or workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from typing import Any

import orjson
from flask import Response, g, request
from flask.views import MethodView
from marshmallow import Schema, fields, validate
from pymongo.database import Database

from shared import lists, waiting
from shared.intake.asked import Asked
from shared.intake.fields import cursor, day, filter_by
from shared.intake.numbers import Whole
from shared.intake.texts import Form, Word
from shared.lists import After, Listing
from shared.regions import regions
from shared.sources import LOCAL, as_written
from shared.store.client import Document
from shared.store.transaction import Store
from shared.web import pages, tables
from shared.web.auth import ours_of, requires
from shared.web.blueprint import Blueprint
from shared.web.commands import store
from shared.web.described import WITH_PURPOSE
from shared.web.limits import BY_LIST, By, Limit
from shared.web.long_requests import streamed
from shared.where import EVERYWHERE, Where

MOST, USUAL = 1_000, 100
REFERENCES = ("_ref", "of_organisation")
OF_A_PAGE = {"ETag": {"description": "of a page; a whole list has none", "schema": {"type": "string"}}}
FORMATS = ("json", "ndjson", "csv", "xlsx")
OUTCOME = Form("^(accepted|(held|refused):[a-z0-9_]+)$", error="must be accepted, held:<reason> or refused:<reason>")
DAY = Form("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", error="must be a day such as 2018-02-14")
Shown = Callable[[Store, Mapping[str, Any]], Mapping[str, Any]]


def add_list(
    blueprint: Blueprint,
    path: str,
    listing: Listing,
    view: type[Schema],
    scope: str,
    *,
    shown: Shown | None = None,
    permitted: Callable[[], None] = lambda: None,
    own: bool = False,
    hidden: Callable[[], Collection[str]] = lambda: (),
    limit: Limit = BY_LIST,
    says_why: bool = False,
    database: Callable[[Store], Database[Document]] = lambda store: store.database,
) -> None:
    """Add `GET <path>`.

    Args:
        view: what is shown of a record.
        shown: makes of a record what the view shows, where that is not the record itself.
        permitted: raises a Problem where the caller's scope is not enough.
        own: whether who speaks for a source is shown the records of that source alone.
        hidden: fields that the caller is not shown.
        limit: of a list whose records do not say where they lie.
        says_why: whether nothing but personal facts is shown, to who says why.
        database: where the collection is, if not in the service's own.
    """
    name = listing.name
    query = _query(listing)
    answer = type(f"{view.__name__}Page", (Schema,), {name: fields.List(fields.Nested(view)), "next": _next()})
    known = view()

    def get(self: Any, asked: dict[str, Any]) -> Response:
        permitted()
        source, sort, wanted = store(), asked.pop("sort", None), asked.pop("format")
        most, cursor, on = asked.pop("limit"), asked.pop("after", None), asked.pop("day", None)
        equal = {**lists.within(asked.pop("region", None)), **(listing.runs.on(on) if listing.runs and on else {})}
        equal |= _equal(asked)
        show, whose, where = _showing(source, known, shown, hidden()), _speaking() if own else None, _where(limit)
        if wanted != "json":
            return streamed(
                lambda: tables.answer(
                    wanted,
                    name,
                    list(known.fields),
                    map(
                        show,
                        lists.everything(database(source), listing, equal, sort, source=whose, where=where),
                    ),
                )
            )
        found = lists.page(
            database(source),
            listing,
            equal,
            most,
            after=_after(listing, sort, cursor),
            sort=sort,
            source=whose,
            where=where,
        )
        return _page(name, [show(one) for one in found], _following(found, listing, most, sort))

    get.__doc__ = f"A page of {name.replace('_', ' ')}, or with `format` all of them."
    documented = blueprint.arguments(query, location="query")(get)
    for content_type in tables.CONTENT_TYPES:
        documented = blueprint.alt_response(200, schema={"type": "string"}, content_type=content_type)(documented)
    documented = blueprint.alt_response(304, description="the page is as its ETag in `If-None-Match` says")(documented)
    documented = blueprint.response(200, answer, headers=OF_A_PAGE)(documented)
    if says_why:
        documented = blueprint.doc(**{WITH_PURPOSE: True})(documented)
    blueprint.route(path)(type(f"{name}_list", (MethodView,), {"get": requires(scope, limit)(documented)}))


def _where(limit: Limit) -> Where:
    """What is for everybody is whole, wherever its caller may act."""
    found: Where = EVERYWHERE if limit.by is By.EVERYBODY else g.where
    return found


def _query(listing: Listing) -> type[Schema]:
    words = {"region_code": tuple(regions()), **listing.words}
    region = Word(
        validate=validate.OneOf(regions(), error="is not one of Guangdong's 144 region codes (GB/T 2260)"),
        metadata={"description": "and all below it"},
    )
    organisation = filter_by(metadata={"description": "of this organisation"})
    names: dict[str, Any] = {name: _filter(name, words.get(name)) for name in listing.filters}
    return type(
        f"{listing.name.title().replace('_', '')}Query",
        (Asked,),
        {
            **names,
            **({"region": region} if listing.by_place else {}),
            **({"organisation": organisation} if listing.by_place and listing.by_organisation else {}),
            **({"day": day(metadata={"description": "what runs on this day"})} if listing.runs else {}),
            "sort": Word(validate=validate.OneOf((listing.key, *listing.sorts))),
            "after": cursor(metadata={"description": "the `next` of the page before"}),
            "limit": Whole(1, MOST, load_default=USUAL),
            "format": Word(load_default="json", validate=validate.OneOf(FORMATS)),
        },
    )


def _filter(name: str, words: Collection[str] | None) -> Word:
    """A misspelt word is refused: it would find nothing, as if there were nothing. A reference may be any."""
    known = (
        OUTCOME
        if name == waiting.OUTCOME
        else DAY
        if name.endswith("_on")
        else validate.OneOf(words)
        if words
        else None
    )
    told = {"description": "equal to this"}
    return Word(validate=known, metadata=told) if known else filter_by(metadata=told)


def _next() -> fields.String:
    return fields.String(allow_none=True, metadata={"description": "pass it as `after`; null on the last page"})


def _equal(asked: dict[str, Any]) -> dict[str, Any]:
    """The filters by the fields that they are of, references as we keep them."""
    named = {"of_organisation" if name == "organisation" else name: value for name, value in asked.items()}
    return {name: ours_of(value) if name.endswith(REFERENCES) else value for name, value in named.items()}


def _showing(
    source: Store, view: Schema, shown: Shown | None, left_out: Collection[str]
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    speaking: str = g.caller.source

    def show(document: Mapping[str, Any]) -> dict[str, Any]:
        dumped: dict[str, Any] = view.dump(shown(source, document) if shown else document)
        return as_written(speaking, {name: value for name, value in dumped.items() if name not in left_out})

    return show


def _speaking() -> str | None:
    """The source for which the caller speaks; None for the network's own."""
    return None if g.caller.source == LOCAL else str(g.caller.source)


def _after(listing: Listing, sort: str | None, cursor: str | None) -> After | None:
    """Where to go on; in another list, or another order of this one, a cursor would skip records without a word."""
    return After(*pages.position(cursor, 2, _order(listing, sort))) if cursor else None


def _order(listing: Listing, sort: str | None) -> str:
    return f"{listing.name} by {sort or listing.key}"


def _following(found: list[dict[str, Any]], listing: Listing, limit: int, sort: str | None) -> str | None:
    if len(found) < limit:
        return None
    last = found[-1]
    return pages.cursor(last[sort or listing.key], last[listing.key], of=_order(listing, sort))


def _page(name: str, records: list[dict[str, Any]], following: str | None) -> Response:
    body = orjson.dumps({name: records, "next": following})
    response = Response(body, content_type="application/json")
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response
