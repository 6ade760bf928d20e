"""`kapok secrets`: the environment file of a deployment."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from cli.paths import ROOT


@click.command()
@click.argument(
    "file", type=click.Path(dir_okay=False, path_type=Path), default=ROOT / ".env", required=False, metavar="[FILE]"
)
@click.option(
    "--new-token-key",
    is_flag=True,
    help="Put a new key for tokens into a file that is there: to rotate it, or after a version that had none.",
)
@click.option(
    "--new-code-key",
    is_flag=True,
    help="Put a new key for the codes of shifts in front at once: after a version without, or where one got about.",
)
@click.option(
    "--new-ledger-key",
    is_flag=True,
    help="Put a new key for seals of the ledger in place of the former one: to rotate it, or after a version without.",
)
@click.option(
    "--new-sealing-keys",
    is_flag=True,
    help="Put the services' sealing keys into a file of a version that did not have them.",
)
@click.option(
    "--next-key",
    "next_of",
    type=click.Choice(("registry", "projects", "hours", "incentives", "matching", "codes", "certificates")),
    help="Rotate a service's sealing key, or that of codes or certificates, the first step: a new one stands last.",
)
@click.option(
    "--algorithm",
    type=click.Choice(("chacha20",)),
    help="With --next-key: the new key is of ChaCha20-Poly1305, in place of AES-256-GCM.",
)
@click.option(
    "--use-key", "key_id", metavar="NAME", help="The second step: put it in front, so that it seals or signs."
)
@click.option(
    "--hash-key",
    "step",
    type=click.Choice(("known", "used", "forgotten")),
    help="The next step by which another hash key takes the place of the one in a file that is there.",
)
@click.option(
    "--province",
    is_flag=True,
    help="Make certificates for broker and store, anew where there are, and have docker compose use TLS alone.",
)
def secrets(
    file: Path,
    *,
    new_token_key: bool,
    new_code_key: bool,
    new_ledger_key: bool,
    new_sealing_keys: bool,
    next_of: str | None,
    algorithm: str | None,
    key_id: str | None,
    step: str | None,
    province: bool,
) -> None:
    """Write all passwords and keys that the containers need into an environment file, readable by its owner only.

    FILE is by default .env beside docker-compose.yml, where `docker compose` looks for it. A file that is there stays:
    its passwords are those of the data. Keep a copy of it where the backups are not; without its keys nobody reads the
    sealed facts in them again.

    With --new-token-key nothing else of the file changes. Tokens of the keys that were there are good as long as their
    public keys stand behind the new one in KAPOK_TOKEN_PUBLIC_KEYS. With --new-sealing-keys those stay that are there,
    and KAPOK_SEALING_KEYS, which all services shared before: it opens what was sealed by it. With --province a file
    that is not there is made first.

    With --next-key and --use-key a service gets another sealing key, projects another key of codes, or hours one of
    certificates, while everything runs, in two steps: all must know it before anybody seals or signs by it. Each step
    says what to do next.

    With --hash-key another hash key takes the place of the one in use while everything runs, in three steps.
    """
    from cli.systems import code_keys, hash_keys, ledger_keys, sealing_keys, token_keys
    from cli.systems import province as of_province

    if new_token_key:
        _renew(file, token_keys.renewed, "a new key for tokens; start the apis again, then make tokens with it")
    if new_code_key:
        _renew(
            file, code_keys.renewed, "a new key for the codes of shifts; start the apis of projects again, all at once"
        )
    if new_ledger_key:
        _renew(file, ledger_keys.renewed, "a new key for seals of the ledger; start the worker of hours again with it")
    if new_sealing_keys:
        _renew(
            file,
            sealing_keys.completed,
            "a key for each service that opens something sealed; "
            "start hours, incentives and matching with them before the registry seals by them",
        )
    if next_of:
        _renew(file, *sealing_keys.announcing(next_of, algorithm or ""))
    if key_id:
        _renew(file, *sealing_keys.using(key_id))
    if step:
        _renew(file, *hash_keys.STEPS[step])
    if not (
        new_token_key
        or new_code_key
        or new_ledger_key
        or new_sealing_keys
        or next_of
        or key_id
        or step
        or (province and file.exists())
    ):
        _make(file)
    if province:
        _renew(file, partial(of_province.secured, folder=file.parent), of_province.NEXT)


def _make(file: Path) -> None:
    from cli.systems.keys import for_deployment
    from cli.terminal.errors import CommandError

    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as lines:
            lines.writelines(f"{name}={value}\n" for name, value in for_deployment().items())
    except FileExistsError:
        raise CommandError(f"{file} is there already; what runs with its passwords would lose them") from None
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}") from None
    click.echo(f"{file} has the secrets; `docker compose up --wait` starts the system with them")


def _renew(file: Path, renewed: Callable[[dict[str, str]], dict[str, str]], what: str) -> None:
    from cli.systems import keys
    from cli.terminal.errors import CommandError

    try:
        kept = file.read_text()
        old = keys.read(file)
        new = renewed(old)
        changed = {name for name in (*old, *new) if old.get(name) != new.get(name)}
        lines = [line for line in kept.splitlines() if line.partition("=")[0] not in changed]
        added = [f"{name}={new[name]}" for name in new if name in changed]
        keys.write_private(file, "\n".join([*lines, *added, ""]))
    except OSError as error:
        raise CommandError(f"{file} cannot be changed: {error.strerror}") from None
    click.echo(f"{file} has {what}")
