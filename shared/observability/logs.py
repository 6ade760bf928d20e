"""Logs: one JSON object a line, on standard error; never a name, a document, a phone or a place of a person."""

from __future__ import annotations

import logging
import sys

import structlog

BEFORE = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)
AS_JSON = structlog.processors.JSONRenderer(ensure_ascii=False)


def configure(level: str) -> None:
    """Send the logs of Kapok and of its libraries to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *BEFORE,
            AS_JSON,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *BEFORE],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, AS_JSON],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
