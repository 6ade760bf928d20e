"""A partner that follows the recognition feed by long polling, and notes when each attendance was first told."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Collection
from urllib.parse import urlencode, urlsplit

import orjson

from cli.terminal.errors import CommandError

PATH = "/incentives/v1/feeds/recognition"
POLL_SECONDS, PATIENCE = 5, 120.0


class NotTold(CommandError):
    """Attendances whose points never came."""


class Reader:
    """Reads in a thread of its own from the beginning of the feed; `with` starts and ends it."""

    def __init__(self, address: str, token: str) -> None:
        parts = urlsplit(address)
        assert parts.hostname
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self._news = threading.Condition()
        self.told: dict[str, float] = {}

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping = True
        self._thread.join()
        self._connection.close()

    def wait_for(self, references: Collection[str]) -> float:
        """Until all were told; when the last one was.

        Raises:
            NotTold: some were not within the patience.
        """
        with self._news:
            if not self._news.wait_for(lambda: all(one in self.told for one in references), PATIENCE):
                missing = [one for one in references if one not in self.told]
                raise NotTold(f"{len(missing)} of {len(references)} attendances, the first is {missing[0]}")
            return max(self.told[one] for one in references)

    def _run(self) -> None:
        cursor = ""
        while not self._stopping:
            query = urlencode({"after": cursor, "limit": 1000, "timeout": POLL_SECONDS})
            self._connection.request("GET", f"{PATH}?{query}", headers=self._headers)
            answer = self._connection.getresponse()
            events = orjson.loads(answer.read())
            moment = time.perf_counter()
            if answer.status != http.HTTPStatus.OK:
                raise NotTold(f"the feed answered {answer.status}: {events}")
            cursor = answer.headers["Kapok-Cursor"]
            with self._news:
                for reference in (entry for event in events for entry in event["data"]["entries"]):
                    self.told.setdefault(reference, moment)
                self._news.notify_all()
