"""Whether somebody is verified an authority says; rows only where that is configured, and of who may declare it."""

from __future__ import annotations

import dataclasses

import pytest

from services.registry.api import blueprints
from shared.config import Settings
from shared.store.transaction import Store
from shared.web.application import make_application
from tests.integration.registry.asking import identity, settle
from tests.integration.registry.calling import ALL, Caller
from tests.integration.registry.people import volunteer

PLAIN = tuple(scope for scope in ALL if scope != "registry:declare")
PATH = "/volunteers/v-0"


def _register(caller: Caller, scopes: tuple[str, ...], status: str = "verified", source: str = "local") -> None:
    row = {**volunteer("v-0"), "identity_status": status}
    sent = caller.send("POST", "/volunteers", row, scopes=scopes, source=source)
    assert 202 == sent.status_code


@pytest.mark.parametrize(("scopes", "said"), [(ALL, "verified"), (PLAIN, "asked")])
def test_only_who_may_declares(caller: Caller, store: Store, scopes: tuple[str, ...], said: str) -> None:
    """Without the scope the row is taken in, and its person is still to be asked about."""
    _register(caller, scopes)
    settle(store)
    assert said == identity(caller)


def test_rows_declare_nothing_where_that_is_not_configured(settings: Settings, store: Store) -> None:
    """As in a deployment, whatever the scope; the question waits for an authority or for who brings its answer."""
    plain = dataclasses.replace(settings, identity_declared=False)
    deployed = Store(store.client, plain, "registry")
    caller = Caller(make_application(plain, deployed, blueprints).test_client(), plain)
    _register(caller, ALL)
    settle(deployed)
    assert "asked" == identity(caller)
    assert 200 == caller.send("PUT", f"{PATH}/verification", {"status": "verified"}).status_code
    assert "verified" == identity(caller)


def test_a_row_of_another_source_takes_no_answer_back(caller: Caller, store: Store) -> None:
    """The authority said no; another source's row of the same person declares a yes."""
    _register(caller, ALL)
    assert 200 == caller.send("PUT", f"{PATH}/verification", {"status": "unverified"}).status_code
    _register(caller, ALL, source="gz")
    settle(store)
    assert "unverified" == identity(caller)


def test_a_row_of_another_source_confirms_whom_nobody_was_asked_about(caller: Caller, store: Store) -> None:
    """Declared against declared, the yes counts, as ever."""
    _register(caller, ALL, status="unverified")
    settle(store)
    assert "unverified" == identity(caller)
    _register(caller, ALL, source="gz")
    settle(store)
    assert "verified" == identity(caller)
