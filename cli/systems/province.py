"""A deployment of a whole province: what its environment file has besides, for TLS to broker and store."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cli.systems import certificates

COMPOSE_FILES = "docker-compose.yml:deploy/province/compose.yml"
AUTHORITY = Path("deploy", "province", "authority.pem")
"""Public, and mounted from beside the environment file into every container that connects to broker or store."""
NEXT = (
    f"certificates for broker and store, good for {certificates.VALID_FOR.days} days; "
    "`docker compose up --wait --force-recreate` starts all with them"
)
VARIABLES = {"broker": "KAPOK_BROKER_CERTIFICATE", "store": "KAPOK_STORE_CERTIFICATE"}


def secured(kept: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The same secrets with new certificates; docker compose reads the province's file too, without being told.

    Args:
        folder: where the environment file lies, and docker-compose.yml.
    """
    made, authority = certificates.make(*VARIABLES), folder / AUTHORITY
    authority.parent.mkdir(parents=True, exist_ok=True)
    authority.write_text(made.authority)
    # As other processes' users read it; it is no secret.
    authority.chmod(0o644)
    texts = {variable: _on_a_line(made.servers[name]) for name, variable in VARIABLES.items()}
    return {**kept, **texts, "COMPOSE_FILE": COMPOSE_FILES}


def _on_a_line(pem: str) -> str:
    """As docker compose reads texts of several lines from an environment file."""
    return '"' + pem.replace("\n", "\\n") + '"'
