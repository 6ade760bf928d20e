"""What an opening balance becomes in the ledger."""

from __future__ import annotations

import pytest

from services.hours.balances.domain import balance_of, entry
from shared.sources import is_source, ours, source_of


@pytest.mark.parametrize("source", ["local", "gz"])
def test_an_entry_of_a_balance_is_named_like_no_presence(source: str) -> None:
    """A presence is named by its source and its reference, and no source is called so."""
    reference = ours(source, "b-1")
    facts = {"_id": reference, "minutes": 60, "region_code": "440100", "as_of": "2017-12-31"}
    name = entry(facts, "KV1")["_id"]

    assert not is_source(source_of(name))
    assert reference == balance_of(name)
