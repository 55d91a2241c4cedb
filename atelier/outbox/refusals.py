"""Why a mail did not leave, by whom it concerns: our server and account, its reader's address, or itself alone.

The classes of `smtplib` say at which step a server refused; its code (RFC 5321), its enhanced code (RFC 3463) and its
words say what. A quota of ours and a full mailbox share the code 552: only words tell them apart.
"""

import re
import smtplib
from dataclasses import dataclass
from enum import Enum

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from django.db import DatabaseError


class Whose(Enum):
    OURS = "whoever keeps the site mends it: nothing leaves until then"
    THEIRS = "the address refuses mail"
    MESSAGE = "this message will never leave as it is"
    LATER = "it may pass by itself"


@dataclass(frozen=True)
class Refusal:
    """`sentence` says in French what is to be mended; empty for what is not ours."""

    whose: Whose
    sentence: str = ""


PASSWORD = Refusal(Whose.OURS, "Le serveur d’envoi refuse notre identifiant ou notre mot de passe.")
QUOTA = Refusal(Whose.OURS, "Le serveur d’envoi dit que notre compte a trop envoyé\u00a0: un quota est atteint.")
SENDER = Refusal(Whose.OURS, "Le serveur d’envoi refuse notre adresse d’expéditeur ou notre machine.")
AWAY = Refusal(Whose.OURS, "Le serveur d’envoi ne répond pas.")
THEIRS, MESSAGE, LATER = Refusal(Whose.THEIRS), Refusal(Whose.MESSAGE), Refusal(Whose.LATER)

_QUOTA = re.compile(
    r"\b(quota|rate.?limit|too (many|much) (e?-?mails?|messages|recipients per)|limite d.envoi"
    r"|(sending|daily|hourly|monthly|outgoing|sender).{0,30}limit|limit.{0,30}(sender|per (day|hour|minute)))",
    re.IGNORECASE | re.DOTALL,
)
_OF_SENDER = re.compile(
    r"send(er|ing)|daily|hourly|monthly|outgoing|rate|envoi|too (many|much)|per (day|hour)", re.IGNORECASE
)
_OF_MAILBOX = re.compile(
    r"\b[45]\.2\.\d\b|mailbox|inbox|boîte|tried to reach|over quota|user.{0,20}full", re.IGNORECASE
)
_ACCOUNT = re.compile(
    r"relay|authenticat|black.?list|block.?list|spamhaus|reputation|\b(spf|dkim|dmarc|rbl)\b|sender.{0,20}(rejected|denied)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\b5\.[12]\.\d")  # RFC 3463: addressing, mailbox
_SIZE = re.compile(r"\b5\.[23]\.[34]\b|size")


def classify(error: Exception) -> Refusal:
    """Of an error of `mail.send()`; what is none of a server's is the message's own."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        found = [_of_answer(code, _text(words), at_recipient=True) for code, words in error.recipients.values()]
        return next((one for one in found if one.whose is not Whose.THEIRS), THEIRS)
    if isinstance(error, smtplib.SMTPException):
        return _of_server(error)
    if isinstance(error, AnymailRecipientsRefused):
        return THEIRS
    if isinstance(error, AnymailAPIError):
        return _of_provider(error.status_code)
    if isinstance(error, DatabaseError):
        return LATER
    return AWAY if isinstance(error, OSError) else MESSAGE


def _of_server(error: smtplib.SMTPException) -> Refusal:
    """By the step at which it refused, when it let us begin."""
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPNotSupportedError):
        return PASSWORD
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _of_sender(error.smtp_code, _text(error.smtp_error))
    if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return AWAY if error.smtp_code < 500 else SENDER
    if isinstance(error, smtplib.SMTPResponseException):
        return _of_answer(error.smtp_code, _text(error.smtp_error), at_recipient=False)
    return AWAY


def _of_sender(code: int, words: str) -> Refusal:
    if _SIZE.search(words):
        return MESSAGE
    return QUOTA if _QUOTA.search(words) else PASSWORD if code == 530 else SENDER


def _of_answer(code: int, words: str, *, at_recipient: bool) -> Refusal:
    mailbox = _OF_MAILBOX.search(words) and not _OF_SENDER.search(words)
    if _QUOTA.search(words) and not mailbox and (not at_recipient or _OF_SENDER.search(words)):
        return QUOTA
    if code in {530, 535}:
        return PASSWORD
    if _ACCOUNT.search(words):
        return SENDER
    if code < 500:
        return LATER
    if at_recipient and not re.search(r"\b5\.[37]\.\d", words):
        return THEIRS
    return THEIRS if _ADDRESS.search(words) and not _SIZE.search(words) else MESSAGE


def _of_provider(status: int | None) -> Refusal:
    """The HTTP status of a provider's interface."""
    if status in {401, 403}:
        return PASSWORD
    if status in {402, 429}:
        return QUOTA
    return MESSAGE if status and 400 <= status < 500 else AWAY


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)
