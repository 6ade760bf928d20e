"""Settings: environment variables `KAPOK_...`, parsed once into a frozen dataclass, every mistake reported at once."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from itertools import combinations
from urllib.parse import urlsplit

from environs import Env, EnvError
from marshmallow import ValidationError

from shared.hashing import FIRST, KEY_ID

SERVICES = ("registry", "projects", "hours", "incentives", "matching")

CLAIMS = ("sub", "scope", "regions", "organisations", "own", "source")
"""What a token may say of its holder."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
MONTH, YEAR = 24.0 * 30, 24.0 * 366
"""In hours."""


class SettingsError(Exception):
    """The environment is not usable; the message names every variable that is wrong, and why."""


@dataclass(frozen=True)
class Settings:
    """What a process must know to run. Secrets are kept out of `repr`."""

    store_uri: str
    broker_uri: str
    broker_management_uri: str
    services: tuple[str, ...]
    database_prefix: str
    http_host: str
    http_port: int
    ops_port: int
    log_level: str
    hash_keys: dict[str, bytes]
    hash_forms: tuple[str, ...] = ()
    sealing_keys: dict[str, bytes] = field(default_factory=dict)
    service_keys: dict[str, dict[str, bytes]] = field(default_factory=dict)
    traces_folder: str = ""
    identity_authority_url: str = ""
    identity_authority_token: str = ""
    identity_declared: bool = False
    token_most_hours: float = MONTH
    token_public_keys: dict[str, bytes] = field(default_factory=dict)
    token_private_key: tuple[str, bytes] | None = None
    issuer_url: str = ""
    issuer_audience: str = "kapok"
    issuer_claims: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Settings(services={self.services}, http_port={self.http_port}, ops_port={self.ops_port})"

    def database(self, service: str) -> str:
        """The name of the database that `service` alone owns."""
        return f"{self.database_prefix}{service}"


def load_settings() -> Settings:
    """Read the environment.

    Raises:
        SettingsError: one line for each variable that is missing or malformed.
    """
    env = Env(eager=False, prefix="KAPOK_")
    settings = Settings(
        store_uri=env.str("STORE_URI"),
        broker_uri=env.str("BROKER_URI"),
        broker_management_uri=env.str("BROKER_MANAGEMENT_URI", ""),
        services=tuple(env.list("SERVICES", list(SERVICES), validate=_known_services) or ()),
        database_prefix=env.str("DATABASE_PREFIX", "kapok_"),
        http_host=env.str("HTTP_HOST", "127.0.0.1"),
        http_port=env.int("HTTP_PORT", 8080),
        ops_port=env.int("OPS_PORT", 0),
        log_level=env.str("LOG_LEVEL", "INFO"),
        sealing_keys=_named_keys(env.list("SEALING_KEYS", [], validate=_are_named_keys) or []),
        service_keys={
            "registry": _named_keys(env.list("REGISTRY_KEYS", [], validate=_are_named_keys) or []),
            "hours": _named_keys(env.list("HOURS_KEYS", [], validate=_are_named_keys) or []),
            "incentives": _named_keys(env.list("INCENTIVES_KEYS", [], validate=_are_named_keys) or []),
            "matching": _named_keys(env.list("MATCHING_KEYS", [], validate=_are_named_keys) or []),
        },
        hash_keys=_hash_keys(env),
        hash_forms=tuple(env.list("HASH_FORMS", []) or []),
        traces_folder=env.str("TRACES_FOLDER", ""),
        identity_authority_url=env.str("IDENTITY_AUTHORITY_URL", "", validate=_is_safe_to_tell),
        identity_authority_token=env.str("IDENTITY_AUTHORITY_TOKEN", ""),
        identity_declared=env.bool("IDENTITY_DECLARED", False),
        token_most_hours=env.float("TOKEN_MOST_HOURS", MONTH, validate=_is_a_lifetime),
        token_public_keys=_named_keys(env.list("TOKEN_PUBLIC_KEYS", [], validate=_are_named_keys) or []),
        token_private_key=_first(_named_keys(env.list("TOKEN_PRIVATE_KEY", [], validate=_are_named_keys) or [])),
        issuer_url=env.str("ISSUER_URL", "", validate=_is_safe_to_tell),
        issuer_audience=env.str("ISSUER_AUDIENCE", "kapok", validate=_is_something),
        issuer_claims=_pairs(env.list("ISSUER_CLAIMS", ["scope=scope"], validate=_are_claims) or []),
    )
    try:
        env.seal()
    except EnvError as error:
        raise SettingsError(f"the environment is incomplete: {error}") from None
    _have_names_of_their_own({"sealing": settings.sealing_keys, **settings.service_keys})
    if not settings.hash_keys.keys() >= set(settings.hash_forms):
        raise SettingsError("KAPOK_HASH_FORMS names a key that is not in KAPOK_HASH_KEYS")
    return settings


