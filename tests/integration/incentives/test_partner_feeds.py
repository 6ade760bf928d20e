"""What a partner is told: of whoever consented, what its contract allows, until the consent is withdrawn."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from services.incentives.api import blueprints
from services.incentives.feeds import telling
from services.incentives.partners import domain
from shared.config import Settings
from shared.events.envelope import Event
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.web.auth import make_token
from shared.where import EVERYWHERE, Where
from tests.integration.incentives.test_feed_pages import publish
from tests.integration.listening import Service

CONTRACT = {
    "contact": "李主任 020-12345678",
    "purpose": "benefits",
    "types": ["stars.changed.v1", "points.changed.v1"],
    "allowed": ["stars", "points", "city_code"],
    "known_by": "pseudonym",
}
SCOPES = ["incentives:write", "incentives:contract", "incentives:read", "incentives:partner", "incentives:feed"]
GUANGZHOU, SHENZHEN = "440100", "440300"


@pytest.fixture
def client(settings: Settings, store: Store) -> FlaskClient:
    """The API, and two partners of which one has a contract."""
    made = make_application(settings, store, blueprints).test_client()
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {make_token(settings, 'officer', SCOPES)}"
    for reference in ("p", "q"):
        row = {"partner_ref": reference, "name": "省医院", "department": "health"}
        assert 202 == made.post("/v1/partners", json=row).status_code
    agree(made, "p")
    return made


def agree(client: FlaskClient, partner: str, **changes: Any) -> Any:
    """Agree what a partner is told."""
    answer = client.put(f"/v1/partners/{partner}/contract", json={**CONTRACT, **changes})
    assert 200 == answer.status_code, answer.text
    return answer


def as_partner(client: FlaskClient, partner: str = "p") -> dict[str, str]:
    """The header of a partner's own token."""
    settings = client.application.extensions["kapok"].store.settings
    token = make_token(settings, partner, ["incentives:partner"], where=Where(partner=partner))
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def service(store: Store) -> Service:
    """Incentives, which hears what its worker would."""
    return Service(store)


def consent(volunteer: str, partner: str = "p", purpose: str = "benefits", *, withdrawn: bool = False) -> Event:
    """A consent is given, or withdrawn."""
    reference = f"c-{volunteer}-{partner}-{purpose}"
    data = {"consent_ref": reference, "volunteer": volunteer, "purpose": purpose, "receiver_ref": partner}
    data["consented_at"] = "2018-01-01T00:00:00Z"
    if withdrawn:
        data["withdrawn_at"] = "2018-02-01T00:00:00Z"
        return Event("consent.withdrawn.v1", "registry", reference, data, 2)
    return Event("consent.given.v1", "registry", reference, data, 1)


def erased(volunteer: str) -> Event:
    """Somebody is erased."""
    return Event("volunteer.erased.v1", "registry", volunteer, {"volunteer": volunteer, "volunteer_ref": "v"}, 9)


def stars(volunteer: str, number: int) -> Event:
    """A star rating changed."""
    policy = {"name": "stars/national", "version": 1}
    data = {"volunteer": volunteer, "stars": number, "before": 0, "minutes": 6_000, "entries": ["e-1"]}
    return Event("stars.changed.v1", "incentives", volunteer, {**data, "policy": policy}, number)


def points(volunteer: str, city: str) -> Event:
    """Points of a city changed."""
    policy = {"name": "points/guangzhou", "version": 1}
    data = {"volunteer": volunteer, "city_code": city, "points": 2, "before": 0, "as_of": "2018-03-01"}
    return Event("points.changed.v1", "incentives", volunteer, {**data, "entries": ["e-1"], "policy": policy}, 1)


def became(state: str, number: int, before: str, partner: str = "p") -> Event:
    """A benefit of a partner is another to KV1."""
    data = {"volunteer": "KV1", "benefit_ref": f"{partner}-1", "partner_ref": partner, "before": before}
    return Event(
        f"benefit.{state}.v1", "incentives", "KV1", {**data, "reason": "eligible", "as_of": "2018-03-01"}, number
    )


