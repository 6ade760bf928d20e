"""A partner that reads the recognition feed from beginning to end, page after page, and looks at every event."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import orjson

from cli.terminal.errors import CommandError
from tests.bench.feed import PATH, PATIENCE

LARGEST_PAGE = 1_000


class Misread(CommandError):
    """The feed did not answer, or not with each event once and in order."""


class Partner:
    """A reader with one connection; `with` closes it."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip"}
        self.bytes = 0

    def __enter__(self) -> Partner:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def read(self, count: int) -> Iterator[int]:
        """Read all; how many events were read, after each page.

        Raises:
            Misread: an event is missing, came twice, or before an earlier one.
        """
        read, cursor, last = 0, "", ""
        while read < count:
            events, cursor = self.page(cursor, LARGEST_PAGE)
            found = [event["id"] for event in events]
            if not found or found != sorted({*found}) or found[0] <= last:
                raise Misread(f"after {read:,} of {count:,} events, page of {len(found):,}")
            read, last = read + len(found), found[-1]
            yield read
        if read != count:
            raise Misread(f"{read:,} of {count:,} events")

    def page(self, cursor: str, limit: int) -> tuple[list[dict[str, Any]], str]:
        """The events after a cursor, and the cursor of the next page."""
        self._connection.request("GET", f"{PATH}?{urlencode({'after': cursor, 'limit': limit})}", headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        self.bytes += len(body)
        if answer.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        if answer.status != http.HTTPStatus.OK:
            raise Misread(f"the feed answered {answer.status}: {body[:300].decode(errors='replace')}")
        return orjson.loads(body), answer.headers["Kapok-Cursor"]
