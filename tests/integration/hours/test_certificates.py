"""Certificates over HTTP: who may have one, what it says, that it is the same when it is asked again, and its end."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from typing import Any

import orjson
import pytest

from services.hours.api import blueprints
from services.hours.corrections.usecases import reverse
from shared.certificates import checking, files, signing
from shared.config import Settings
from shared.events.envelope import Event
from shared.store.transaction import Store
from shared.web.application import make_application
from shared.where import EVERYWHERE, Where
from tests.integration.hours.county import COUNTY, FAR, HERE, THERE, Asked, presence, shift
from tests.integration.hours.sealing import publish, seal
from tests.integration.hours.test_ladder import organisation
from tests.integration.listening import Service, hear
from tests.integration.placed import Caller
from tests.integration.registrations import Registry, erased, merged, number_of

SCOPES = ["hours:read", "hours:certify"]
NUMBER = number_of(HERE)
YEAR = {"first_day": "2018-01-01", "last_day": "2018-12-31"}
TEAM, MATES = (Where(organisations=frozenset({one})) for one in ("team", "mates"))
VOLUNTEER, OFFICER = Where(person=NUMBER), Where(frozenset({COUNTY}))


def of_unit(event: Event, unit: str) -> Event:
    """The shift is an organisation's."""
    return replace(event, data={**event.data, "organisation_ref": unit})


@pytest.fixture
def service(store: Store) -> Service:
    """A volunteer of a county who served for the county's team there and for mates far away; and one of far away."""
    service, registry = Service(store), Registry(store.settings)
    project = {
        "project_ref": "w",
        "programme": "warm_winter",
        "name": "暖冬行动",
        "organisation_ref": "team",
        "region_code": COUNTY,
        "first_day": "2018-01-01",
        "last_day": "2018-03-01",
        "target_group": "travellers",
        "risk": "none",
    }
    hear(service, *map(organisation, ("top", "city", "team", "mates")))
    hear(service, Event("project.published.v1", "projects", "w", project))
    hear(service, of_unit(shift(HERE, COUNTY), "team"), of_unit(shift(THERE, FAR), "mates"))
    for one, home in ((HERE, COUNTY), ("here-2", COUNTY), (THERE, FAR)):
        hear(service, *(registry.state(one, sequence, home_region_code=home) for sequence in (1, 2)))
    hear(service, presence("a", HERE, HERE), presence("b", THERE, HERE, 10), presence("c", HERE, THERE, 9))
    hear(service, *(one for one in service.news() if one.type == "hours.credited.v1"))
    return service


@pytest.fixture
def caller(settings: Settings, store: Store, service: Service) -> Caller:
    """The API of hours."""
    return Caller(make_application(settings, store, blueprints).test_client(), settings, SCOPES)


def asked(caller: Caller, where: Where, volunteer: str = NUMBER, **more: Any) -> Any:
    """The answer to who asks for a certificate."""
    return caller.send("POST", Asked("/certificates", {"volunteer": volunteer, **YEAR, **more}), where)


def status(caller: Caller, serial: str) -> tuple[str, str | None]:
    """What everybody is told of a certificate."""
    answer = caller.send("GET", Asked(f"/certificates/{serial}/check"), Where())
    assert {"serial", "status", "revoked_at", "reason", "issued_at", "first_day", "last_day", "totals"} == {
        *answer.json
    }
    return answer.json["status"], answer.json["reason"]


def file_of(caller: Caller, settings: Settings, serial: str, form: str = "") -> dict[str, Any]:
    """What a certificate's file says, checked."""
    data = caller.send("GET", Asked(f"/certificates/{serial}{form}"), EVERYWHERE).data
    found = files.read(data, signing.public(settings.certificate_keys)).contents
    checking.check_sums(found)
    return found


def test_a_volunteer_has_what_was_credited_with_content_and_recording_unit(caller: Caller, settings: Settings) -> None:
    """The page and the file say the same; each says where it is checked."""
    answer = asked(caller, VOLUNTEER)
    assert (200, 120) == (answer.status_code, answer.json["totals"]["minutes"])
    serial = answer.json["serial"]
    said = file_of(caller, settings, serial)
    assert said == file_of(caller, settings, serial, "/page")
    assert [("a", "暖冬行动", "order", "team"), ("b", "暖冬行动", "order", "mates")] == [
        (one["entry"], one["project"], one["service"], one["recorded_by"]) for one in said["entries"]
    ]
    assert f"{settings.public_address}/hours/v1/certificates/{serial}/check" == said["check"]
    assert ("valid", None) == status(caller, serial)
    assert ("valid", None) == status(caller, f"{serial[:2]}-{serial[2:8]}-{serial[8:]}".lower())


