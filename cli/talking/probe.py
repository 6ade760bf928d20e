"""Asking a program of the stack whether it is ready, each in its own protocol."""

from __future__ import annotations

import http.client
import socket
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

AMQP_0_9_1 = b"AMQP\x00\x00\x09\x01"
METHOD_FRAME = b"\x01"


def is_well(port: int, address: str = "127.0.0.1") -> bool:
    """Whether `/readyz` on the port says yes."""
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def answers_amqp(port: int) -> bool:
    """Whether the broker greets us. Its listener is the last thing that it starts."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(AMQP_0_9_1)
            return connection.recv(1) == METHOD_FRAME
    except OSError:
        return False


def answers_commands(store_uri: str) -> bool:
    """Whether the store takes commands."""
    client: MongoClient[dict[str, Any]]
    with MongoClient(store_uri, serverSelectionTimeoutMS=500) as client:
        try:
            client.admin.command("ping")
        except PyMongoError:
            return False
    return True
