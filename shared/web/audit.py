"""The access log over HTTP: all of it for auditors, and for each volunteer what is about them."""

from __future__ import annotations

from flask import g
from marshmallow import Schema, fields

from shared.lists import Listing
from shared.store.access_log import CHANGED, READ
from shared.store.transaction import ACCESS_LOG, access_database
from shared.web.blueprint import Blueprint
from shared.web.lists import add_list

LISTING = Listing(
    ACCESS_LOG, "entry", filters=("volunteer", "by", "did"), words={"did": (READ, CHANGED)}, by_place=False
)
OF_OFFICERS = ("address", "forwarded_for")
"""From where somebody acted is for auditors: it may be where an officer lives."""


class AccessView(Schema):
    """What somebody did."""

    entry = fields.String(metadata={"description": "its name; later ones sort after earlier ones"})
    at = fields.AwareDateTime(format="iso")
    did = fields.String(metadata={"description": "read: was shown personal facts; changed: a command was done"})
    by = fields.String(metadata={"description": "the subject of the token"})
    source = fields.String(metadata={"description": "the system for which it spoke; local for the network's own"})
    route = fields.String(metadata={"description": "method and path, its parameters by their names"})
    reference = fields.String(metadata={"description": "which record the path names"})
    volunteer = fields.List(
        fields.String(), metadata={"description": "whom it is about; of a batch each record says with its source"}
    )
    fields_ = fields.List(
        fields.String(),
        attribute="fields",
        data_key="fields",
        metadata={"description": "which were shown, or sent to be changed; never what they say"},
    )
    rows = fields.Integer(metadata={"description": "of a batch, how many were sent"})
    purpose = fields.String(metadata={"description": "why, as the `Kapok-Purpose` said"})
    address = fields.String(metadata={"description": "who was connected; for auditors"})
    forwarded_for = fields.String(metadata={"description": "for whom a proxy asked, as it says; for auditors"})
    trace = fields.String(metadata={"description": "of the request, as logs and events have it"})


def add_access_log(blueprint: Blueprint, service: str) -> None:
    """Add `GET /access-log`."""
    add_list(
        blueprint,
        "/access-log",
        LISTING,
        AccessView,
        f"{service}:audit",
        hidden=lambda: () if g.where.everywhere else OF_OFFICERS,
        database=lambda store: access_database(store.database),
    )
