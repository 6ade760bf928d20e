"""A small OIDC issuer: discovery, keys and tokens over real HTTP."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from shared import clock
from shared.web.issuer_keys import DISCOVERY

WRITERS: dict[str, Any] = {"PS256": RSAAlgorithm, "ES256": ECAlgorithm, "EdDSA": OKPAlgorithm}


def new_key(algorithm: str, bits: int = 3072) -> Any:
    """A private key."""
    if algorithm in ("PS256", "RS256"):
        return rsa.generate_private_key(65537, bits)
    return ec.generate_private_key(ec.SECP256R1()) if algorithm == "ES256" else Ed25519PrivateKey.generate()


@functools.cache
def first_key(algorithm: str) -> Any:
    """The key that issuers begin with: making one of RSA takes longer than most tests that ask for an issuer."""
    return new_key(algorithm)


class Issuer:
    """One issuer; `keys` are its private ones by name, each with its algorithm.

    Attributes:
        asked: how often its keys were read.
        silent: it takes connections and answers nothing.
        called: what its discovery document says it is called.
    """

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.url = self.called = f"http://127.0.0.1:{server.server_port}"
        self.keys: dict[str, tuple[str, Any]] = {}
        self.asked, self.silent, self.over = 0, False, threading.Event()

    def add(self, kid: str, algorithm: str, bits: int = 3072) -> None:
        """Have one more key; one of RSA so long."""
        self.keys[kid] = (algorithm, new_key(algorithm, bits))

    def token(self, kid: str, typ: str = "at+jwt", **claims: Any) -> str:
        """A token that this key signs; None takes a claim away."""
        algorithm, key = self.keys[kid]
        return jwt.encode(self.claims(**claims), key, algorithm, {"kid": kid, "typ": typ})

    def claims(self, **others: Any) -> dict[str, Any]:
        """What its tokens say."""
        now = clock.now()
        usual = {"iss": self.url, "aud": "kapok", "sub": "officer", "iat": now, "exp": now + timedelta(minutes=5)}
        return {name: value for name, value in {**usual, **others}.items() if value is not None}

    def answer(self, path: str) -> dict[str, Any] | None:
        """What it says at a path."""
        if path == DISCOVERY:
            return {"issuer": self.called, "jwks_uri": f"{self.url}/keys"}
        if path == "/keys":
            self.asked += 1
            return {"keys": [_public(kid, *key) for kid, key in self.keys.items()]}
        return None


def _public(kid: str, algorithm: str, key: Any) -> dict[str, Any]:
    written = WRITERS[algorithm.replace("RS256", "PS256")].to_jwk(key.public_key(), as_dict=True)
    return {**written, "kid": kid, "use": "sig", "alg": algorithm}


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer with a key for each algorithm, named by it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if issuer.silent:
                issuer.over.wait(60)
                return
            said = issuer.answer(self.path)
            body = json.dumps(said or {}).encode()
            self.send_response(200 if said else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    issuer = Issuer(server)
    issuer.keys = {algorithm: (algorithm, first_key(algorithm)) for algorithm in WRITERS}
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        issuer.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
