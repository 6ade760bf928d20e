"""Events as texts: what is seen in the bytes is what the events say, whatever is written in them."""

from __future__ import annotations

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from shared.events import texts
from shared.events.envelope import Event
from shared.messaging.publisher import message_of, message_of_text

TRICKS = ['"type":"other.v1"', ',{"specversion":"1.0"', '"}],[{"', "\\", '","data":{', "木棉\u2028\n"]
NAMES = st.sampled_from(["specversion", "type", "data", "datacontenttype", "entries", '"', ""])
WORDS = st.text(max_size=20) | st.sampled_from(TRICKS)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | WORDS, inner, max_size=3),
    max_leaves=8,
)
EVENTS = st.builds(
    Event,
    type=st.sampled_from(["stars.changed.v1", "points.changed.v1"]),
    source=st.just("incentives"),
    subject=WORDS,
    data=st.dictionaries(NAMES | WORDS, VALUES, max_size=4),
    sequence=st.none() | st.integers(0, 99),
    correlationid=st.none() | WORDS,
    traceparent=st.none() | WORDS,
    mark=st.none() | WORDS,
)


def batch_of(events: list[Event]) -> bytes:
    """As a commit keeps them."""
    return orjson.dumps([one.structured() for one in events])


@given(st.lists(EVENTS, min_size=1, max_size=6))
def test_a_batch_is_taken_apart_to_the_letter(events: list[Event]) -> None:
    """Each text is the event's own, and together they are the batch again."""
    found = texts.split(batch_of(events), len(events))

    assert [orjson.dumps(one.structured()) for one in events] == found
    assert batch_of(events) == texts.join(found)


@given(EVENTS)
def test_the_parts_of_a_text_are_those_of_its_event(event: Event) -> None:
    """Type, headers and body of its message, and the event itself."""
    text: Any = orjson.dumps(event.structured())

    assert event.type == texts.type_of(text)
    assert event.headers() == texts.headers_of(text)
    assert event.body() == texts.body_of(text)
    assert orjson.dumps(event.structured()) == orjson.dumps(texts.event_of(text).structured())


@given(EVENTS)
def test_a_text_makes_the_message_that_its_event_makes(event: Event) -> None:
    """What a replay sends is what was published, to the letter."""
    published, sent = message_of(event), message_of_text(orjson.dumps(event.structured()))

    assert (published.body, published.properties) == (sent.body, sent.properties)


def test_data_that_look_like_events_are_no_events() -> None:
    """A batch inside of an event's data is not taken apart."""
    inner = [Event("stars.changed.v1", "incentives", "KV1", {}).structured()] * 2
    events = [Event("stars.changed.v1", "incentives", "KV2", {"told": inner})] * 2

    assert [orjson.dumps(one.structured()) for one in events] == texts.split(batch_of(events), 2)
