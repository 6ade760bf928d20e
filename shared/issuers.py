"""What is configured of an OIDC issuer: whose tokens count beside Kapok's own, and what such a token must be."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from environs import Env
from marshmallow import ValidationError

from shared.sources import is_source

CLAIMS = ("sub", "scope", "regions", "organisations", "own", "source")
"""What a token may say of its holder."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
APPROVED, KNOWN = ("PS256", "ES256", "EdDSA"), ("PS256", "ES256", "EdDSA", "RS256")
"""Algorithms of signatures; RS256 (PKCS#1 v1.5) is none that ASVS 5.0 approves (appendix C)."""
RSA_BITS, LEAST_RSA_BITS = 3072, 2048
"""3,072 bits are as good as 128 bits of a symmetric key (NIST SP 800-57, part 1, table 2)."""
OF_ACCESS = "at+jwt"
"""The type of an access token (RFC 9068)."""
DAY, YEAR = 24.0, 24.0 * 366
"""In hours."""


@dataclass(frozen=True)
class IssuerSettings:
    """An issuer, or none.

    Attributes:
        url: exactly as its tokens name it in `iss`; empty where there is none.
        audience: what its tokens for Kapok have in `aud`.
        claims: of our claims, how the issuer calls them.
        name: stands before its subjects, so that nobody else's tokens name its people.
        algorithms: of signatures that count.
        rsa_bits: of RSA keys, at least.
        types: what a token's header may have in `typ`, in small letters.
        acr: classes of logins that count; any, where none is named.
        amr: ways to log in of which a token must name one; none, where none is named.
        most_hours: the longest life of a token, and how long ago its holder may have logged in.
    """

    url: str = ""
    audience: str = "kapok"
    claims: dict[str, str] = field(default_factory=dict)
    name: str = "issuer"
    algorithms: tuple[str, ...] = APPROVED
    rsa_bits: int = RSA_BITS
    types: tuple[str, ...] = (OF_ACCESS,)
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()
    most_hours: float = DAY


def issuer_settings(env: Env) -> IssuerSettings:
    """What the variables `KAPOK_ISSUER_...` say; mistakes are kept in `env`."""
    return IssuerSettings(
        url=env.str("ISSUER_URL", "", validate=is_safe_to_tell),
        audience=env.str("ISSUER_AUDIENCE", "kapok", validate=_is_something),
        claims=_pairs(env.list("ISSUER_CLAIMS", ["scope=scope"], validate=_are_claims) or []),
        name=env.str("ISSUER_NAME", "issuer", validate=_is_a_name),
        algorithms=tuple(env.list("ISSUER_ALGORITHMS", list(APPROVED), validate=_are_known) or ()),
        rsa_bits=env.int("ISSUER_RSA_BITS", RSA_BITS, validate=_are_bits),
        types=tuple(one.lower() for one in env.list("ISSUER_TYPES", [OF_ACCESS]) or ()),
        acr=tuple(env.list("ISSUER_ACR", []) or ()),
        amr=tuple(env.list("ISSUER_AMR", []) or ()),
        most_hours=env.float("ISSUER_MOST_HOURS", DAY, validate=is_a_lifetime),
    )


def is_safe_to_tell(address: str) -> None:
    """Document numbers go there, or keys come from there: encrypted, or not further than this machine.

    Raises:
        ValidationError: it is neither.
    """
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


def is_a_lifetime(hours: float) -> None:
    """Of a token.

    Raises:
        ValidationError: it is none.
    """
    if not 0 < hours <= YEAR:
        raise ValidationError(f"must be more than 0 and at most {YEAR:g} hours")


def _is_something(text: str) -> None:
    if not text:
        raise ValidationError("must not be empty")


def _is_a_name(name: str) -> None:
    if not is_source(name):
        raise ValidationError("must be 1 to 40 small letters, digits, hyphens or underscores")


def _are_known(algorithms: list[str]) -> None:
    if not algorithms or not set(algorithms) <= set(KNOWN):
        raise ValidationError(f"must be a comma separated list of {', '.join(KNOWN)}")


def _are_bits(bits: int) -> None:
    if bits < LEAST_RSA_BITS:
        raise ValidationError(f"must be {LEAST_RSA_BITS} or more")


def _are_claims(entries: list[str]) -> None:
    for entry in entries:
        ours, _, theirs = entry.partition("=")
        if ours not in CLAIMS or not theirs:
            raise ValidationError(
                f"must be a comma separated list of <claim>=<the issuer's claim>; claims are {', '.join(CLAIMS)}"
            )


def _pairs(entries: list[str]) -> dict[str, str]:
    return {ours: theirs for ours, _, theirs in (entry.partition("=") for entry in entries)}