def tell(store: Store, *events: Event) -> None:
    """Publish events, and let partners be told."""
    if events:
        publish(store, events)
    while not telling.tell(store).is_all:
        pass


def read(client: FlaskClient, partner: str = "p", limit: int = 1_000, **query: Any) -> list[dict[str, Any]]:
    """All that a partner was told."""
    return [one for page in pages(client, partner, limit, **query) for one in orjson.loads(page)]


def pages(client: FlaskClient, partner: str, limit: int, **query: Any) -> Iterator[bytes]:
    """The same page by page, as they came."""
    cursor = ""
    while True:
        asked = {"after": cursor, "limit": limit, **query}
        answer = client.get(f"/v1/partners/{partner}/feed", query_string=asked)
        assert 200 == answer.status_code, answer.text
        if answer.data == b"[]":
            return
        yield answer.data
        cursor = answer.headers["Kapok-Cursor"]


def said(events: Sequence[dict[str, Any]]) -> list[tuple[str, Any]]:
    """The types, with the stars or the reason."""
    return [(one["type"], one["data"].get("stars", one["data"].get("reason"))) for one in events]


def test_a_partner_is_told_of_who_consented_what_its_contract_allows(
    client: FlaskClient, service: Service, store: Store
) -> None:
    """No other person, type or field, and nothing by which the network or another partner knows the person."""
    service.hear([consent("KV1"), consent("KV3", purpose="insurance"), consent("KV4", partner="q")])
    eligible = Event("award.became_eligible.v1", "incentives", "KV1", {"volunteer": "KV1", "category": "best"})
    tell(store, stars("KV1", 1), stars("KV2", 1), stars("KV3", 1), stars("KV4", 1), eligible, points("KV1", GUANGZHOU))
    first, second = events = read(client)
    person = first["data"]["person"]
    assert {"person": person, "stars": 1} == first["data"]
    assert {"person": person, "points": 2, "city_code": GUANGZHOU} == second["data"]
    assert person == first["subject"] != "KV1"
    assert b"KV" not in orjson.dumps(events)
    assert [] == read(client, "q")


def test_what_becomes_of_a_benefit_is_told_to_whose_it_is(client: FlaskClient, service: Service, store: Store) -> None:
    """Of who consented, the types and fields of the contract; a withdrawal is told as one, and no end beside it."""
    types = ["benefit.granted.v1", "benefit.suspended.v1", "benefit.redeemed.v1", "benefit.ended.v1"]
    agree(client, "p", types=types, allowed=["benefit_ref", "before"])
    agree(client, "q", types=types[:1], allowed=["reason"])
    service.hear([consent("KV1"), consent("KV1", "q")])
    life = [("granted", "none"), ("suspended", "granted"), ("granted", "suspended"), ("redeemed", "granted")]
    tell(store, *(became(state, number, before) for number, (state, before) in enumerate(life, 1)))
    tell(store, became("granted", 5, "none", "q"), became("ended", 6, "granted", "q"))
    service.hear([consent("KV1", withdrawn=True)])
    tell(store, became("ended", 7, "redeemed"))
    events = read(client)
    assert life == [(one["type"].split(".")[1], one["data"]["before"]) for one in events[:-1]]
    assert {"p-1"} == {one["data"]["benefit_ref"] for one in events[:-1]}
    assert ("consent.revoked.v1", ["1", "2", "3", "4"]) == (
        events[-1]["type"],
        [one["sequence"] for one in events[:-1]],
    )
    (other,) = read(client, "q")
    assert ("benefit.granted.v1", {"person", "reason"}) == (other["type"], set(other["data"]))


def test_a_partner_knows_its_benefits_by_its_own_references() -> None:
    """One of a source, as that source writes them."""
    contract = {"allowed": ["benefit_ref"], "known_by": "number"}
    event = {"id": "e", "type": "benefit.granted.v1", "time": "t", "data": {"volunteer": "KV1", "benefit_ref": "gz:n"}}
    found = domain.told({"_id": "gz:p", "contract": contract, "key": "a2V5"}, event)
    assert "n" == found["data"]["benefit_ref"]


