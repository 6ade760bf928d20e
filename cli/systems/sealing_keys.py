"""The sealing keys of services: who has which, and how a new one comes in while processes are started one by one.

So do the keys of codes, by which projects signs: who does not know one yet would refuse a code as forged; and those of
certificates, by which hours signs.

A new key must be known to all who open by it before anybody seals by it; else who does not have it yet would put what
it hears aside as a dead letter. So it stands last at first, and then in front.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from functools import partial

from cli.systems import certificate_keys, code_keys
from cli.terminal.errors import CommandError
from shared.config import SERVICES
from shared.crypto import ALGORITHM

SEALING = {service: f"KAPOK_{service.upper()}_KEYS" for service in SERVICES}
"""The keys of each service that opens something sealed, which others seal for it by the same ones."""
CODES, CERTIFICATES = "codes", "certificates"
SIGNING = {CODES: "projects", CERTIFICATES: "hours"}
"""What is signed, and by which service."""
ROTATED = {**SEALING, CODES: code_keys.NAME, CERTIFICATES: certificate_keys.NAME}
"""What is rotated in two steps, by whose the keys are."""
FORMER = "KAPOK_SEALING_KEYS"
"""By which versions before sealed, and which all services had."""
Renewed = Callable[[dict[str, str]], dict[str, str]]


def generate() -> dict[str, str]:
    """A new key for each service that opens something."""
    return {name: _new_key(service) for service, name in SEALING.items()}


def completed(kept: Mapping[str, str]) -> dict[str, str]:
    """The same secrets with the keys that a version before did not know; what is there stays."""
    return {**kept, **{name: key for name, key in generate().items() if not kept.get(name)}}


def announced(kept: Mapping[str, str], service: str, new: str) -> dict[str, str]:
    """The same secrets with a new key of a service, or of a signature, behind the others: known, and not used yet."""
    if service == CERTIFICATES and not kept.get(certificate_keys.NAME):
        return {**kept, certificate_keys.NAME: new}
    if not (others := kept.get(name := ROTATED[service])):
        first = "--new-code-key" if service == CODES else "--new-sealing-keys"
        raise CommandError(f"there is no {name}; `./kapok secrets {first}` makes the first keys")
    return {**kept, name: f"{others},{new}"}


def used(kept: Mapping[str, str], key_id: str) -> dict[str, str]:
    """The same secrets with a key in front of the others of its purpose: it seals or signs from now on."""
    for name in ROTATED.values():
        entries = kept.get(name, "").split(",")
        if key_id in map(_id, entries):
            return {**kept, name: ",".join(sorted(entries, key=lambda entry: _id(entry) != key_id))}
    raise CommandError(f"there is no key {key_id}; make one known first")


def announcing(service: str, algorithm: str = "") -> tuple[Renewed, str]:
    """The first step, and what is told of it.

    Args:
        algorithm: of `shared.crypto.CIPHERS`; by default the one whose name no key bears.
    """
    if algorithm and service in SIGNING:
        raise CommandError(f"a key of {service} signs, and has no other algorithm; leave --algorithm out")
    new = certificate_keys.new_key() if service == CERTIFICATES else _new_key(service, algorithm)
    whose = SIGNING.get(service, service)
    told = (
        f"a new key {_id(new)} for {service}, which is known and not used yet; start the processes of {whose} again, "
        f"and when none runs without it: ./kapok secrets --use-key {_id(new)}"
    )
    return partial(announced, service=service, new=new), told


def using(key_id: str) -> tuple[Renewed, str]:
    """The second step, and what is told of it."""
    told = (
        f"the key {key_id} in front, by which is sealed or signed from now on; start the registry's processes again, "
        "as they seal, or those of projects for a key of codes, of hours for one of certificates. The keys behind it "
        "open and know what was before: leave them"
    )
    return partial(used, key_id=key_id), told


def _new_key(service: str, algorithm: str = "") -> str:
    named = f"{ALGORITHM}{algorithm}" if algorithm else ""
    return f"{service[0]}{secrets.token_hex(4)}{named}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _id(entry: str) -> str:
    return entry.partition(":")[0]
