"""How a signal leaves: claim, sign, send, record, or try again later, as mail does.

What may pass (a server that does not answer, is busy or fails) is tried for three days; what will not (a refusal, a
redirection, an address that became private) stops at once, until somebody starts it again. 410 stops the webhook.
"""

import http.client
import socket
import ssl
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from atelier.core.background import enqueue_on_commit
from atelier.webhooks import sending, signing
from atelier.webhooks.addresses import AddressRefused
from atelier.webhooks.models import PATIENCE, Delivery, Webhook

SOONEST, LATEST = timedelta(minutes=1), timedelta(minutes=30)  # between two tries: as long as it has failed already
MAX_ATTEMPTS = 6  # of which no worker came back
KEPT = timedelta(days=30)
PASSING = frozenset({408, 409, 425, 429})  # beside every status from 500 on
GONE = 410


def deliver(pk: int, *, now: datetime | None = None) -> None:
    """Send one; nothing when someone else has it, it is not due, or it has left already."""
    now = now or timezone.now()
    if not Delivery.objects.claim(pk, now):
        return
    delivery = Delivery.objects.select_related("webhook").get(pk=pk)
    if delivery.attempts > MAX_ATTEMPTS and delivery.delayed_since is None:
        _stop(delivery, "l’envoi s’est interrompu à chaque essai")
        return
    body = delivery.body.encode()
    signed = signing.headers(
        message=delivery.message, timestamp=int(now.timestamp()), body=body, keys=delivery.webhook.keys(now)
    )
    try:
        status, retry_after = sending.post(delivery.webhook.url, body, signed)
    except AddressRefused:
        _stop(delivery, "l’adresse mène, ou peut mener, dans un réseau privé")
    except ssl.SSLCertVerificationError:
        _retry(delivery, now, "le certificat du serveur n’est pas reconnu pour ce nom")
    except TimeoutError:
        _retry(delivery, now, "le serveur n’a pas répondu à temps")
    except socket.gaierror:
        _retry(delivery, now, "le nom du serveur n’est pas connu")
    except (OSError, http.client.HTTPException) as error:
        _retry(delivery, now, f"le serveur n’est pas joignable ({type(error).__name__})")
    else:
        _record(delivery, now, status, retry_after)


def _record(delivery: Delivery, now: datetime, status: int, retry_after: str) -> None:
    if 200 <= status < 300:
        _save(delivery, state=Delivery.State.SENT, status=status, sent_at=timezone.now(), error="", delayed_since=None)
    elif status in PASSING or status >= 500:
        _retry(delivery, now, f"le serveur a répondu {status}", status, _seconds(retry_after))
    elif status == GONE:
        Webhook.objects.filter(pk=delivery.webhook_id, disabled_at=None).update(disabled_at=now)
        _stop(delivery, "le serveur ne veut plus de signaux (410) : l’adresse est arrêtée", status)
    else:
        _stop(delivery, _refusal(status), status)


def _refusal(status: int) -> str:
    if 300 <= status < 400:
        return f"le serveur renvoie ailleurs ({status}), ce qui n’est pas suivi"
    return f"le serveur refuse ({status})"


def _seconds(retry_after: str) -> timedelta:
    """What the server asks to wait, within bounds; a date is not read."""
    is_read = retry_after.isdecimal() and len(retry_after) < 9
    return timedelta(seconds=min(int(retry_after), 3600)) if is_read else SOONEST


def _retry(delivery: Delivery, now: datetime, error: str, status: int | None = None, wait: timedelta = SOONEST) -> None:
    since = delivery.delayed_since or now
    waited = now - since
    if waited >= PATIENCE:
        _stop(delivery, error, status)
    else:
        next_try = now + min(max(waited, SOONEST, wait), max(LATEST, wait))
        _save(delivery, state=Delivery.State.QUEUED, status=status, error=error, delayed_since=since, next_try=next_try)


def _stop(delivery: Delivery, error: str, status: int | None = None) -> None:
    _save(delivery, state=Delivery.State.FAILED, status=status, error=error)


def _save(delivery: Delivery, **values: object) -> None:
    """Only while it is this try that holds the row."""
    held = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENDING, claimed_at=delivery.claimed_at)
    held.update(**values)


@transaction.atomic
def start_again(delivery: Delivery) -> bool:
    """Try anew what stopped, its tries counted from nought; false when it did not stop."""
    stopped = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.FAILED)
    if not stopped.update(state=Delivery.State.QUEUED, attempts=0, next_try=None, delayed_since=None, error=""):
        return False
    enqueue_on_commit("atelier.webhooks.tasks.deliver", delivery.pk)
    return True


def delete_old(now: datetime) -> int:
    """What is a month old, whatever became of it: nothing waits so long but at a stopped address. Returns how many."""
    return Delivery.objects.filter(created_at__lt=now - KEPT).delete()[0]