def test_each_partner_has_its_own_name_of_a_person(client: FlaskClient, service: Service, store: Store) -> None:
    """The same whenever, and the number where the contract says so; ids do not tell who is whom either."""
    agree(client, "q", known_by="pseudonym")
    service.hear([consent("KV1"), consent("KV1", "q")])
    tell(store, stars("KV1", 1))
    agree(client, "p", allowed=["stars"])
    tell(store, stars("KV1", 2))
    agree(client, "q", known_by="number")
    tell(store, stars("KV1", 3))
    (one, same, third), (other, _, number) = read(client), read(client, "q")
    assert one["subject"] == same["subject"] == third["subject"] != other["subject"]
    assert "KV1" == number["subject"] == number["data"]["person"]
    assert one["id"] != other["id"]
    again = [one["id"] for one in read(client)]
    assert [one["id"] for one in (one, same, third)] == again
    assert 3 == len(set(again))


def test_nothing_but_the_contract_tells_partners_whom_they_both_know(
    client: FlaskClient, service: Service, store: Store
) -> None:
    """Neither the entries that an event rests on nor its exact time; who knows numbers has the network's entries."""
    agree(client, "p", allowed=["entries"])
    agree(client, "q", allowed=["entries"])
    service.hear([consent("KV1"), consent("KV1", "q")])
    tell(store, stars("KV1", 1), points("KV1", GUANGZHOU))
    (one, same), (other, _) = read(client), read(client, "q")
    (mine,), (again,), (theirs,) = (event["data"]["entries"] for event in (one, same, other))
    assert mine == again
    assert 3 == len({mine, theirs, "e-1"})
    assert one["time"].endswith(":00Z")
    agree(client, "q", allowed=["entries"], known_by="number")
    tell(store, stars("KV1", 2))
    assert ["e-1"] == read(client, "q")[-1]["data"]["entries"]


def test_who_is_told_nothing_more_hears_of_a_withdrawal(client: FlaskClient, service: Service, store: Store) -> None:
    """And by the name that it knows, whatever its contract says by now."""
    service.hear([consent("KV1"), consent("KV2")])
    tell(store, stars("KV1", 1))
    person = read(client)[0]["subject"]
    agree(client, "p", known_by="number")
    tell(store, stars("KV2", 1))
    agree(client, "p", known_by="number", types=[])
    service.hear([consent("KV1", withdrawn=True)])
    service.hear([erased("KV2")])
    assert [("consent.revoked.v1", person), ("consent.revoked.v1", "KV2")] == [
        (one["type"], one["subject"]) for one in read(client)[2:]
    ]


def test_who_is_known_by_two_names_is_revoked_by_both(client: FlaskClient, service: Service, store: Store) -> None:
    """Whoever was told of by a pseudonym first and by number then."""
    service.hear([consent("KV1")])
    tell(store, stars("KV1", 1))
    agree(client, "p", known_by="number")
    tell(store, stars("KV1", 2))
    service.hear([consent("KV1", withdrawn=True)])
    events = read(client)
    revoked = {one["subject"] for one in events if one["type"] == "consent.revoked.v1"}
    assert {one["subject"] for one in events} == revoked
    assert 4 == len({one["id"] for one in events})


def test_a_withdrawal_stops_it_and_says_so(client: FlaskClient, service: Service, store: Store) -> None:
    """To the partner that knew the person, once; who consents again is told of again."""
    service.hear([consent("KV1"), consent("KV2")])
    tell(store, stars("KV1", 1))
    gone = consent("KV1", withdrawn=True)
    service.hear([gone, consent("KV2", withdrawn=True)])
    service.hear([gone])
    tell(store, stars("KV1", 2), stars("KV2", 2))
    assert [("stars.changed.v1", 1), ("consent.revoked.v1", "withdrawn")] == said(read(client))
    (first, last) = read(client)
    assert first["data"]["person"] == last["data"]["person"]
    again = consent("KV1")
    data = {**again.data, "consent_ref": "c-again"}
    service.hear([Event(again.type, "registry", "c-again", data, 1)])
    tell(store, stars("KV1", 3))
    assert ("stars.changed.v1", 3) == said(read(client))[-1]


