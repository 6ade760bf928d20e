"""The documents in deploy/ are what the code says, and valid: others generate their clients from them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from click.testing import CliRunner
from jsonschema import Draft7Validator, FormatChecker  # type: ignore[import-untyped]
from openapi_spec_validator import OpenAPIV31SpecValidator

from cli import documents
from cli.paths import ROOT
from cli.project.storeless import SETTINGS, application
from shared.config import SERVICES
from shared.events.catalogue import CATALOGUE
from shared.web.auth import make_token
from tests.contract import samples

Section = dict[str, Any]
ASYNCAPI_SCHEMA = Path(__file__).parent / "asyncapi" / "3.0.0.json"

every_type = pytest.mark.parametrize("event_type", sorted(CATALOGUE))
SOLVED = {"post /v1/rosters", "post /v1/exact-rosters", "post /v1/trial-rosters", "post /v1/allocations"}
"""They take long, and the same inputs have the same answer."""

every_service = pytest.mark.parametrize("service", SERVICES)


def _load(path: Path) -> Section:
    loaded: Section = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def asyncapi() -> Section:
    """The document of the events."""
    return _load(documents.DEPLOY / "asyncapi.yaml")


def _resolve(document: Section, reference: str) -> Any:
    found: Any = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [one for inner in part.values() for one in _references(inner)]
    return [one for inner in part for one in _references(inner)] if isinstance(part, list) else []


def test_the_documents_are_current() -> None:
    """`python -m cli.documents` was run with the change that it describes."""
    assert [path.name for path in documents.stale()] == []


def test_no_document_is_left_over() -> None:
    """One for the events, one for the HTTP of each service, one for the scalers, and three for who may do what."""
    services = (f"deploy/openapi/{service}.yaml" for service in SERVICES)
    rights = {"docs/access.md", "docs/fields.md", "deploy/rabbitmq/rights.json"}
    expected = {"deploy/asyncapi.yaml", "deploy/kubernetes/base/scaling.yaml", *rights, *services}
    found = {str(path.relative_to(ROOT)) for path, _ in documents.documents()}

    assert found == expected
    assert {path.stem for path in (documents.DEPLOY / "openapi").iterdir()} == set(SERVICES)


def test_the_check_tells_a_stale_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its exit code, by name, and without writing."""
    file = tmp_path / "asyncapi.yaml"
    monkeypatch.setattr(documents, "documents", lambda: iter([(file, "text")]))
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    run = CliRunner().invoke

    missing = run(documents.main, ["--check"])
    assert (missing.exit_code, file.exists()) == (1, False)
    assert "asyncapi.yaml is not current" in missing.output
    assert run(documents.main, []).exit_code == 0
    assert run(documents.main, ["--check"]).exit_code == 0


def test_the_events_are_valid_asyncapi(asyncapi: Section) -> None:
    """By the schema of AsyncAPI 3.0.0, with all references leading somewhere."""
    schema = json.loads(ASYNCAPI_SCHEMA.read_text(encoding="utf-8"))

    assert [error.message for error in Draft7Validator(schema).iter_errors(asyncapi)] == []
    assert all(_resolve(asyncapi, reference) for reference in _references(asyncapi))


@every_type
def test_a_type_has_a_channel_by_exchange_and_routing_key(asyncapi: Section, event_type: str) -> None:
    """Where who wants to listen binds a queue."""
    binding = asyncapi["channels"][event_type]["bindings"]["amqp"]

    assert asyncapi["channels"][event_type]["address"] == event_type
    assert binding["exchange"]["name"] == f"{CATALOGUE[event_type].source}.events"


@every_type
def test_a_type_has_one_publisher_and_its_listeners(asyncapi: Section, event_type: str) -> None:
    """The operations are those of the catalogue."""
    message = f"/messages/{event_type}"
    operations = {
        name: one for name, one in asyncapi["operations"].items() if one["messages"][0]["$ref"].endswith(message)
    }
    contract = CATALOGUE[event_type]

    assert {name for name, one in operations.items() if one["action"] == "send"} == {
        f"{contract.source}.publishes.{event_type}"
    }
    assert {one["channel"]["$ref"] for one in operations.values() if one["action"] == "receive"} == {
        f"#/channels/{listener}.{event_type}" for listener in contract.listeners
    }


