"""A shift that runs now, who comes to it, and the API as phones, kiosks and leaders ask it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask.testing import FlaskClient

from services.projects.api import blueprints
from services.projects.codes import signing
from services.projects.codes.domain import Code
from shared import clock
from shared.config import Settings
from shared.events.envelope import Event
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.where import Where
from tests.integration.listening import Service, hear
from tests.integration.projects.definitions import ORGANISATION, POST, SHIFT, SITE, published, take
from tests.integration.registrations import Registry, number_of

PRESENT, RUNS = ("projects:present", "projects:read"), ("projects:present", "projects:read", "projects:write")
KIOSK = ("projects:codes", "projects:present")
VOLUNTEERS = ("v-1", "v-2", "v-3")
AT_SITE = {"latitude": 22.99, "longitude": 113.27, "accuracy_metres": 20}


class Scene:
    """Projects with a shift that began two hours ago, or as long ago as is said, and takes four."""

    def __init__(self, store: Store, settings: Settings, *, hours_ago: float = 2, capacity: int = 2) -> None:
        self.store, self.settings = store, settings
        self.begins = (clock.now() - dt.timedelta(hours=hours_ago)).replace(microsecond=0)
        self.ends = self.begins + dt.timedelta(hours=4)
        self.service, self.registry = Service(store), Registry(settings)
        hear(self.service, ORGANISATION, *(self.registry.state(one, sequence=1) for one in VOLUNTEERS))
        times = {"starts_at": clock.to_text(self.begins), "ends_at": clock.to_text(self.ends)}
        for kind, row in (("site", SITE), ("post", POST)):
            take(store, kind, row)
        for reference in ("shift-1", "shift-2"):
            take(store, "shift", {**SHIFT, **times, "shift_ref": reference, "capacity": str(capacity)})

    def after(self, minutes: float) -> dt.datetime:
        """So long after the beginning."""
        return self.begins + dt.timedelta(minutes=minutes)

    def code(self, minutes: float, shift: str = "shift-1") -> str:
        """What the kiosk shows then."""
        seconds = int(self.after(minutes).timestamp()) // 60 * 60
        return signing.written(Code(shift, dt.datetime.fromtimestamp(seconds, dt.UTC)), self.settings.code_keys)

    def client(self, subject: str, scopes: Sequence[str], where: Where) -> FlaskClient:
        """The API for somebody."""
        client = make_application(self.settings, self.store, blueprints).test_client()
        token = make_token(self.settings, subject, scopes, where=where)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    def phone(self, volunteer: str = "v-1") -> FlaskClient:
        """A volunteer's own."""
        number = number_of(volunteer)
        return self.client(number, PRESENT, Where(person=number))

    def leader(self, name: str = "leader-1", scopes: Sequence[str] = RUNS) -> FlaskClient:
        """Who runs the shifts of the team."""
        return self.client(name, scopes, Where(organisations=frozenset({"team-1"})))

    def told(self) -> list[Event]:
        """The presences that were told of."""
        return published(self.store, "attendance.logged.v1")

    def presence(self, reference: str = "p-1", minutes: float = 5, **changes: Any) -> dict[str, Any]:
        """Signing in by the code of the moment."""
        row = {
            "presence_ref": reference,
            "shift_ref": "shift-1",
            "volunteer_ref": "v-1",
            "method": "qr",
            "signed_in_at": clock.to_text(self.after(minutes)),
            "code": self.code(minutes),
        }
        return {**row, **changes}

    def out(self, minutes: float = 95, **changes: Any) -> dict[str, Any]:
        """Signing out by the code of the moment."""
        at = clock.to_text(self.after(minutes))
        return {"signed_out_at": at, "method": "qr", "code": self.code(minutes), **changes}


def reasons(answer: Any) -> list[tuple[str, str]]:
    """What a problem names: fields and reasons."""
    return [(one["field"], one["reason"]) for one in answer.json["errors"]]