def test_another_consent_keeps_a_person_known(client: FlaskClient, service: Service, store: Store) -> None:
    """For the same purpose; one for another purpose does not."""
    second = Event("consent.given.v1", "registry", "c-2", {**consent("KV1").data, "consent_ref": "c-2"}, 1)
    service.hear([consent("KV1"), second, consent("KV2"), consent("KV2", purpose="insurance")])
    tell(store, stars("KV1", 1), stars("KV2", 1))
    service.hear([consent("KV1", withdrawn=True), consent("KV2", withdrawn=True)])
    tell(store, stars("KV1", 2), stars("KV2", 2))
    assert [1, 1, "withdrawn", 2] == [value for _, value in said(read(client))]


def test_an_erasure_says_so_too(client: FlaskClient, service: Service, store: Store) -> None:
    """And nothing comes after it, whatever is still told of the number."""
    service.hear([consent("KV1")])
    tell(store, stars("KV1", 1))
    service.hear([erased("KV1")])
    service.hear([consent("KV1")])
    tell(store, stars("KV1", 2))
    assert [("stars.changed.v1", 1), ("consent.revoked.v1", "erased")] == said(read(client))


def test_nobody_is_told_of_after_their_withdrawal_whatever_happens_at_that_moment(
    client: FlaskClient, service: Service, store: Store
) -> None:
    """Two partners are told in one thread, while 1,000 withdraw in another: each revocation is the last word to each.

    Whoever knew a person has one, whoever never did has nothing.
    """
    agree(client, "q")
    volunteers = [f"KV{number}" for number in range(1_000)]
    for start in range(0, len(volunteers), 250):
        some = volunteers[start : start + 250]
        service.hear([consent(one) for one in some])
    service.hear([consent(one, "q") for one in volunteers[-200:]])
    tell(store, *(stars(one, 1) for one in (*volunteers[:300], *volunteers[-200:])))
    done = threading.Event()

    def import_more() -> None:
        number = 2
        while not done.is_set():
            tell(store, *(stars(one, number) for one in volunteers[-300:]))
            number += 1

    telling_thread = threading.Thread(target=import_more)
    telling_thread.start()
    for start in range(0, len(volunteers), 100):
        some = volunteers[start : start + 100]
        service.hear([consent(one, withdrawn=True) for one in some])
    service.hear([consent(one, "q", withdrawn=True) for one in volunteers[-200:]])
    done.set()
    telling_thread.join()
    tell(store, *(stars(one, 99) for one in volunteers))
    for partner, least in (("p", 500), ("q", 200)):
        events = read(client, partner)
        last = {one["subject"]: one["type"] for one in events}
        known = {one["subject"] for one in events if one["type"] == "stars.changed.v1"}
        assert known == set(last)
        assert len(known) >= least
        assert {"consent.revoked.v1"} == set(last.values())
        revoked = [one["subject"] for one in events if one["type"] == "consent.revoked.v1"]
        assert len(revoked) == len(set(revoked))
    assert store.database["acquaintances"].find_one({}) is None


@pytest.mark.parametrize("is_known", [True, False])
def test_a_withdrawal_in_the_middle_of_telling_comes_first(
    client: FlaskClient, service: Service, store: Store, monkeypatch: pytest.MonkeyPatch, *, is_known: bool
) -> None:
    """Consent was looked at and is withdrawn before what is told is stored: the telling begins again."""
    service.hear([consent("KV1")])
    if is_known:
        tell(store, stars("KV1", 1))
    look, looks = telling._receivers, 0

    def and_withdraw(transaction: Any, volunteers: Any) -> Any:
        nonlocal looks
        found = look(transaction, volunteers)
        looks += 1
        if looks == 1:
            service.hear([consent("KV1", withdrawn=True)])
        return found

    monkeypatch.setattr(telling, "_receivers", and_withdraw)
    tell(store, stars("KV1", 2))
    assert ([1, "withdrawn"] if is_known else []) == [value for _, value in said(read(client))]
    assert looks > 2


