"""The HTTP API as the commands use it: patient while the API is started again, and exact about what went wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from cli.systems.address import Address, Reachable
from cli.talking.client import signing_settings_of
from cli.terminal.errors import CommandError
from cli.terminal.language import language
from shared.sources import LOCAL
from shared.web.auth import make_token

PATIENCE = 120.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
# What an edge that limits rates, a proxy or a stopping server answers; a 500 of ours says that nothing was stored.
WORTH_REPEATING = (429, 500, 502, 503, 504)
TOO_LARGE = 413


class ApiError(CommandError):
    """The API refused a request as a whole, or did not answer for too long."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Api:
    """The API of a running system, with a token for the scopes that a command needs, or the one that was given."""

    def __init__(
        self,
        system: Reachable,
        subject: str,
        scopes: Sequence[str],
        patience: float = PATIENCE,
        transport: httpx.BaseTransport | None = None,
        *,
        source: str = LOCAL,
    ) -> None:
        token = (
            system.token
            if isinstance(system, Address)
            else make_token(signing_settings_of(system), subject, scopes, source=source)
        )
        self._patience = patience
        self._address = system.http_uri
        self._client = httpx.Client(
            base_url=system.http_uri,
            headers={"Authorization": f"Bearer {token}", "Accept-Language": language()},
            timeout=httpx.Timeout(600, connect=5),
            trust_env=False,
            transport=transport,
        )

    def __enter__(self) -> Api:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, path: str, purpose: str | None = None) -> Any:
        """The JSON at a path.

        Args:
            purpose: why, for what is answered with personal facts.
        """
        return self._ask("GET", path, headers={"Kapok-Purpose": purpose} if purpose else {}).json()

    def post(self, path: str, body: Any, key: str | None = None, purpose: str | None = None) -> Any:
        """The JSON answer to a command. With a key it is safe to send it again, and it is, until there is an answer.

        Args:
            purpose: why, for what is answered with personal facts.
        """
        said = {"Idempotency-Key": key, "Kapok-Purpose": purpose}
        return self._ask("POST", path, json=body, headers={name: one for name, one in said.items() if one}).json()

    def record(self, path: str) -> tuple[Any, str]:
        """The JSON of one record, and the version that was seen."""
        answer = self._ask("GET", path)
        return answer.json(), answer.headers["ETag"]

    def put(self, path: str, body: Any, seen: str) -> Any:
        """The JSON answer to a step of a record, of which this version was seen."""
        return self._ask("PUT", path, json=body, headers={"If-Match": seen}).json()

    def lines(self, path: str) -> Iterator[Any]:
        """The objects of an export. It is read whole first: a stream that breaks off is asked for again."""
        import orjson

        body = self._ask("GET", path).content
        return (orjson.loads(line) for line in body.splitlines())

    def download(self, path: str, file: Path) -> None:
        """Write what is at a path into a file, as it comes; one that broke off is not left behind."""
        draft = file.with_name(f"{file.name}.draft")
        try:
            with draft.open("wb") as kept, self._client.stream("GET", path) as answer:
                if answer.status_code >= 400:
                    answer.read()
                    raise ApiError(f"GET {path}: {_detail(answer)}", answer.status_code)
                for piece in answer.iter_bytes():
                    kept.write(piece)
            draft.replace(file)
        except httpx.TransportError as error:
            raise ApiError(f"the API at {self._address} broke off: {str(error) or type(error).__name__}") from error
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from None
        finally:
            draft.unlink(missing_ok=True)

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        deadline, pause = time.monotonic() + self._patience, FIRST_PAUSE
        while True:
            answer = None
            try:
                answer = self._client.request(method, path, **options)
                if answer.status_code < 400:
                    return answer
                problem = ApiError(f"{method} {path}: {_detail(answer)}", answer.status_code)
                if answer.status_code not in WORTH_REPEATING:
                    raise problem
            except httpx.TransportError as error:
                reason = str(error) or type(error).__name__
                problem = ApiError(f"the API at {self._address} does not answer: {reason}")
            asked_for = _seconds(answer) if answer else 0.0
            if time.monotonic() + asked_for > deadline:
                raise problem
            time.sleep(max(pause, asked_for))
            pause = min(2 * pause, LONGEST_PAUSE)


def _seconds(answer: httpx.Response) -> float:
    """Of a Retry-After; as a date it is passed over, and the pause is our own."""
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else 0.0


def _detail(answer: httpx.Response) -> str:
    """What the problem details say."""
    try:
        body = answer.json()
        told = ((entry["field"], entry.get("text") or entry["reason"]) for entry in body.get("errors", ()))
        errors = "; ".join(f"{field}: {reason}" for field, reason in told)
        return f"{answer.status_code} {body['detail']}{f' ({errors})' if errors else ''}"
    except (ValueError, KeyError, TypeError):
        return f"{answer.status_code} {answer.text[:200]}"
