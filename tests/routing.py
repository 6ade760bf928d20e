"""Rules of URLs that a process compiles once.

A test makes an application of its own. For each of its rules werkzeug writes two functions in Python, which build the
rule's URLs, and compiles them: that took longer than what most tests ask the application. What is written depends on
the rule's parts alone, so the functions serve every application.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]
_compile = Rule._compile_builder
_built: dict[Any, Builder] = {}


@functools.wraps(_compile)
def _once(rule: Rule, append_unknown: bool = True) -> Builder:
    if rule.defaults:
        return _compile(rule, append_unknown)
    parts = (tuple(rule._trace), append_unknown)
    if parts not in _built:
        _built[parts] = _compile(rule, append_unknown)
    return _built[parts]


def compile_once() -> None:
    """From now on, in this process."""
    Rule._compile_builder = _once  # type: ignore[method-assign]
