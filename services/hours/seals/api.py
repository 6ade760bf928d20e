"""HTTP of seals: what an outsider needs to check that nothing of the ledger was changed."""

from __future__ import annotations

import base64
from typing import Any

from flask import g
from flask.views import MethodView

from services.hours.blueprint import blueprint
from services.hours.seals import proofs, repository, schemas
from shared.rules.faults import Unknown
from shared.seals import SEAL_DIGITS
from shared.web.auth import requires
from shared.web.blueprint import Blueprint
from shared.web.commands import store
from shared.web.limits import BY_PERSON, everybody
from shared.web.lists import add_list
from shared.web.problems import Problem
from shared.web.steps import problems

SCOPE = "hours:seals"
PUBLIC = everybody("hashes and signatures, which tell of nobody")


class Keys(MethodView):
    """The public keys."""

    @requires(SCOPE, PUBLIC)
    @blueprint.response(200, schemas.Keys)
    def get(self) -> Any:
        """Every public key that ever signed a seal; an old one stays good for what it signed."""
        found = repository.keys(store().database)
        return {
            "keys": [
                {"key": one["_id"], "public": base64.b64encode(one["public"]).decode(), "first": one["from"]}
                for one in found
            ]
        }


class OneSeal(MethodView):
    """A seal."""

    @requires(SCOPE, PUBLIC)
    @blueprint.response(200, schemas.Seal)
    def get(self, number: str) -> Any:
        """A seal by its number; the first one is 1."""
        with problems():
            return proofs.seal(store().database, _number(number))


class Growth(MethodView):
    """What lies between two seals."""

    @requires(SCOPE, PUBLIC)
    @blueprint.arguments(schemas.Since, location="query")
    @blueprint.response(200, schemas.Growth)
    def get(self, query: dict[str, Any], number: str) -> Any:
        """The proof that what an earlier seal seals is the beginning of what this one does."""
        with problems():
            earlier, later, path = proofs.of_growth(store().database, query["earlier"], _number(number))
        return {"earlier": earlier, "later": later, "path": path}


class Leaf(MethodView):
    """A leaf of a seal."""

    @requires(SCOPE, PUBLIC)
    @blueprint.arguments(schemas.OfLeaf, location="query")
    @blueprint.response(200, schemas.Inclusion)
    def get(self, query: dict[str, Any], number: str) -> Any:
        """The proof that an entry whose leaf the caller knows is sealed by this seal, or also by a later one."""
        with problems():
            return proofs.of_leaf(store().database, bytes.fromhex(query["leaf"]), _number(number), query["seal"])


class EntryProof(MethodView):
    """An entry's proof."""

    @requires("hours:read", BY_PERSON)
    @blueprint.arguments(schemas.Of, location="query")
    @blueprint.response(200, schemas.Inclusion)
    def get(self, query: dict[str, Any], reference: str) -> Any:
        """The proof that an entry of the ledger is sealed, by the seal that sealed it or a later one."""
        try:
            with problems():
                return proofs.of_entry(store(), reference, query["seal"], g.where)
        except proofs.NotSealed:
            raise Problem(
                404, "the entry has no seal yet; entries get one some seconds after they are credited"
            ) from None


def _number(text: str) -> int:
    """The number of a seal in a path.

    Raises:
        Unknown: it is none.
    """
    if not (text.isascii() and text.isdecimal()) or len(text) > SEAL_DIGITS:
        raise Unknown("seal")
    return int(text)


def add_to(blueprint: Blueprint) -> None:
    """Add what is shown of seals."""
    add_list(blueprint, "/seals", repository.LIST, schemas.ListedSeal, SCOPE, limit=PUBLIC)
    for path, view in (
        ("/seals/keys", Keys),
        ("/seals/<number>", OneSeal),
        ("/seals/<number>/consistency", Growth),
        ("/seals/<number>/inclusion", Leaf),
        ("/entries/<own(attendance):reference>/proof", EntryProof),
    ):
        blueprint.route(path)(view)
