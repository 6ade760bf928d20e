"""HTTP of sign-ups: the actions of files, asking for a place and cancelling now, and lists of both."""

from __future__ import annotations

from typing import Any

from flask import g
from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.signups import schemas, usecases
from services.projects.signups.kind import SIGN_UP_ACTIONS
from services.projects.signups.repository import LIST, LIST_OF_ACTIONS
from shared import lives
from shared.lives import Record
from shared.sources import as_written
from shared.web import steps
from shared.web.auth import requires
from shared.web.commands import store
from shared.web.described import ETAG
from shared.web.kinds import add_kind
from shared.web.limits import BY_PERSON, BY_RECORD
from shared.web.lists import add_list
from shared.web.lives import Records

SCOPE = "projects:sign-up"

add_kind(blueprint, SIGN_UP_ACTIONS, usecases.take_actions)
add_list(blueprint, SIGN_UP_ACTIONS.path, LIST_OF_ACTIONS, schemas.SignUpActionView, "projects:read")
Records(blueprint, SIGN_UP_ACTIONS, schemas.SignUpActionView).add_one("projects:read")
add_list(blueprint, "/sign-ups", LIST, schemas.SignUpView, "projects:read")


@blueprint.route("/sign-ups")
class SignUps(MethodView):
    """Sign-ups."""

    @requires(SCOPE, BY_PERSON)
    @blueprint.arguments(schemas.SignUpBody)
    @blueprint.response(201, schemas.SignUpView, headers=ETAG)
    def post(self, body: dict[str, Any]) -> Any:
        """Ask for a place of a shift, now: a volunteer for oneself, or who acts where the shift lies for others."""
        view, _, headers = steps.step(lambda transaction, seen: usecases.sign_up(transaction, **body), _view)
        return view, 201, headers


@blueprint.route("/sign-ups/<ours:reference>")
class SignUp(MethodView):
    """A sign-up."""

    @requires("projects:read", BY_PERSON)
    @blueprint.response(200, schemas.SignUpView, headers=ETAG)
    def get(self, reference: str) -> Any:
        """A sign-up as it stands, a held or refused one too."""
        with steps.problems():
            found = lives.find(store(), SIGN_UP_ACTIONS, reference, g.where)
        return steps.shown(found, _view(found))


@blueprint.route("/sign-ups/<ours:reference>/cancellation")
class SignUpCancellation(MethodView):
    """The end of a sign-up."""

    @requires(SCOPE, BY_PERSON)
    @blueprint.arguments(schemas.SignUpEnd)
    @blueprint.response(200, schemas.SignUpView, headers=ETAG)
    def put(self, body: dict[str, Any], reference: str) -> Any:
        """Cancel a sign-up, now; a confirmed place passes to who waits first, two hours before the start or more."""
        return steps.step(lambda transaction, seen: usecases.cancel(transaction, reference, seen), _view)


@blueprint.route("/shifts/<ours:shift_ref>/sign-ups")
class OfShift(MethodView):
    """The sign-ups to a shift."""

    @requires("projects:read", BY_RECORD)
    @blueprint.response(200, schemas.ListedSignUp(many=True))
    def get(self, shift_ref: str) -> Any:
        """Who signed up for a shift, in the order of their instants, and who came; for who runs the shift alone."""
        with steps.problems():
            found = usecases.of_shift(store(), shift_ref, g.where)
        return [as_written(g.caller.source, one) for one in found]


def _view(record: Record) -> dict[str, Any]:
    return as_written(g.caller.source, record.document)
