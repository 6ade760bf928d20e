"""Certificates as files: whoever has the public keys sees every byte that was changed, and asks nobody."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.paths import ROOT
from services.hours.certificates import domain
from services.hours.certificates.page import page
from services.hours.seals.domain import Told, next_seal
from shared.certificates import checking, files, serials, signing
from shared.certificates.signing import Doubtful
from shared.ids import ALPHABET
from shared.merkle import Frontier, Window, inclusion
from shared.seals import CREDITED, key_id, leaf, public_of

KEYS = {"s1": bytes(range(32)), "s2": bytes(range(1, 33))}
PUBLIC = signing.public(KEYS)
NOW = dt.datetime(2018, 3, 12, tzinfo=dt.UTC)
SEED = bytes(range(2, 34))
SEALS = {key_id(public_of(SEED)): public_of(SEED)}


def entry(number: int) -> dict[str, Any]:
    """An entry of the ledger of four hours on a day of February."""
    start = dt.datetime(2018, 2, 1 + number % 28, 0, 30, tzinfo=dt.UTC)
    return {
        "_id": f"a{number}",
        "attendance_ref": f"a{number}",
        "shift_ref": "s",
        "volunteer": "KV0123456789AB",
        "minutes": 240,
        "region_code": "440303",
        "day": start.date().isoformat(),
        "starts_at": start,
        "ends_at": start + dt.timedelta(hours=4),
        "provenance": "measured" if number % 3 else "attested",
        "late": False,
        "policy": {"name": "attendance/guangdong", "version": 1},
    }


def proofs(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """By the first seal of a ledger that has these entries."""
    sealed = [Told(one["entry"], leaf(CREDITED, one), NOW) for one in lines]
    seal = next_seal(None, Frontier(), sealed, NOW, SEED)
    window = Window(Frontier(), [one.leaf for one in sealed])
    paths = [[one.hex() for one in inclusion(index, seal.size, window.subtree)] for index in range(len(lines))]
    entries = {one.entry: {"seal": 1, "index": at, "path": paths[at]} for at, one in enumerate(sealed)}
    return {"seals": {"1": seal.plain}, "entries": entries}


@cache
def certificate(entries: int = 3) -> tuple[bytes, bytes]:
    """Its JSON, and its page."""
    names = domain.Names({"s": {"project_ref": "w", "organisation_ref": "o", "service": "guidance"}}, {"w": "暖冬行动"})
    asked = domain.Asked("KV0123456789AB", dt.date(2018, 1, 1), dt.date(2018, 12, 31))
    said = domain.contents(asked, [domain.line(entry(one), names) for one in range(entries)], names)
    issued = files.issue(KEYS, domain.issued(said, "KC0000000000000000" + "0", NOW, "https://kapok.example"))
    file = files.as_json(KEYS, issued, proofs([domain.line(entry(one), names) for one in range(entries)]))
    return file, files.as_page(KEYS, page(issued.contents, file), issued.signature.key)


@pytest.mark.parametrize("form", [0, 1])
def test_a_certificate_says_what_was_issued(form: int) -> None:
    """As JSON, and as a page."""
    issued = files.read(certificate()[form], PUBLIC)
    contents = issued.contents
    checking.check_sums(contents)
    assert 3 == checking.check_proofs(contents, issued.proofs, SEALS)
    assert {"minutes": 720, "entries": 3, "by_provenance": {"attested": 240, "measured": 480}} == contents["totals"]


@settings(max_examples=60)
@given(data=st.data(), form=st.sampled_from([0, 1]))
def test_any_byte_that_is_changed_is_seen(data: st.DataObject, form: int) -> None:
    """Wherever it stands, in the page or behind its end, and whatever it becomes."""
    file = bytearray(certificate()[form])
    at = data.draw(st.integers(0, len(file) - 1))
    file[at] = data.draw(st.integers(0, 255).filter(lambda value: value != file[at]))
    with pytest.raises(Doubtful):
        files.read(bytes(file), PUBLIC)


@settings(max_examples=40)
@given(data=st.data(), form=st.sampled_from([0, 1]), more=st.binary(min_size=1, max_size=40))
def test_so_is_what_is_missing_or_put_in(data: st.DataObject, form: int, more: bytes) -> None:
    """At any place."""
    file = certificate()[form]
    at = data.draw(st.integers(0, len(file) - 1))
    for changed in (file[:at], file[:at] + more + file[at:], file + more):
        with pytest.raises(Doubtful):
            files.read(changed, PUBLIC)


def test_each_key_counts_for_what_it_signed() -> None:
    """A former key checks what it signed, and no other; who does not have it says so."""
    file, shown = certificate()
    assert files.read(file, {"s1": PUBLIC["s1"]}) == files.read(shown, {"s1": PUBLIC["s1"]})
    with pytest.raises(Doubtful, match="no public key s1"):
        files.read(file, {"s2": PUBLIC["s2"]})
    with pytest.raises(Doubtful):
        files.read(file, {"s1": PUBLIC["s2"]})


def test_sums_are_added_up_again() -> None:
    """Also where whoever holds the key signed something that contradicts itself."""
    contents = files.read(certificate()[0], PUBLIC).contents
    lines = contents["entries"]
    for change in (
        {"totals": {**contents["totals"], "minutes": 721}},
        {"entries": [*lines, lines[0]]},
        {"entries": lines[1:]},
        {"last_day": "2018-02-01"},
        {"serial": "KC00000000000000001"},
    ):
        with pytest.raises(Doubtful):
            checking.check_sums({**contents, **change})


def test_entries_are_those_that_were_sealed() -> None:
    """Also where whoever holds the key of certificates signed others: each proof is checked by the key of seals."""
    issued = files.read(certificate()[0], PUBLIC)
    first = issued.contents["entries"][0]
    for change in ({"minutes": 241}, {"day": "2018-02-02"}, {"volunteer": "KV0"}, {"entry": "a9"}):
        lines = [{**first, **change}, *issued.contents["entries"][1:]]
        with pytest.raises(Doubtful):
            checking.check_proofs({"entries": lines}, issued.proofs, SEALS)
    with pytest.raises(Doubtful, match="no public key"):
        checking.check_proofs(issued.contents, issued.proofs, {})
    with pytest.raises(Doubtful):
        checking.check_proofs(issued.contents, issued.proofs, dict.fromkeys(SEALS, bytes(32)))


@given(st.data())
def test_a_serial_with_one_wrong_character_is_none(data: st.DataObject) -> None:
    """However it is written, the right one is read."""
    serial = serials.new_serial()
    assert serial == serials.read_serial(serials.written(serial).lower().replace("0", "o").replace("1", "l"))
    at = data.draw(st.integers(2, len(serial) - 1))
    wrong = data.draw(st.sampled_from([one for one in ALPHABET if one != serial[at]]))
    assert serials.read_serial(f"{serial[:at]}{wrong}{serial[at + 1 :]}") is None


def test_it_is_verified_by_the_keys_alone(tmp_path: Path) -> None:
    """In a process that knows no store, no broker and no settings, by the command's own words."""
    keys = {
        kind: [{"key": name, "public": key.hex()} for name, key in known.items()]
        for kind, known in (("keys", PUBLIC), ("seals", SEALS))
    }
    (tmp_path / "keys.json").write_text(json.dumps(keys))
    bare = {name: value for name, value in os.environ.items() if not name.startswith("KAPOK_")}
    for number, (name, file) in enumerate(zip(("c.json", "c.pdf"), certificate(), strict=True)):
        (tmp_path / name).write_bytes(file)
        (tmp_path / f"wrong-{name}").write_bytes(file.replace(b"240" if number == 0 else b"%PDF-1", b"%PDF-2"))
    command = [sys.executable, "-m", "cli.main", "certificate", "verify", "--keys", str(tmp_path / "keys.json")]

    def verify(*names: str) -> tuple[int, str]:
        done = subprocess.run(
            [*command, *(str(tmp_path / name) for name in names)],
            cwd=ROOT,
            env={**bare, "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    code, words = verify("c.json", "c.pdf")
    assert (0, 2) == (code, words.count("720 minutes in 3 entries, 3 of them shown to be sealed"))
    code, words = verify("c.pdf", "wrong-c.json", "wrong-c.pdf")
    assert (1, 2) == (code, words.count("does not hold"))
