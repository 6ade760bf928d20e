"""Settings: environment variables `KAPOK_...`, parsed once into a frozen dataclass, every mistake reported at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env, EnvError
from marshmallow import ValidationError

from shared.issuers import IssuerSettings, is_a_lifetime, is_safe_to_tell, issuer_settings
from shared.key_sources import Environment, Folder
from shared.key_texts import KeyTexts

SERVICES = ("registry", "projects", "hours", "incentives", "matching")

ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
MONTH = 24.0 * 30
"""In hours."""
CALLER_RATE, CALLER_LONG_REQUESTS = 1_000.0, 2
"""No source, they are ours. A city's app may send all its phones' presences as one caller, in the province 100 to 200 a
second at a season's peak."""


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
    code_keys: dict[str, bytes] = field(default_factory=dict)
    certificate_keys: dict[str, bytes] = field(default_factory=dict)
    public_address: str = ""
    ledger_keys: dict[str, bytes] = field(default_factory=dict)
    traces_folder: str = ""
    identity_authority_url: str = ""
    identity_authority_token: str = ""
    identity_declared: bool = False
    token_most_hours: float = MONTH
    token_public_keys: dict[str, bytes] = field(default_factory=dict)
    token_private_key: tuple[str, bytes] | None = None
    issuer: IssuerSettings = field(default_factory=IssuerSettings)
    https_only: bool = False
    push_anywhere: bool = False
    push_proxy: str = ""
    caller_rate: float = CALLER_RATE
    caller_long_requests: int = CALLER_LONG_REQUESTS

    def __repr__(self) -> str:
        return f"Settings(services={self.services}, http_port={self.http_port}, ops_port={self.ops_port})"

    def database(self, service: str) -> str:
        """The name of the database that `service` alone owns."""
        return f"{self.database_prefix}{service}"


def load_settings() -> Settings:
    """Read the environment, and the keys where it says that they are.

    Raises:
        SettingsError: one line for each variable that is missing or malformed.
    """
    env = Env(eager=False, prefix="KAPOK_")
    folder = env.str("KEYS_FOLDER", "")
    keys = KeyTexts(Folder(Path(folder)) if folder else Environment())
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
        sealing_keys=keys.named("KAPOK_SEALING_KEYS"),
        service_keys={
            "registry": keys.named("KAPOK_REGISTRY_KEYS"),
            "projects": keys.named("KAPOK_PROJECTS_KEYS"),
            "hours": keys.named("KAPOK_HOURS_KEYS"),
            "incentives": keys.named("KAPOK_INCENTIVES_KEYS"),
            "matching": keys.named("KAPOK_MATCHING_KEYS"),
        },
        code_keys=keys.named("KAPOK_CODE_KEYS"),
        certificate_keys=keys.named("KAPOK_CERTIFICATE_KEYS"),
        public_address=env.str("PUBLIC_ADDRESS", "", validate=_is_an_origin),
        ledger_keys=keys.named("KAPOK_LEDGER_KEYS"),
        hash_keys=keys.chain("KAPOK_HASH_KEYS") or keys.single("KAPOK_HASH_KEY"),
        hash_forms=tuple(env.list("HASH_FORMS", []) or []),
        traces_folder=env.str("TRACES_FOLDER", ""),
        identity_authority_url=env.str("IDENTITY_AUTHORITY_URL", "", validate=is_safe_to_tell),
        identity_authority_token=env.str("IDENTITY_AUTHORITY_TOKEN", ""),
        identity_declared=env.bool("IDENTITY_DECLARED", False),
        token_most_hours=env.float("TOKEN_MOST_HOURS", MONTH, validate=is_a_lifetime),
        token_public_keys=keys.named("KAPOK_TOKEN_PUBLIC_KEYS"),
        token_private_key=keys.first("KAPOK_TOKEN_PRIVATE_KEY"),
        issuer=issuer_settings(env),
        https_only=env.bool("HTTPS_ONLY", False),
        push_anywhere=env.bool("PUSH_ANYWHERE", False),
        push_proxy=env.str("PUSH_PROXY", "", validate=_is_a_proxy),
        caller_rate=env.float("CALLER_RATE", CALLER_RATE, validate=_is_a_rate),
        caller_long_requests=env.int("CALLER_LONG_REQUESTS", CALLER_LONG_REQUESTS, validate=_is_a_number),
    )
    lists = {"sealing": settings.sealing_keys, **settings.service_keys}
    keys.apart({f"KAPOK_{name.upper()}_KEYS": some for name, some in lists.items()})
    if not settings.hash_keys.keys() >= set(settings.hash_forms):
        keys.mistakes.append("KAPOK_HASH_FORMS names a key that is not in KAPOK_HASH_KEYS")
    mistakes = [*_of(env), *keys.mistakes]
    if mistakes:
        raise SettingsError(f"the environment is incomplete: {'; '.join(mistakes)}")
    return settings


def _of(env: Env) -> list[str]:
    try:
        env.seal()
    except EnvError as error:
        return [str(error)]
    return []


def _known_services(names: list[str]) -> None:
    unknown = sorted(set(names) - set(SERVICES))
    if unknown:
        raise ValidationError(f"unknown services {', '.join(unknown)}; there are {', '.join(SERVICES)}")


def _is_a_proxy(address: str) -> None:
    """With a user and a password where the proxy asks for them; nothing of it is told."""
    try:
        parts = urlsplit(address)
        is_one = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        is_one = False
    if address and not (is_one and not (parts.path.strip("/") or parts.query or parts.fragment)):
        raise ValidationError("must be http://[user:password@]host:port")


def _is_an_origin(address: str) -> None:
    """What stands before every path, as people reach it."""
    if address and not ORIGIN.fullmatch(address):
        raise ValidationError("must be https://host[:port], with nothing behind it")


def _is_a_rate(each_second: float) -> None:
    if not 1 <= each_second <= 1_000_000:
        raise ValidationError("must be 1 to 1000000 requests in a second")


def _is_a_number(count: int) -> None:
    if count < 1:
        raise ValidationError("must be 1 or more")
