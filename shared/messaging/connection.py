"""Connections to the broker, with TLS where the address says `amqps://`.

The broker must then show a certificate for the name in the address, from an authority that the system trusts, or from
one in the file that the address names. The parameters are those of RabbitMQ's own clients:
`amqps://user:password@host:5671/vhost?cacertfile=/etc/kapok/ca.pem`, and `certfile` with `keyfile` for one of ours.
"""

from __future__ import annotations

import ssl
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from kombu.connection import Connection

SCHEME = "amqps"
AHEAD = 16_384
"""Bytes: some dozens of messages, few enough that cutting a message off their beginning costs next to nothing."""
NAMES = {"cacertfile": "ca_certs", "certfile": "certfile", "keyfile": "keyfile"}
"""The address's parameters, and what the library calls them."""


def connection_to(broker_uri: str, **options: Any) -> Connection:
    """A connection that is not open yet; the options are kombu's.

    Raises:
        ValueError: the address has a parameter that means nothing here.
    """
    address, _, query = broker_uri.partition("?")
    asked = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(asked.keys() - NAMES.keys()) if urlsplit(address).scheme == SCHEME else sorted(asked)
    if unknown:
        raise ValueError(f"the broker's address has parameters that mean nothing here: {', '.join(unknown)}")
    if urlsplit(address).scheme == SCHEME:
        files = {NAMES[name]: value for name, value in asked.items()}
        # The name is that of the address: None has kombu take it from there.
        options["ssl"] = {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": None, **files}
    return Connection(address, **options)


def read_ahead(raw: Any) -> None:
    """Have a connection take what has come in one piece: py-amqp asks the system six times for each message.

    Args:
        raw: the connection behind kombu's; it is open.
    """
    receive = raw.transport._quick_recv  # noqa: SLF001
    raw.transport._quick_recv = lambda size: receive(max(size, AHEAD))  # noqa: SLF001
