"""Rules of sending partners what they are told: addresses, secrets, batches, pauses."""

from __future__ import annotations

import datetime as dt
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import Any

import httpcore
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from services.incentives.pushes import addresses, domain
from services.incentives.pushes.domain import EXHAUSTED, GIVE_UP, GONE, LONGEST_PAUSE, Answer, Outcome
from services.incentives.pushes.sending import Outward
from shared import clock

NOW = clock.from_text("2018-03-01T00:00:00Z")
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_sent_to(address: str) -> None:
    """Of either version, and one of IPv4 that a network without it reaches by IPv6."""
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),  # noqa: S104
        *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1"),
        "2001::ce49:7601:e866:efff:62c3:fffe",
    ],
)
def test_no_address_of_ours_is(address: str) -> None:
    """Private, local, shared, documented, reserved, and any of these in an address of IPv6."""
    assert not addresses.is_public(address)


@pytest.mark.parametrize(
    ("endpoint", "reason"),
    [
        ("https://partner.example/hook?key=1", None),
        ("https://partner.example:8443/", None),
        ("https://8.8.8.8/", None),
        ("http://partner.example/", "not_encrypted"),
        ("https://127.0.0.1/", "internal_address"),
        ("https://[::1]:8443/", "internal_address"),
        ("https://[::ffff:127.0.0.1]/", "internal_address"),
        ("https://localhost/", "internal_address"),
        ("https://api.localhost./", "internal_address"),
        ("https://vault.internal/", "internal_address"),
        ("ftp://partner.example/", "not_an_address"),
        ("https://user:secret@partner.example/", "not_an_address"),
        ("https://partner.example/#part", "not_an_address"),
        ("https:///hook", "not_an_address"),
        ("https://partner.example:0/", "not_an_address"),
        ("https://partner.example:99999/", "not_an_address"),
        ("https://[partner/", "not_an_address"),
        ("partner.example", "not_an_address"),
        *(
            (f"https://{host}/", "not_an_address")
            for host in ("2130706433", "0x7f.1", "017700000001", "127.1", "8.8.8.8.")
        ),
    ],
)
def test_an_endpoint_is_encrypted_and_outside(endpoint: str, reason: str | None) -> None:
    """For development it may be in clear and anywhere, but an address it has to be."""
    assert reason == addresses.fault(endpoint, is_free=False)
    is_none = reason == "not_an_address"
    assert (reason if is_none else None) == addresses.fault(endpoint, is_free=True)


@pytest.fixture
def silent() -> Iterator[int]:
    """A port of this machine that takes no connection and refuses none."""
    with ExitStack() as opened:
        listener = opened.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = opened.enter_context(socket.socket())
            waiting.setblocking(False)
            with suppress(BlockingIOError):
                waiting.connect(listener.getsockname())
        yield listener.getsockname()[1]


def test_a_name_with_many_addresses_takes_no_longer_than_one(silent: int) -> None:
    """Whoever owns a name says what it stands for; a hundred addresses that say nothing hold nobody."""
    outward = Outward(0.2, is_free=True, look_up=lambda host, port: ["127.0.0.1"] * 100)
    begun = time.monotonic()
    with pytest.raises(httpcore.ConnectTimeout):
        outward.connect_tcp("partner.example", silent)
    assert time.monotonic() - begun < 2


def push(**changes: Any) -> dict[str, Any]:
    """How a push stands that has ten events in hand."""
    stands = {"position": 90, "size": 10, "most_events": 40, "failures": 0, "failing_since": None}
    return {**stands, "batch": {"after": 90, "upto": 100, "message": "msg_1"}, **changes}


def ended(answer: Answer, now: dt.datetime = NOW, **changes: Any) -> dict[str, Any]:
    """What an answer to it changes."""
    stands = push(**changes)
    events = stands["batch"]["upto"] - stands["batch"]["after"]
    return domain.after(domain.judged(answer, events), answer, stands, now)


