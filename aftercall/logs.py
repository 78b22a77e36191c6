"""Logging, set up once: for people on a terminal, JSON for machines."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up(style: str = "auto", level: int = logging.INFO) -> None:
    """`style`: auto (console on a terminal, else JSON), console or json. Everything goes to stderr."""
    console = style == "console" or (style == "auto" and sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: structlog.typing.Processor = _console() if console else structlog.processors.JSONRenderer()
    exceptions = [] if console else [structlog.processors.format_exc_info]
    structlog.configure(
        processors=[*shared, *exceptions, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


def _console() -> structlog.typing.Processor:
    """With plain tracebacks: pretty ones hold the loop for tens of milliseconds, and show the values of variables, secrets too."""
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
