"""What a sign-up asks of the store: no more than its rules need."""

from __future__ import annotations

from typing import Any

from pymongo import MongoClient
from pymongo.monitoring import CommandListener, CommandStartedEvent, CommandSucceededEvent

from services.projects.api import blueprints
from shared.config import Settings
from shared.store.client import Document
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from tests.integration.listening import Service
from tests.integration.projects.test_sign_ups import OWN, TO_COME, prepare
from tests.integration.registrations import Registry

MOST = 20
"""Commands: for what is named (shift, person, merges, post, project, seats, days), what it becomes, and the request."""


class Commands(CommandListener):
    """The commands that were sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        """One goes out."""
        asked = event.command
        self.sent.append(f"{event.command_name} {asked.get('collection', asked[event.command_name])}")

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """It is answered."""

    def failed(self, event: Any) -> None:
        """It failed."""


def test_a_sign_up_asks_the_store_for_what_it_needs(service: Service, registry: Registry, settings: Settings) -> None:
    """Nothing twice; licences, insurance and qualifications only where the post asks for them."""
    prepare(service, registry, **TO_COME)
    commands = Commands()
    with MongoClient[Document](settings.store_uri, event_listeners=[commands]) as client:
        app = make_application(settings, Store(client, settings, "projects"), blueprints).test_client()
        bearer = {"Authorization": f"Bearer {make_token(settings, 'tester', OWN)}"}
        for volunteer in ("v-1", "v-2"):
            commands.sent.clear()
            body = {"shift_ref": "shift-1", "volunteer_ref": volunteer}
            answer: Any = app.post("/v1/sign-ups", json=body, headers={**bearer, "Idempotency-Key": volunteer})
            assert (201, "confirmed") == (answer.status_code, answer.json["state"])
        sent = list(commands.sent)
    assert MOST == len(sent), "; ".join(sent)
    asked = [one for one in sent if one.startswith("find ")]
    assert {"find licences", "find insurance", "find enrolments"}.isdisjoint(asked)
    assert ["find merges"] == sorted({one for one in asked if asked.count(one) > 1})
