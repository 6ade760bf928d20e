"""A service asked whatever its OpenAPI document allows and forbids; it must answer as the document says."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unittest import mock

import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, Config, GenerationMode
from schemathesis.auths import AuthContext, set_on_generated_case
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation

from runner.api import mount
from shared.config import Settings
from shared.feeds import polling
from shared.web import hearing
from shared.web.auth import make_token
from tests.integration.drawn_positions import in_few_draws
from tests.integration.exceptions import is_exempt

Known = Mapping[str, list[dict[str, Any]]]
LONGER = 5
DATED = {"day", "first"}
"""What paths name that is no record: a day, a month."""
MOMENTS = st.datetimes(dt.datetime(2017, 1, 1), dt.datetime(2026, 1, 1))  # noqa: DTZ001  # China's
schemathesis.openapi.format("date", MOMENTS.map(lambda one: one.date().isoformat()))
schemathesis.openapi.format("date-time", MOMENTS.map(lambda one: f"{one.isoformat()}+08:00"))


def faults(
    settings: Settings,
    service: str,
    scopes: list[str],
    known: Known,
    *,
    examples: int,
    prepare: Callable[[], None] = lambda: None,
) -> list[str]:
    """Every answer that is not as documented.

    Args:
        known: rows by the resource that takes them in; their first column is their reference.
        examples: how many requests of each operation, as many again of such as the document forbids.
        prepare: sees that what others are about is there, before each operation: one before it may have ended that.
    """
    # What the document allows as a position was never told, and nothing is added to a feed: nobody waits for either.
    with (
        mock.patch.object(hearing, "LONGEST_WAIT", 0.0),
        mock.patch.object(polling, "_grown", return_value=None),
        in_few_draws(),
    ):
        return list(_all_faults(settings, service, scopes, known, examples=examples, prepare=prepare))


def _all_faults(
    settings: Settings,
    service: str,
    scopes: list[str],
    known: Known,
    *,
    examples: int,
    prepare: Callable[[], None],
) -> Iterator[str]:
    application = mount(dataclasses.replace(settings, services=(service,)))
    bearer = {"bearer": make_token(settings, "tester", scopes)}
    config = Config.from_dict({"auth": {"openapi": {"bearer": bearer}}})
    schema = schemathesis.openapi.from_wsgi(f"/{service}/v1/openapi.json", application, config=config)
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        prepare()
        yield from _faults(operation, known, examples)


def _faults(operation: APIOperation, known: Known, examples: int) -> Iterator[str]:
    rows = known.get(operation.path.split("/")[2], [])
    asked = [_at_the_bounds(operation), *(_by_chance(operation, mode, rows, examples) for mode in GenerationMode)]
    for found in asked:
        yield from (f"{operation.label}: {fault}" for fault in found.values())


def _at_the_bounds(operation: APIOperation) -> dict[str, str]:
    """Every bound of every value from both sides, every method, what is missing or there twice."""
    found: dict[str, str] = {}
    context, schema = AuthContext(operation=operation, app=operation.app), operation.schema
    modes = list(GenerationMode)
    for case in schema.iter_coverage_cases(
        operation, generation_modes=modes, generation_config=schema.config.generation
    ):
        set_on_generated_case(case, context, None)
        _let_through(case)
        found.update(_answer(case, []))
    return found


def _let_through(case: Case) -> None:
    """What is asked about something else does not end at a position that was never told, or at another version."""
    for name in ("Kapok-After", "If-Match"):
        if case.headers and case.meta.phase.data.parameter != name:
            case.headers.pop(name, None)


OF_THE_PARTNER = ("/partners/{reference}/push/secrets",)
STEPS_BY_POST = tuple(
    f"/attendance/{{reference}}/{step}" for step in ("reversal", "correction", "dispute/answer", "dispute/decision")
)
"""What is credited can be taken back, and what is disputed answered and decided: never all of it of one record."""


def _by_chance(
    operation: APIOperation, mode: GenerationMode, rows: list[dict[str, Any]], examples: int
) -> dict[str, str]:
    """Whatever chance finds; about records that are there it goes on until something was done.

    A step need not be done: where its record stands decides, and tests of its subject take it. So do those of what
    is answered to a partner itself alone, who may ask for nothing else.
    """
    if any(operation.path.endswith(one) for one in OF_THE_PARTNER) and operation.method == "get":
        return _asked(operation, mode, rows, examples)[0]
    for most in (examples, LONGER * examples, LONGER**2 * examples):
        found, statuses = _asked(operation, mode, rows, most)
        is_step = operation.method == "put" or operation.path.endswith(STEPS_BY_POST)
        if found or not rows or is_step or mode.is_negative or any(status < 300 for status in statuses):
            return found
    return {"nothing": f"is never done: {sorted(set(statuses))}"}


def _asked(
    operation: APIOperation, mode: GenerationMode, rows: list[dict[str, Any]], examples: int
) -> tuple[dict[str, str], list[int]]:
    found: dict[str, str] = {}
    statuses: list[int] = []
    wanted = st.sampled_from([None] if mode.is_negative else [None, *rows, *rows])

    @bounds(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), row=wanted, data=st.data())
    def ask(case: Case, row: dict[str, Any] | None, data: st.DataObject) -> None:
        if row:
            _name_known(case, row, data)
        found.update(_answer(case, statuses))

    # Where a request has nothing but what may be any text, none is forbidden.
    with contextlib.suppress(*((Unsatisfiable,) if mode.is_negative else ())):
        ask()
    return found, statuses


BELOW = {"report": "r-1"}
"""What is there below a record, by the name that a path has for it."""


def _name_known(case: Case, row: dict[str, Any], data: st.DataObject) -> None:
    """Ask for what is there; send what is known of it, whatever its version; every other time but for one field."""
    case.headers.pop("If-Match", None)
    case.headers.pop("Kapok-After", None)
    named = {name: BELOW.get(name) or next(iter(row.values())) for name in case.path_parameters.keys() - DATED}
    case.path_parameters = {**case.path_parameters, **named}
    if isinstance(case.body, dict) and "rows" not in case.body:
        told = {name: value for name, value in row.items() if name in case.body and value is not None}
        field = data.draw(st.sampled_from(["", *sorted(case.body)]) if data.draw(st.booleans()) else st.just(""))
        is_row = case.method == "POST" and not case.path_parameters
        case.body = {**case.body, **(row if is_row else told), **_only(case.body, field)}


def _only(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {name: values[name]} if name in values else {}


def _answer(case: Case, statuses: list[int]) -> Iterator[tuple[str, str]]:
    response = case.call()
    statuses.append(response.status_code)
    try:
        case.validate_response(response)
    except FailureGroup as group:
        for failure in group.exceptions:
            if not is_exempt(failure, case, response):
                yield (
                    failure.title,
                    f"{failure.title}: {failure.message}\n{case.as_curl_command()}\n{response.status_code}",
                )
