"""Positions by chance, in a few draws each.

By the document's pattern they are drawn one character after another, thousands of them: that took a fifth of the time
of all requests that are made by chance. What is drawn here is what that pattern allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from string import ascii_lowercase
from typing import Any
from unittest import mock

from hypothesis import strategies as st

from shared.config import SERVICES
from shared.web.described import SERVICE_AT

BY_PATTERN = st.from_regex
TOLD = st.builds(
    "{}{}.v{}*{}".format,
    st.sampled_from(ascii_lowercase),
    st.text(f"{ascii_lowercase}_.", min_size=2, max_size=60),
    st.integers(0, 999),
    st.integers(1, 99_999),
)
POSITIONS = st.builds(
    "{}={}:{}".format, st.sampled_from(SERVICES), st.uuids(), st.lists(TOLD, min_size=1, max_size=20).map(":".join)
)
SEVERAL = st.builds(str.join, st.sampled_from([",", ", "]), st.lists(POSITIONS, min_size=1, max_size=10))


@contextmanager
def in_few_draws() -> Iterator[None]:
    """Whoever draws what matches the pattern of positions is given some, meanwhile."""
    with mock.patch.object(st, "from_regex", _from_regex):
        yield


def _from_regex(regex: str | re.Pattern[str], **options: Any) -> st.SearchStrategy[str]:
    pattern = re.compile(regex)
    return SEVERAL.filter(pattern.fullmatch) if SERVICE_AT in pattern.pattern else BY_PATTERN(regex, **options)
