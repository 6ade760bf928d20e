"""The public keys of an OIDC issuer: read where its discovery document says, kept, and read again when one is missing.

Who brings a token of a key that is known never waits. For one that is not, the issuer is asked, not more often than
every `PAUSE` seconds, and not longer than `PATIENCE` waited. While it is away, the keys that are known go on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from typing import Any

import httpx
import jwt
import orjson
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from shared.issuers import APPROVED, RSA_BITS, is_safe_address

DISCOVERY = "/.well-known/openid-configuration"
FRESH, PAUSE, PATIENCE = 300.0, 10.0, 3.0
"""Seconds: until keys are read again, between two attempts, and until nobody waits for one any longer."""
MOST_WAITING = 6
"""Requests that may wait for an issuer at a time: fewer than a process has threads, so that others are served."""
LARGEST_ANSWER = 1_048_576
log = structlog.get_logger()


class IssuerAway(Exception):
    """Whether the key is the issuer's cannot be told now."""


class IssuerKeys:
    """The keys of one issuer.

    Args:
        algorithms: of the keys that are taken.
        rsa_bits: of RSA keys, at least.
        fresh, pause: see `FRESH` and `PAUSE`.
    """

    def __init__(
        self,
        url: str,
        algorithms: Collection[str] = APPROVED,
        rsa_bits: int = RSA_BITS,
        *,
        fresh: float = FRESH,
        pause: float = PAUSE,
    ) -> None:
        self._url, self._fresh, self._pause = url, fresh, pause
        self._algorithms, self._rsa_bits = algorithms, rsa_bits
        self._keys: dict[str, jwt.PyJWK] = {}
        self._asked_at, self._knows = -float("inf"), False
        self._lock, self._waiting = threading.Lock(), threading.BoundedSemaphore(MOST_WAITING)
        self._done = threading.Event()
        # A proxy of the environment must not read what is not encrypted; nobody may send us on to somewhere else.
        self._client = httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=url.startswith("https"))

    def key(self, kid: str) -> jwt.PyJWK | None:
        """The key of this name; None where the issuer has none.

        Raises:
            IssuerAway: it is not known, and the issuer does not answer.
        """
        found = self._keys.get(kid)
        self._ask_if_older(self._fresh if found else self._pause)
        return found or self._awaited(kid)

    def _awaited(self, kid: str) -> jwt.PyJWK | None:
        if not self._done.is_set():
            if not self._waiting.acquire(blocking=False):
                raise IssuerAway
            try:
                self._done.wait(PATIENCE)
            finally:
                self._waiting.release()
        found = self._keys.get(kid)
        if found is None and not (self._done.is_set() and self._knows):
            raise IssuerAway
        return found

    def _ask_if_older(self, seconds: float) -> None:
        with self._lock:
            now = time.monotonic()
            is_asked = self._asked_at > 0 and not self._done.is_set()
            if is_asked or now - self._asked_at <= seconds:
                return
            self._asked_at = now
            self._done.clear()
        threading.Thread(target=self._ask, name="issuer", daemon=True).start()

    def _ask(self) -> None:
        try:
            self._keys, self._knows = self._read(), True
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, jwt.PyJWTError) as error:
            self._knows = False
            log.warning("the issuer's keys could not be read", error=type(error).__name__)
        finally:
            self._done.set()

    def _read(self) -> dict[str, jwt.PyJWK]:
        described = self._get(self._url.rstrip("/") + DISCOVERY)
        address = described.get("jwks_uri")
        if described.get("issuer") != self._url or not isinstance(address, str) or not is_safe_address(address):
            raise ValueError("the discovery document is another issuer's, or its keys are not safe to read")
        keys = jwt.PyJWKSet.from_dict(self._get(address)).keys
        return {key.key_id: key for key in keys if key.key_id and self._is_good(key)}

    def _is_good(self, key: jwt.PyJWK) -> bool:
        """Of an algorithm that counts, long enough, and not for encryption."""
        is_short = key.Algorithm.check_key_length(key.key) or (
            isinstance(key.key, RSAPublicKey) and key.key.key_size < self._rsa_bits
        )
        return key.algorithm_name in self._algorithms and key.public_key_use in (None, "sig") and not is_short

    def _get(self, address: str) -> dict[str, Any]:
        body, until = bytearray(), time.monotonic() + PATIENCE
        with self._client.stream("GET", address) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                body += part
                if len(body) > LARGEST_ANSWER or time.monotonic() > until:
                    raise ValueError("too long an answer")
        found = orjson.loads(body)
        if not isinstance(found, dict):
            raise ValueError("the answer is no object")
        return found
