"""Who opens what events carry sealed is said by their contracts, and has keys."""

from __future__ import annotations

from cli.systems import sealing_keys
from shared.events.catalogue import CATALOGUE
from shared.events.contract import Contract


def test_what_is_sealed_has_readers_who_hear_of_it() -> None:
    """And nothing else has."""
    sealed = {one.type for one in CATALOGUE.values() if "personal" in one.schema().fields}
    assert sealed == {one.type for one in CATALOGUE.values() if one.readers}
    assert [] == [one.type for one in CATALOGUE.values() if not _readers(one) <= set(one.listeners)]


def test_what_is_sealed_apart_is_a_field() -> None:
    """Of the contract that says for whom."""
    assert [] == [one.type for one in CATALOGUE.values() if not one.sealed.keys() <= one.schema().fields.keys()]


def test_every_reader_has_keys_and_nobody_else() -> None:
    """As homes and deployments get them."""
    assert sealing_keys.SEALING.keys() == {reader for one in CATALOGUE.values() for reader in _readers(one)}


def _readers(one: Contract) -> set[str]:
    return {reader for some in one.sealed.values() for reader in some}
