"""`kapok token` makes no token that opens nothing or lives too long, and says what there is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import jwt
import pytest
from click.testing import CliRunner, Result

from cli.commands.token import token
from cli.systems import home
from shared.web.scopes import SCOPES


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A home; the command makes this process one of it, so the environment is put back afterwards."""
    with mock.patch.dict(os.environ):
        yield home.settle(home.prepare(tmp_path / "home")).folder


def _token(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(token, ["--home", str(folder), *words])


@pytest.mark.parametrize("hours", ["inf", "nan", "-inf", "0", "-1", "1e300", "720.1"])
def test_a_lifetime_has_bounds(folder: Path, hours: str) -> None:
    """Said in a line."""
    refused = _token(folder, "--scope", "hours:read", "--hours", hours)
    assert refused.exit_code == 1
    assert refused.output.endswith("a token lives for more than 0 and at most 720 hours (KAPOK_TOKEN_MOST_HOURS)\n")


def test_the_longest_life_is_configured(folder: Path) -> None:
    """By the environment; what lasts a day by default may be too long then."""
    os.environ["KAPOK_TOKEN_MOST_HOURS"] = "2"
    made = _token(folder, "--scope", "hours:read", "--hours", "2").stdout.strip()
    claims = jwt.decode(made, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 2 * 3600
    assert "at most 2 hours" in _token(folder, "--scope", "hours:read").output


@pytest.mark.parametrize("scope", ["hours:raed", "registry", "*", "registry:read,hours:all"])
def test_a_scope_that_there_is_not_is_refused(folder: Path, scope: str) -> None:
    """With those that there are."""
    refused = _token(folder, "--scope", scope)
    unknown = scope.rpartition(",")[2]
    assert refused.exit_code == 1
    assert refused.output.endswith(f"there is no scope {unknown}; there are {', '.join(SCOPES)}\n")


def test_a_token_needs_a_scope(folder: Path) -> None:
    """An empty text names none."""
    assert f"a token needs a scope; there are {SCOPES[0]}, " in _token(folder, "--scope", " ").output


def _claims(folder: Path, *words: str) -> dict[str, Any]:
    made = _token(folder, "--scope", "registry:read", *words).stdout.strip()
    claims = jwt.decode(made, options={"verify_signature": False})
    return {name: claims[name] for name in ("regions", "organisations", "own") if name in claims}


def test_a_token_is_for_the_province_and_says_so(folder: Path) -> None:
    """Beside the token, so that a shell that reads it is not in the way."""
    assert {"regions": ["440000"]} == _claims(folder)
    assert "for the whole province" in _token(folder, "--scope", "registry:read").stderr


@pytest.mark.parametrize(
    ("words", "claims"),
    [
        (["--region", "440303", "--region", "440100"], {"regions": ["440100", "440303"]}),
        (["--organisation", "org-1"], {"organisations": ["org-1"]}),
        (["--own", "--subject", "44000000001"], {"own": True}),
    ],
)
def test_a_token_is_limited_to_where_it_is_for(folder: Path, words: list[str], claims: dict[str, Any]) -> None:
    """And to nothing else."""
    assert claims == _claims(folder, *words)


def test_a_region_that_there_is_not_is_refused(folder: Path) -> None:
    """A token for it would reach nothing."""
    assert "449999 is not one of Guangdong's" in _token(folder, "--scope", "hours:read", "--region", "449999").output


def test_a_token_s_number_is_told_beside_it(folder: Path) -> None:
    """By which it can be revoked; on the standard output stands the token alone, for a shell to take."""
    made = _token(folder, "--scope", "hours:read")
    claims = jwt.decode(made.stdout.strip(), options={"verify_signature": False})
    assert f"its number is {claims['jti']}, by which `./kapok revoke` ends it" in made.stderr