def _hash_keys(env: Env) -> dict[str, bytes]:
    """A chain, oldest first; a version before knew a single key, without an id."""
    chain = _named_keys(env.list("HASH_KEYS", [], validate=_are_hash_keys) or [])
    return chain or {FIRST: _decode(env.str("HASH_KEY", validate=_is_key) or "")}


def _known_services(names: list[str]) -> None:
    unknown = sorted(set(names) - set(SERVICES))
    if unknown:
        raise ValidationError(f"unknown services {', '.join(unknown)}; there are {', '.join(SERVICES)}")


def _is_safe_to_tell(address: str) -> None:
    """Document numbers go there, or keys come from there: encrypted, or not further than this machine."""
    if address and not is_safe_address(address):
        raise ValidationError(
            "must be an address that begins with https:// (http:// on this machine only), "
            "without a user, a query or a fragment"
        )


def is_safe_address(address: str) -> bool:
    """Whether what goes there and comes from there is read and written by nobody else."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    return safe and bool(host) and port != 0 and not (parts.username or parts.query or parts.fragment)


def _is_something(text: str) -> None:
    if not text:
        raise ValidationError("must not be empty")


def _are_claims(entries: list[str]) -> None:
    for entry in entries:
        ours, _, theirs = entry.partition("=")
        if ours not in CLAIMS or not theirs:
            raise ValidationError(
                f"must be a comma separated list of <claim>=<the issuer's claim>; claims are {', '.join(CLAIMS)}"
            )


def _pairs(entries: list[str]) -> dict[str, str]:
    return {ours: theirs for ours, _, theirs in (entry.partition("=") for entry in entries)}


def _is_a_lifetime(hours: float) -> None:
    if not 0 < hours <= YEAR:
        raise ValidationError(f"must be more than 0 and at most {YEAR:g} hours")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _is_key(text: str) -> None:
    if len(_decode(text)) != 32:
        raise ValidationError("must be 32 bytes in base64")


def _are_named_keys(entries: list[str]) -> None:
    for entry in entries:
        key_id, _, key = entry.partition(":")
        if not key_id or len(_decode(key)) != 32:
            raise ValidationError(
                "must be a comma separated list of <key id>:<32 bytes in base64>, the current key first"
            )


def _are_hash_keys(entries: list[str]) -> None:
    ids = [entry.partition(":")[0] for entry in entries]
    keys = [_decode(entry.partition(":")[2]) for entry in entries]
    if len(set(ids)) < len(ids) or not all(map(KEY_ID.fullmatch, ids)) or {len(one) for one in keys} - {32}:
        raise ValidationError(
            "must be a comma separated list of <key id>:<32 bytes in base64>, the oldest key first; "
            "an id is small letters and digits, the first a letter"
        )


def _named_keys(entries: list[str]) -> dict[str, bytes]:
    pairs = (entry.partition(":") for entry in entries)
    return {key_id: _decode(key) for key_id, _, key in pairs}


def _have_names_of_their_own(lists: dict[str, dict[str, bytes]]) -> None:
    for (one, some), (other, others) in combinations(lists.items(), 2):
        if some.keys() & others.keys():
            names = " and ".join(f"KAPOK_{name.upper()}_KEYS" for name in (one, other))
            raise SettingsError(f"{names} have a key id in common: give each its own")


def _first(keys: dict[str, bytes]) -> tuple[str, bytes] | None:
    return next(iter(keys.items()), None)
