"""Every type of event has a golden sample, which its contract accepts and whose envelope others understand."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest
from cloudevents.core.bindings import amqp
from cloudevents.core.v1.event import CloudEvent

from shared import clock
from shared.events.catalogue import CATALOGUE, contract
from shared.events.envelope import CONTENT_TYPE, PREFIX, MalformedEvent, from_message, from_structured
from tests.contract import samples

every_type = pytest.mark.parametrize("event_type", sorted(CATALOGUE))


def test_every_type_has_a_sample() -> None:
    """And no sample is left over from a type that is gone."""
    assert samples.types() == sorted(CATALOGUE)


@every_type
def test_the_contract_accepts_the_sample(event_type: str) -> None:
    """What was promised once is still taken."""
    contract(event_type).check_event(samples.event(event_type))


@every_type
def test_a_type_is_named_as_all_are(event_type: str) -> None:
    """`<thing>.<past tense>.v<major>`."""
    assert re.fullmatch(r"[a-z]+\.[a-z_]+\.v[1-9][0-9]*", event_type)


@every_type
def test_the_structured_form_comes_back_unchanged(event_type: str) -> None:
    """What feeds and logs show is the whole event."""
    assert samples.event(event_type).structured() == samples.structured(event_type)


@every_type
def test_the_message_comes_back_unchanged(event_type: str) -> None:
    """What goes through the broker, as headers and a body, is the whole event."""
    event = samples.event(event_type)

    assert from_message(event.headers(), event.body()) == event


@every_type
def test_the_headers_are_texts(event_type: str) -> None:
    """Every client of every language can read them."""
    assert all(isinstance(value, str) for value in samples.event(event_type).headers().values())


@every_type
def test_the_cloudevents_package_reads_the_message(event_type: str) -> None:
    """The envelope is CloudEvents' own binary mode, read by its package from headers and body."""
    event = samples.event(event_type)
    message = amqp.AMQPMessage({"content-type": CONTENT_TYPE}, dict(event.headers()), event.body())

    read = amqp.from_amqp_event(message)

    assert isinstance(read, CloudEvent)
    assert (read.get_id(), read.get_source(), read.get_type()) == (event.id, event.source, event.type)
    assert (read.get_subject(), read.get_time()) == (event.subject, clock.from_text(event.time))
    assert read.get_extension("sequence") == event.attributes().get("sequence")
    assert read.get_data() == event.data


@every_type
@pytest.mark.parametrize("name", ["id", "source", "type", "subject", "time"])
def test_an_event_without_a_required_attribute_is_malformed(event_type: str, name: str) -> None:
    """A message that lacks one is no event."""
    event = samples.event(event_type)
    headers = {key: value for key, value in event.headers().items() if key != PREFIX + name}

    with pytest.raises(MalformedEvent, match=f"attribute {name} is missing"):
        from_message(headers, event.body())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b"\xff"])
def test_a_body_that_is_no_object_is_malformed(body: bytes) -> None:
    """Whatever bytes come, they are told apart from an event."""
    with pytest.raises(MalformedEvent):
        from_message(samples.event("hours.credited.v1").headers(), body)


def test_a_sequence_that_is_no_number_is_malformed() -> None:
    """The sequence decides which state is newer, so it must be comparable."""
    document: dict[str, Any] = {**samples.structured("volunteer.changed.v1"), "sequence": "three"}

    with pytest.raises(MalformedEvent, match="sequence"):
        from_structured(document)


@every_type
def test_the_data_has_no_value_that_json_lacks(event_type: str) -> None:
    """The body is JSON and nothing else, so that who reads it needs no library of ours."""
    event = samples.event(event_type)

    assert orjson.loads(event.body()) == samples.structured(event_type)["data"]
