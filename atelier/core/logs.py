"""What the product says of itself: one line of JSON an event, without addresses, without the secrets of links."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

import sentry_sdk

from atelier.core import request_ids

# Where the rest of an address is a key; the proxy of docs/operations.md logs nothing below them either.
SECRET_PATHS = ("agenda", "avis", "disponibilites", "invitation", "rester-en-lien")
LINK = re.compile(r"(/|%2F)(agenda|avis|disponibilites|invitation|rester-en-lien)\1(?:(?!\1)[^\s\"'])+", re.IGNORECASE)
MASKED_LINK = r"\1\2\1<secret>"
MASKS = (
    (re.compile(r"[\w.+-]+(?:@|%40)[\w-]+(\.[\w-]+)+", re.IGNORECASE), "<adresse>"),
    (LINK, MASKED_LINK),
    (re.compile(r"\+33[\d\s\u00a0\u202f]{8,}"), "<numéro>"),
)


def mask_links(text: str) -> str:
    """The text without the secrets of links."""
    return LINK.sub(MASKED_LINK, text)


def _mask_personal_data(text: str) -> str:
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


def _user_id_of(record: logging.LogRecord) -> int | None:
    """The number of the account whose request this line tells of, where it was known already: no query is made here."""
    user = getattr(getattr(record, "request", None), "_cached_user", None)
    return getattr(user, "pk", None)


class JsonFormatter(logging.Formatter):
    """`at` in UTC; a trace has its lines inside the one line, and no local variable.

    Written here rather than by python-json-logger, which writes every `extra` of a record, the request included.
    """

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _mask_personal_data(record.getMessage()),
        }
        if reference := request_ids.current() or request_ids.of(getattr(record, "request", None)):
            said["request"] = reference
        if (account := _user_id_of(record)) is not None:
            said["account"] = account
        if record.exc_info:
            said["trace"] = _mask_personal_data(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


class TextFormatter(logging.Formatter):
    """The same for a reader at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return _mask_personal_data(super().format(record))


def scrub_sentry_event(event: Any, hint: dict) -> Any:
    """What is sent to Sentry: the error and its trace; no request, no cookie, no user, nothing that names anybody."""
    for name in ("user", "request", "breadcrumbs", "extra"):
        event.pop(name, None)
    return json.loads(_mask_personal_data(json.dumps(event, default=str, ensure_ascii=False)))


def start_error_tracker(dsn: str) -> None:
    """Nothing when no address of one is given."""
    if dsn:
        sentry_sdk.init(
            dsn=dsn,
            send_default_pii=False,
            include_local_variables=False,
            max_request_body_size="never",
            before_send=scrub_sentry_event,
        )


def logging_settings(*, readable: bool) -> dict:
    """Everything on the standard error: for a reader at a terminal, or a JSON object a line."""
    line = {"()": "atelier.core.logs.TextFormatter", "fmt": "{asctime} {levelname} {name} {message}", "style": "{"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line, "json": {"()": "atelier.core.logs.JsonFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line" if readable else "json"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {"weasyprint": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
    }
