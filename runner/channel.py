"""A connection of the api: a thread gets whole requests, and what is none is refused with a problem, like all else."""

from __future__ import annotations

import socket
from typing import Any

import structlog
from waitress.channel import ClientDisconnected
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.task import ErrorTask, Task, WSGITask
from waitress.utilities import BadRequest
from werkzeug.wrappers import Request

from runner.watching import Watched
from shared.web.hearing import CONNECTION
from shared.web.language import wanted_of
from shared.web.problems import Problem, respond

log = structlog.get_logger()
LONGEST_FRAMING = 4096
"""Bytes of a chunk's length with its extensions, or of what follows the last chunk."""
DETAILS = {
    400: "the request is not HTTP as it should be: a line of its head or a chunk is malformed, or its end is missing",
    413: "The body is larger than this service takes; send it in smaller batches.",
    431: "the headers are larger than this service takes",
    500: "The request could not be served. Nothing of it was stored; send it again later.",
    501: "of transfer encodings this service knows chunked alone",
}
"""By the status; what waitress says repeats what was sent."""


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """waitress's own, which refuses more of what two readers would read in two ways."""

    path = ""  # also of a request whose head never ended

    def received(self, data: bytes) -> int:
        """Take in what came; how many bytes of it are this request's."""
        count: int = super().received(data)
        if self.chunked and len(self.body_rcv.control_line) + len(self.body_rcv.trailer) > LONGEST_FRAMING:
            self.refuse()
        return count

    def parse_header(self, header_plus: bytes) -> None:
        """Understand the head.

        Raises:
            ParsingError: it is malformed, or does not say for certain where the body ends.
        """
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            raise ParsingError("") from error
        if "TRANSFER_ENCODING" in self.headers or (self.chunked and "CONTENT_LENGTH" in self.headers):
            raise ParsingError("")

    def refuse(self) -> None:
        """It is malformed, and all that comes of it."""
        self.error, self.completed = BadRequest(""), True


class Refusal(ErrorTask):  # type: ignore[misc]
    """The answer to what cannot be read as a request."""

    def execute(self) -> None:
        """Answer, and end the connection: nobody knows where the next request begins."""
        _write(self, self.request.error.code)


class Asked(WSGITask):  # type: ignore[misc]
    """A request that a thread serves."""

    def get_environment(self) -> dict[str, Any]:
        """With the connection: nobody else reads it meanwhile."""
        environment: dict[str, Any] = super().get_environment()
        environment[CONNECTION] = self.channel.socket
        return environment

    def execute(self) -> None:
        """Ask the application. The log tells what it did not foresee, without the path, which may name somebody."""
        try:
            super().execute()
        except (ClientDisconnected, OSError):
            raise
        except Exception as error:
            log.error("request failed", method=self.request.command, exc_info=error)
            if self.wrote_header:
                # Without its end, by which the client knows that there is more.
                raise ClientDisconnected from error
            self.response_headers.clear()
            self.complete = True
            _write(self, 500)


class Channel(Watched):
    """A connection. The loop reads and writes, and threads serve whole requests."""

    parser_class, task_class, error_task_class = Parser, Asked, Refusal
    request: Parser | None
    will_close: bool
    close_when_flushed: bool
    lingers = False
    """After the last answer: to close on what the client still sends would cut the answer off."""

    @property
    def is_in_hand(self) -> bool:
        """Whether a request has begun and its answer has not gone out."""
        return bool(self.requests or self.total_outbufs_len or (self.request is not None and not self.lingers))

    def handle_read(self) -> None:
        """Something came, or the client sends nothing more."""
        if self.lingers:
            self.recv(self.adj.recv_bytes)  # closes at the end
        elif self.request is not None and self._has_ended():
            with self.requests_lock:
                self.request.refuse()
                self.requests.append(self.request)
                self.request = None
                self.server.add_task(self)
        else:
            super().handle_read()

    def handle_write(self) -> None:
        """Send, and linger after the last answer."""
        if self.will_close or not self.close_when_flushed:
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if self.connected and not (self.total_outbufs_len or self.will_close):
            self.close_when_flushed, self.lingers = False, True
            self._say_that_it_was_the_last()

    def _say_that_it_was_the_last(self) -> None:
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.will_close = True

    def _has_ended(self) -> bool:
        try:
            return bool(self.socket.recv(1, socket.MSG_PEEK) == b"")
        except OSError:
            return False


def _write(task: Task, status: int) -> None:
    asked = Request({"HTTP_ACCEPT_LANGUAGE": task.request.headers.get("ACCEPT_LANGUAGE", "")})
    answer = respond(Problem(status, DETAILS[status]), wanted_of(asked))
    task.status = answer.status
    task.response_headers.extend(answer.headers.items())
    task.set_close_on_finish()
    task.content_length = answer.content_length
    task.write(answer.get_data())
