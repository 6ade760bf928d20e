"""Logs: one JSON object a line, on standard error; never a name, a document, a phone or a place of a person."""

from __future__ import annotations

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Send the logs of Kapok and of its libraries to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format='{"logger":"%(name)s","event":"%(message)s"}')