def test_what_was_taken_is_not_sent_again() -> None:
    """Whatever had failed before; a full batch lets the next one have one more, up to what is wanted."""
    after = ended(Answer(204), failures=3, failing_since=NOW - HOUR)
    assert (100, None, 0, None, NOW) == tuple(
        after[name] for name in ("position", "batch", "failures", "failing_since", "last_delivery")
    )
    assert [11, 12, 40] == [ended(Answer(200), size=size)["size"] for size in (10, 12, 40)]


def test_each_failure_is_waited_for_longer() -> None:
    """Twice as long, an hour at most, and as long as the partner asks for."""
    pauses = [(ended(Answer(500), failures=count)["due"] - NOW).total_seconds() for count in (0, 1, 2, 5, 12, 500)]
    assert [5, 10, 20, 160, 3600, 3600] == pauses
    asked = ended(Answer(503, after=2 * HOUR))["due"]
    assert NOW + 2 * HOUR == asked
    assert NOW + dt.timedelta(seconds=5) == ended(Answer(429, after=-HOUR))["due"]
    for far in (dt.timedelta.max, dt.timedelta(days=2_912_112)):
        assert NOW + GIVE_UP == ended(Answer(503, after=far))["due"]


@pytest.mark.parametrize("status", [None, 301, 302, 307, 400, 401, 404, 429, 500, 503])
def test_all_else_is_a_failure(status: int | None) -> None:
    """No answer, and being sent elsewhere, too."""
    assert Outcome.FAILED is domain.judged(Answer(status), 10)


def test_after_three_days_nothing_is_sent_any_more() -> None:
    """The last attempt is made when they are over, whatever the partner asks for."""
    since = NOW - GIVE_UP + HOUR / 2
    last = ended(Answer(503, after=30 * HOUR), failures=80, failing_since=since)
    assert since + GIVE_UP == last["due"]
    assert "disabled" not in last
    assert EXHAUSTED == ended(Answer(500), last["due"], failures=81, failing_since=since)["disabled"]
    assert LONGEST_PAUSE * 72 == GIVE_UP


def test_who_is_gone_is_sent_nothing_any_more() -> None:
    """And what was to be sent is kept."""
    after = ended(Answer(410))
    assert GONE == after["disabled"]
    assert not {"batch", "position"} & after.keys()


def test_a_batch_that_is_too_large_is_halved() -> None:
    """At once, and no failure; a single event that is too large is one."""
    after = ended(Answer(413))
    assert (5, None, NOW) == (after["size"], after["batch"], after["due"])
    assert "failures" not in after
    single = {"after": 90, "upto": 91, "message": "msg_1"}
    assert 1 == ended(Answer(413), batch=single, size=1)["failures"]


def test_a_batch_has_no_more_bytes_than_wanted() -> None:
    """But for one event, which is sent however large it is."""
    texts = [b"x" * 10, b"y" * 10, b"z" * 10]
    assert [1, 1, 2, 3] == [len(domain.cut(texts, most)) for most in (5, 21, 22, 33)]
    assert [] == domain.cut([], 5)


def test_while_secrets_overlap_either_proves_who_sent_it() -> None:
    """By the public library; the old one ends when it was to, and a second rotation does not make it last longer."""
    now = clock.now()
    old, new = (domain.new_secret(name, now) for name in ("1", "2"))
    both = domain.rotated([old], new, now, HOUR)
    body = '[{"name":"木棉"}]'.encode()
    signed = domain.headers(both, "msg_1", body, now)
    for one in (old, new):
        assert [{"name": "木棉"}] == Webhook(one.text).verify(body, signed)
    later = domain.rotated(both, domain.new_secret("3", now), now + HOUR / 2, 10 * HOUR)
    assert [None, now + HOUR / 2 + 10 * HOUR, now + HOUR] == [one.until and clock.from_text(one.until) for one in later]
    alone = domain.headers(both, "msg_1", body, now + HOUR)
    with pytest.raises(WebhookVerificationError, match="No matching"):
        Webhook(old.text).verify(body, {**alone, "webhook-timestamp": signed["webhook-timestamp"]})
    assert [new.id] == [one.id for one in domain.rotated([old], new, now, dt.timedelta(0))]