def test_a_page_is_the_same_bytes_each_time(caller: Caller) -> None:
    """And of some tens of kilobytes, with a font for Chinese in it."""
    page = Asked(f"/certificates/{asked(caller, VOLUNTEER).json['serial']}/page")
    first, second = (caller.send("GET", page, VOLUNTEER).data for _ in range(2))
    assert first == second
    assert len(first) < 100_000


def test_who_may_have_one(caller: Caller) -> None:
    """The volunteer, where the volunteer belongs, and an organisation of its own hours; nobody else."""
    far = Where(frozenset({FAR}))
    assert [200, 200, 200, 404, 404, 404] == [
        asked(caller, one).status_code
        for one in (VOLUNTEER, OFFICER, EVERYWHERE, far, TEAM, Where(person=number_of(THERE)))
    ]
    for unit, who, entries in (("team", TEAM, ["a"]), ("mates", MATES, ["b"]), ("mates", OFFICER, ["b"])):
        answer = asked(caller, who, organisation_ref=unit)
        said = caller.send("GET", Asked(f"/certificates/{answer.json['serial']}"), who).json["certificate"]
        assert (entries, unit) == ([one["entry"] for one in said["entries"]], said["organisation"])
        seen = [caller.send("GET", Asked(f"/certificates/{said['serial']}"), one).status_code for one in (TEAM, MATES)]
        assert [200 if unit == "team" else 404, 200 if unit == "mates" else 404] == seen
    assert 404 == asked(caller, TEAM, organisation_ref="mates").status_code
    assert 404 == asked(caller, EVERYWHERE, "KV000000000000").status_code


def test_asked_again_it_is_the_same_until_there_is_more(caller: Caller, service: Service) -> None:
    """And an event tells of each one once."""
    first, again = (asked(caller, VOLUNTEER).json["serial"] for _ in range(2))
    hear(service, presence("d", HERE, HERE, 11))
    later = asked(caller, VOLUNTEER).json["serial"]
    assert first == again != later
    told = [one.data for one in service.news() if one.type == "certificate.issued.v1"]
    assert [(first, 120), (later, 180)] == sorted(((one["serial"], one["minutes"]) for one in told), key=lambda x: x[1])


def test_what_cannot_be_certified_says_why(caller: Caller, service: Service, store: Store) -> None:
    """No hours, days in the wrong order; of who was erased there are no new ones, while those of before are valid."""
    serial = asked(caller, VOLUNTEER).json["serial"]
    refused = asked(caller, VOLUNTEER, first_day="2017-01-01", last_day="2017-12-31")
    assert (422, "nothing_to_certify") == (refused.status_code, refused.json["errors"][0]["reason"])
    assert 422 == asked(caller, VOLUNTEER, first_day="2018-02-01", last_day="2018-01-01").status_code
    hear(service, erased(HERE))
    refused = asked(caller, EVERYWHERE)
    assert (422, "erased_reference") == (refused.status_code, refused.json["errors"][0]["reason"])
    assert ("valid", None) == status(caller, serial)


def test_both_registrations_of_a_person_are_in_one_until_they_are_two_again(caller: Caller, service: Service) -> None:
    """Then it is revoked, and says that."""
    hear(service, presence("twin", HERE, "here-2", 11), merged(HERE, "here-2"))
    serial = asked(caller, VOLUNTEER).json["serial"]
    assert 180 == caller.send("GET", Asked(f"/certificates/{serial}"), OFFICER).json["certificate"]["totals"]["minutes"]
    hear(service, merged(HERE, "here-2", until="2018-03-20"))
    assert ("revoked", "separated") == status(caller, serial)
    assert 120 == asked(caller, VOLUNTEER).json["totals"]["minutes"]


def test_what_certifies_an_entry_that_is_taken_back_is_revoked(caller: Caller, service: Service, store: Store) -> None:
    """And the next one is without it; heard twice it is as once."""
    serial = asked(caller, VOLUNTEER).json["serial"]
    store.transact(lambda transaction: reverse(transaction, "a", "not_served", "officer"))
    told = next(one for one in service.news() if one.type == "hours.reversed.v1")
    assert 60 == asked(caller, VOLUNTEER).json["totals"]["minutes"]
    hear(service, told, told)
    assert ("revoked", "reversed") == status(caller, serial)
    revoked = [one.data for one in service.news() if one.type == "certificate.revoked.v1"]
    assert [(serial, "a")] == [(one["serial"], one["entry"]) for one in revoked]


