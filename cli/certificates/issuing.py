"""Certificates of all who served for an organisation: issued some at a time, and fetched as one file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

from cli.talking.api import Api

SCOPES = ("hours:read", "hours:certify")


def issue(api: Api, organisation: str, days: Mapping[str, str]) -> int:
    """Issue those that are missing; how many there are. It may be sent again: what is issued is found."""
    count, after = 0, ""
    while after is not None:
        done = api.post(_path(organisation), {**days, "after": after})
        count += len(done["certificates"])
        after = done["next"]
    return count


def fetch(api: Api, organisation: str, days: Mapping[str, str], file: Path) -> None:
    """Write the ZIP of them all, as it comes; a file that is not whole is not left."""
    api.download(f"{_path(organisation)}?{urlencode(days)}", file)


def _path(organisation: str) -> str:
    return f"/hours/v1/organisations/{quote(organisation, safe='')}/certificates"
