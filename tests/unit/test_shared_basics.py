"""Settings, time, identifiers, regions."""

from __future__ import annotations

import base64
import datetime as dt
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import clock, ids, regions
from shared.config import SERVICES, SettingsError, load_settings

KEY = base64.b64encode(bytes(32)).decode()
ENVIRONMENT = {
    "KAPOK_STORE_URI": "mongodb://127.0.0.1:1/",
    "KAPOK_BROKER_URI": "amqp://127.0.0.1:2//",
    "KAPOK_TOKEN_PUBLIC_KEYS": f"t2:{KEY},t1:{KEY}",
    "KAPOK_TOKEN_PRIVATE_KEY": f"t2:{KEY}",
    "KAPOK_SEALING_KEYS": f"k2:{KEY},k1:{KEY}",
    "KAPOK_HASH_KEY": KEY,
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A complete environment, and nothing in it that a command has set in this process."""
    for name in [name for name in os.environ if name.startswith("KAPOK_")]:
        monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_settings_come_from_the_environment(environment: pytest.MonkeyPatch) -> None:
    """What is set is parsed, what is not has a default, and the current sealing key comes first."""
    environment.setenv("KAPOK_SERVICES", "hours,matching")
    settings = load_settings()
    assert settings.services == ("hours", "matching")
    assert list(settings.sealing_keys) == ["k2", "k1"]
    assert list(settings.token_public_keys) == ["t2", "t1"]
    assert settings.token_private_key == ("t2", bytes(32))
    assert settings.database("hours") == "kapok_hours"
    assert settings.http_port == 8080


def test_all_services_run_by_default(environment: pytest.MonkeyPatch) -> None:
    """Without KAPOK_SERVICES a process runs all five."""
    assert load_settings().services == SERVICES


def test_every_mistake_is_told_at_once(environment: pytest.MonkeyPatch) -> None:
    """An operator mends an environment in one go, and no secret is in the message."""
    environment.delenv("KAPOK_STORE_URI")
    environment.setenv("KAPOK_SERVICES", "hours,weather")
    environment.setenv("KAPOK_TOKEN_PRIVATE_KEY", "hunter2")
    environment.setenv("KAPOK_SEALING_KEYS", "k1:short")
    environment.setenv("KAPOK_HASH_KEY", "***")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    text = str(raised.value)
    for name in ("STORE_URI", "SERVICES", "TOKEN_PRIVATE_KEY", "SEALING_KEYS", "HASH_KEY"):
        assert name in text
    assert "hunter2" not in text


def test_each_service_has_keys_of_its_own(environment: pytest.MonkeyPatch) -> None:
    """The current one first; a name stands for one key."""
    environment.setenv("KAPOK_HOURS_KEYS", f"h2:{KEY},h1:{KEY}")
    environment.setenv("KAPOK_MATCHING_KEYS", "")
    found = {service: list(some) for service, some in load_settings().service_keys.items()}
    assert {"registry": [], "projects": [], "hours": ["h2", "h1"], "incentives": [], "matching": []} == found
    for name in ("k1", "h1"):
        environment.setenv("KAPOK_MATCHING_KEYS", f"{name}:{KEY}")
        with pytest.raises(SettingsError, match="KAPOK_MATCHING_KEYS have a key id in common"):
            load_settings()


def test_settings_do_not_show_secrets(environment: pytest.MonkeyPatch) -> None:
    """Whoever logs the settings logs no secret."""
    shown = repr(load_settings())
    assert KEY not in shown
    assert "key" not in shown


@given(st.datetimes(timezones=st.just(dt.UTC)))
def test_a_moment_survives_its_text(moment: dt.datetime) -> None:
    """Text and back gives the same moment."""
    assert clock.from_text(clock.to_text(moment)) == moment


def test_a_text_without_offset_is_no_moment() -> None:
    """A time that could be anywhere is refused."""
    with pytest.raises(ValueError, match="no offset"):
        clock.from_text("2018-02-14T08:00:00")


def test_days_change_at_midnight_in_china() -> None:
    """16:00 UTC is the next day in China."""
    assert clock.china_day(dt.datetime(2018, 2, 14, 15, 59, tzinfo=dt.UTC)) == dt.date(2018, 2, 14)
    assert clock.china_day(dt.datetime(2018, 2, 14, 16, 0, tzinfo=dt.UTC)) == dt.date(2018, 2, 15)
    assert clock.today() == clock.china_day(clock.now())


def test_identifiers_are_unique_and_ordered() -> None:
    """Event ids sort by time."""
    made = [ids.new_id() for _ in range(1_000)]
    assert len(set(made)) == len(made)
    assert made == sorted(made)


def test_a_volunteer_number_says_nothing() -> None:
    """Numbers have one form, do not repeat, and have every character of the alphabet at every place."""
    numbers = {ids.new_volunteer_number() for _ in range(1_000)}
    assert len(numbers) == 1_000
    assert all(len(number) == 14 and number.startswith("KV") for number in numbers)
    assert {frozenset(place) for place in zip(*(number[2:] for number in numbers), strict=True)} == {
        frozenset(ids.ALPHABET)
    }


def test_guangdong_has_144_regions() -> None:
    """The province, its 21 cities, and 122 counties and districts."""
    levels = [region.level for region in regions.regions().values()]
    assert (len(levels), levels.count("province"), levels.count("city"), levels.count("county")) == (144, 1, 21, 122)


def test_a_county_belongs_to_its_city() -> None:
    """Liwan is Guangzhou's; a city is its own; an unknown code is no region."""
    assert regions.city_of("440103") == "440100"
    assert regions.city_of("441900") == "441900"
    assert regions.is_region("440103")
    assert not regions.is_region("110000")


@pytest.mark.parametrize("claims", ["admin=roles", "scope", "scope=", "scope=roles,=x"])
def test_only_claims_that_there_are_can_be_an_issuers(environment: pytest.MonkeyPatch, claims: str) -> None:
    """Each with the name that the issuer gives it."""
    environment.setenv("KAPOK_ISSUER_CLAIMS", claims)
    with pytest.raises(SettingsError, match="ISSUER_CLAIMS"):
        load_settings()


def test_an_issuer_is_configured(environment: pytest.MonkeyPatch) -> None:
    """Its claims by ours; without any variable there is none, and scopes are called so."""
    assert (load_settings().issuer.url, load_settings().issuer.claims) == ("", {"scope": "scope"})
    environment.setenv("KAPOK_ISSUER_CLAIMS", "scope=realm_access.roles,regions=r")
    assert load_settings().issuer.claims == {"scope": "realm_access.roles", "regions": "r"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALGORITHMS", "HS256"), ("ALGORITHMS", ""), ("RSA_BITS", "1024"), ("NAME", "Two words"), ("MOST_HOURS", "inf")],
)
def test_what_an_issuers_tokens_must_be_has_bounds(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    """No algorithm that anybody could sign by, and no key that is short today."""
    environment.setenv(f"KAPOK_ISSUER_{name}", value)
    with pytest.raises(SettingsError, match=f"ISSUER_{name}"):
        load_settings()


def test_hash_keys_are_a_chain(environment: pytest.MonkeyPatch) -> None:
    """Oldest first; one key alone is the first of it, and forms are of keys that there are."""
    assert ({"h1": bytes(32)}, ()) == (load_settings().hash_keys, load_settings().hash_forms)
    environment.setenv("KAPOK_HASH_KEYS", f"h1:{KEY},h2:{KEY}")
    environment.setenv("KAPOK_HASH_FORMS", "h1,h2")
    assert (["h1", "h2"], ("h1", "h2")) == (list(load_settings().hash_keys), load_settings().hash_forms)
    environment.setenv("KAPOK_HASH_FORMS", "h3")
    with pytest.raises(SettingsError, match="KAPOK_HASH_FORMS"):
        load_settings()
    environment.setenv("KAPOK_HASH_KEYS", f"h1:{KEY},h1:{KEY}")
    with pytest.raises(SettingsError, match="oldest key first"):
        load_settings()