def test_who_has_one_may_revoke_it_and_then_gets_another(caller: Caller) -> None:
    """Twice is as once; nobody else may."""
    serial = asked(caller, VOLUNTEER).json["serial"]
    lost = Asked(f"/certificates/{serial}/revocation", {"reason": "lost"})
    assert [404, 200, 200] == [caller.send("PUT", lost, one).status_code for one in (MATES, VOLUNTEER, OFFICER)]
    assert ("revoked", "lost") == status(caller, serial)
    assert serial != asked(caller, VOLUNTEER).json["serial"]


def test_a_serial_that_is_none_is_told_from_one_that_is_unknown(caller: Caller) -> None:
    """Nothing is looked up for a mistyped one."""
    serial = asked(caller, VOLUNTEER).json["serial"]
    for wrong in (f"{serial[:-1]}{'0' if serial[-1] != '0' else '1'}", "KC", "x" * 300):
        answer = caller.send("GET", Asked(f"/certificates/{wrong}/check"), Where())
        assert (404, True) == (answer.status_code, "characters" in answer.json["detail"])


def test_an_organisation_has_those_of_all_who_served_for_it(caller: Caller, settings: Settings) -> None:
    """Some at a time; asked again nothing is new; and in one file, which is the same each time."""
    path = "/organisations/team/certificates"
    one, other = (
        caller.send("POST", Asked(path, {**YEAR, "limit": 1, "after": after}), TEAM).json
        for after in ("", min(NUMBER, number_of(THERE)))
    )
    serials = [found["serial"] for page in (one, other) for found in page["certificates"]]
    assert (min(NUMBER, number_of(THERE)), None) == (one["next"], other["next"])
    again = caller.send("POST", Asked(path, YEAR), OFFICER).json
    assert serials == [found["serial"] for found in again["certificates"]]
    query = Asked(f"{path}?first_day=2018-01-01&last_day=2018-12-31")
    data, same = (caller.send("GET", query, TEAM).data for _ in range(2))
    assert data == same
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert [*(f"{serial}.pdf" for serial in serials), "certificates.csv"] == archive.namelist()
    keys = signing.public(settings.certificate_keys)
    assert ["a", "c"] == sorted(
        files.read(archive.read(f"{serial}.pdf"), keys).contents["entries"][0]["entry"] for serial in serials
    )
    listed = list(csv.DictReader(archive.read("certificates.csv").decode("utf-8-sig").splitlines()))
    assert [(serial, "60", "valid") for serial in serials] == [
        (row["serial"], row["minutes"], row["status"]) for row in listed
    ]
    for who in (MATES, VOLUNTEER):
        assert [404, 404] == [
            caller.send("GET", query, who).status_code,
            caller.send("POST", Asked(path, YEAR), who).status_code,
        ]


def test_entries_are_shown_to_be_sealed_as_soon_as_they_are(caller: Caller, settings: Settings, store: Store) -> None:
    """Those of the same certificate that were credited before have their proofs; a file says the same each time."""
    path = Asked(f"/certificates/{asked(caller, VOLUNTEER).json['serial']}")
    keys = signing.public(settings.certificate_keys)
    assert {"seals": {}, "entries": {}} == files.read(caller.send("GET", path, VOLUNTEER).data, keys).proofs
    publish(store.database)
    assert seal(store)
    file, again = (caller.send("GET", path, VOLUNTEER).data for _ in range(2))
    assert file == again
    issued = files.read(file, keys)
    known = orjson.loads(caller.send("GET", Asked("/certificates/keys"), Where()).data)["seals"]
    seals = {one["key"]: bytes.fromhex(one["public"]) for one in known}
    assert 2 == checking.check_proofs(issued.contents, issued.proofs, seals)


def test_the_public_keys_are_everybodys(caller: Caller, settings: Settings) -> None:
    """Without a token."""
    found = orjson.loads(caller.send("GET", Asked("/certificates/keys"), Where()).data)["keys"]
    assert signing.public(settings.certificate_keys) == {one["key"]: bytes.fromhex(one["public"]) for one in found}


def test_without_a_key_none_is_issued(settings: Settings, store: Store, service: Service) -> None:
    """The answer names what is missing."""
    keyless = Store(store.client, replace(settings, certificate_keys={}), "hours")
    caller = Caller(make_application(keyless.settings, keyless, blueprints).test_client(), settings, SCOPES)
    answer = asked(caller, VOLUNTEER)
    assert (503, True) == (answer.status_code, "KAPOK_CERTIFICATE_KEYS" in answer.json["detail"])
