"""HTTP of projects: taking them in, the list, one of them, the steps of its life; and the programmes of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView

from services.projects.blueprint import blueprint
from services.projects.programmes import usecases
from services.projects.programmes.kind import LIST, PROJECTS
from services.projects.programmes.schemas import ProgrammeQuery, ProgrammeView, ProjectDraft, ProjectStage, ProjectView
from services.projects.publication.domain import state
from services.projects.publication.schemas import Cancellation, Closing, Publication
from shared.lives import Record
from shared.store.transaction import Transaction
from shared.web.auth import requires
from shared.web.kinds import add_kind
from shared.web.limits import everybody
from shared.web.lists import add_list
from shared.web.lives import Records


def _redraft(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.redraft(transaction, reference, body, seen)


def _publish(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.publish(transaction, reference, seen)


def _advance(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.advance(transaction, reference, body["stage"], seen)


def _close(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.close(transaction, reference, seen)


def _cancel(transaction: Transaction, reference: str, body: dict[str, Any], seen: str | None) -> Record:
    return usecases.cancel(transaction, reference, body["reason"], seen)


def _shown(project: Mapping[str, Any]) -> dict[str, Any]:
    return {**project, "state": state(project)}


add_kind(blueprint, PROJECTS)
add_list(blueprint, PROJECTS.path, LIST, ProjectView, "projects:read", shown=lambda _, project: _shown(project))
projects = Records(blueprint, PROJECTS, ProjectView, lambda record: _shown(record.document))
projects.add_one("projects:read")
for name, body, take in (
    ("draft", ProjectDraft, _redraft),
    ("publication", Publication, _publish),
    ("stage", ProjectStage, _advance),
    ("closing", Closing, _close),
    ("cancellation", Cancellation, _cancel),
):
    projects.add_step(name, body, take)


@blueprint.route("/programmes")
class Programmes(MethodView):
    """The programmes of the plan."""

    @requires("projects:read", everybody("programmes are public"))
    @blueprint.arguments(ProgrammeQuery, location="query")
    @blueprint.response(200, ProgrammeView(many=True))
    def get(self, asked: dict[str, Any]) -> Any:
        """The programmes as they are configured, by default today in the whole province."""
        return usecases.programmes(asked["on"], asked["region"])