def test_pages_are_the_same_bytes_and_can_be_narrowed(client: FlaskClient, service: Service, store: Store) -> None:
    """By type and by region; revocations come with either."""
    service.hear([consent("KV1")])
    for city in (GUANGZHOU, SHENZHEN):
        tell(store, stars("KV1", 1), points("KV1", city))
    before = list(pages(client, "p", 3))
    service.hear([consent("KV1", withdrawn=True)])
    assert before[0] == next(pages(client, "p", 3))
    kinds = [one["type"].partition(".")[0] for one in read(client, type="points.changed.v1")]
    assert ["points", "points", "consent"] == kinds
    found = [one["data"].get("city_code") for one in read(client, region=SHENZHEN)]
    assert [SHENZHEN, None] == found


@pytest.mark.parametrize("query", [{"type": "points.change.v1"}, {"type": "benefit.granted"}, {"region": "440199"}])
def test_what_no_event_could_be_is_refused(client: FlaskClient, query: dict[str, str]) -> None:
    """A misspelt filter would find nothing for ever, as if there were no news."""
    answer = client.get("/v1/partners/p/feed", query_string=query)
    assert (422, [*query]) == (answer.status_code, [one["field"] for one in answer.json["errors"]])


def test_looking_for_nothing_begins_no_transaction(
    client: FlaskClient, service: Service, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where all was told nor where nobody is told anything: it is done whenever anything is told."""
    tell(store, stars("KV1", 1))
    begun: list[Any] = []
    monkeypatch.setattr(store, "transact", begun.append)
    assert telling.Told() == telling.tell(store)
    monkeypatch.undo()
    agree(client, "p", types=[])
    publish(store, [stars("KV1", 2)])
    monkeypatch.setattr(store, "transact", begun.append)
    assert telling.Told() == telling.tell(store)
    assert [] == begun


def test_history_from_before_the_contract_is_not_told(client: FlaskClient, service: Service, store: Store) -> None:
    """Nor what comes once nothing is agreed any more."""
    service.hear([consent("KV1", "q")])
    tell(store, stars("KV1", 1))
    agree(client, "q")
    tell(store, stars("KV1", 2))
    agree(client, "q", types=[])
    tell(store, stars("KV1", 3))
    agree(client, "q")
    tell(store, stars("KV1", 4))
    assert [2, 4] == [value for _, value in said(read(client, "q"))]


def test_a_partners_token_reads_its_own_feed_alone(client: FlaskClient, settings: Settings) -> None:
    """And nothing else that its scopes would open; an officer of a city reads no partner's."""

    def status(path: str, subject: str, where: Where) -> int:
        token = make_token(settings, subject, SCOPES, where=where)
        return client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code

    own = Where(partner="p")
    assert [200, 404] == [status(f"/v1/partners/{one}/feed", "p", own) for one in ("p", "q")]
    assert 404 == status("/v1/partners/p/feed", "440100-officer", Where(frozenset({GUANGZHOU})))
    assert [200, 404] == [status(f"/v1/partners/{one}/feed", "officer", EVERYWHERE) for one in ("q", "nobody")]
    assert 403 == status("/v1/partners/p", "p", own)


def test_a_contract_is_a_step_and_its_secrets_are_sealed(client: FlaskClient, store: Store) -> None:
    """It obeys If-Match, shows neither contact nor key, and keeps them sealed."""
    answer = client.get("/v1/partners/p")
    assert ["benefits", "pseudonym"] == [answer.json["contract"][name] for name in ("purpose", "known_by")]  # type: ignore[index]
    assert "李主任" not in answer.text
    stale = client.put("/v1/partners/p/contract", json=CONTRACT, headers={"If-Match": '"1"'})
    assert 412 == stale.status_code
    kept = store.database["partners"].find_one({"_id": "p"})
    assert kept is not None
    assert not {"contact", "key"} & kept.keys()
    wrong = client.put("/v1/partners/p/contract", json={**CONTRACT, "types": ["volunteer.erased.v1"]})
    assert 422 == wrong.status_code