@every_type
def test_the_document_describes_the_sample(asyncapi: Section, event_type: str) -> None:
    """Headers and body of a real message fit its schemas, and a stranger's do not."""
    message = asyncapi["components"]["messages"][event_type]
    payload, headers = (
        Draft7Validator({**message[part], "components": asyncapi["components"]}, format_checker=FormatChecker())
        for part in ("payload", "headers")
    )
    event = samples.event(event_type)

    Draft7Validator.check_schema(payload.schema)
    assert [error.message for error in payload.iter_errors(dict(event.data))] == []
    assert [error.message for error in headers.iter_errors(event.headers())] == []
    assert list(payload.iter_errors({**event.data, "surprise": 1}))
    assert list(headers.iter_errors({**event.headers(), "cloudEvents:type": "another.type.v1"}))


@every_service
def test_the_http_of_a_service_is_valid_openapi(service: str) -> None:
    """By the validator of OpenAPI 3.1."""
    OpenAPIV31SpecValidator(_load(documents.DEPLOY / "openapi" / f"{service}.yaml")).validate()


@every_service
def test_every_route_is_described(service: str) -> None:
    """Each operation says in a sentence what it does."""
    document = _load(documents.DEPLOY / "openapi" / f"{service}.yaml")
    operations = [one for path in document["paths"].values() for name, one in path.items() if name != "parameters"]

    assert operations
    assert all(one.get("summary") for one in operations)


@every_service
def test_a_service_answers_with_its_document(service: str) -> None:
    """What lies in deploy/ is what a client gets."""
    with application(service) as app:
        answer = app.test_client().get("/v1/openapi.json")

    assert answer.json == _load(documents.DEPLOY / "openapi" / f"{service}.yaml")


def _operations(document: Section) -> list[tuple[str, Section]]:
    return [
        (f"{method} {path}", operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method != "parameters"
    ]


@every_service
def test_an_error_is_a_problem(service: str) -> None:
    """Of every operation and status, in no other type, and it says in which language."""
    document = documents.openapi(service)
    for name, operation in _operations(document):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                error = _resolve(document, answer["$ref"]) if "$ref" in answer else answer
                assert (name, status, list(error["content"])) == (name, status, ["application/problem+json"])
                assert "Content-Language" in error["headers"]
                assert ("Retry-After" in error["headers"]) == (status in ("425", "429", "503"))


@every_service
def test_an_operation_names_the_headers_that_it_obeys(service: str) -> None:
    """The language always; what was heard, but to strangers; a command its key, unless it needs none.

    And If-Match where there is an ETag.
    """
    document = documents.openapi(service)
    for name, operation in _operations(document):
        method = name.partition(" ")[0]
        parameters = [_resolve(document, one["$ref"]) for one in operation["parameters"] if "$ref" in one]
        headers = {one["name"] for one in parameters if one["in"] == "header"}
        is_command, is_versioned = method != "get", any("ETag" in one.get("headers", ()) for one in _answers(operation))
        is_keyed = is_command and name not in SOLVED
        assert "Accept-Language" in headers
        assert ("Kapok-After" in headers) == (operation.get("security") != [])
        assert {"Idempotency-Key", "Prefer"} & headers == ({"Idempotency-Key", "Prefer"} if is_keyed else set())
        assert ("If-Match" in headers) == (is_command and is_versioned)
        assert ("If-None-Match" in headers) == ("304" in operation["responses"])


def _answers(operation: Section) -> list[Section]:
    return [one for status, one in operation["responses"].items() if status < "300"]


@every_service
def test_a_pattern_is_one_of_ecma(service: str) -> None:
    """As JSON Schema has them: what only Python knows means something else to whoever checks by the document."""
    patterns = _patterns(documents.openapi(service))
    assert patterns
    assert [one for one in patterns if re.search(r"\\[AZ]|\(\?(?![:=!]|<[=!])", one)] == []


def _patterns(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["pattern"]] if isinstance(part.get("pattern"), str) else []
        return own + [one for inner in part.values() for one in _patterns(inner)]
    return [one for inner in part for one in _patterns(inner)] if isinstance(part, list) else []


@every_service
def test_options_allow_what_there_is(service: str) -> None:
    """And so does the answer to a method that there is not; a record may be called `batch`."""
    token = make_token(SETTINGS, "tester", ["nothing"])
    with application(service) as app:
        client = app.test_client()
        for path, operations in documents.openapi(service)["paths"].items():
            there = {method.upper() for method in operations if method != "parameters"}
            for method in ("OPTIONS", "TRACE"):
                concrete = re.sub(r"{[^}]+}", "any", path)
                answer = client.open(concrete, method=method, headers={"Authorization": f"Bearer {token}"})
                allowed = set(answer.allow) - {"HEAD", "OPTIONS"}
                assert (path, allowed - ({"GET"} if path.endswith("/batch") else set())) == (path, there)
