"""The personal link of a questionnaire: whoever received it answers without signing in.

It is signed, made when the mail leaves, and dies when the questionnaire closes, when its reader is asked no more, or
when their address changes.
"""

import hashlib

from django.core import signing

from atelier.seasons import parts
from sessions.evaluation import audiences
from sessions.evaluation.models import Questionnaire
from sessions.parts import EVALUATION

KIND = "evaluation"
SALT = "sessions.evaluation.links"


class InvalidLink(Exception):
    """It was never ours, or its reader is not asked any more."""


def reference(questionnaire: Questionnaire, person: audiences.Person) -> str:
    """What a message keeps of the link that it receives when it leaves."""
    return f"{KIND}:{questionnaire.pk}-{person.pk}"


def token_for(questionnaire: Questionnaire, person: audiences.Person) -> str:
    return signing.dumps([questionnaire.pk, person.pk, _digest(person.email)], salt=SALT)


def token_of_reader(address: str, questionnaire: int, person: int) -> str | None:
    """The secret of the link of this person, if the address is theirs and they are still asked."""
    found = _asked(questionnaire, person)
    is_asked = found is not None and parts.is_used(found[0].season, EVALUATION)
    return token_for(*found) if found and is_asked and found[1].email == address else None


def asked_by_link(token: str) -> tuple[Questionnaire, audiences.Person]:
    """Raises InvalidLink, or PartIsOff for the right reader of a season that is not evaluated any more."""
    try:
        questionnaire, person, digest = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise InvalidLink from error
    found = _asked(questionnaire, person)
    if found is None or _digest(found[1].email) != digest:
        raise InvalidLink
    parts.require(found[0].season, EVALUATION)
    return found


def _asked(questionnaire: int, person: int) -> tuple[Questionnaire, audiences.Person] | None:
    found = Questionnaire.objects.held().with_dates().filter(pk=questionnaire).first()
    row = audiences.people_asked(found).filter(pk=person).first() if found else None
    return (found, row) if found and row else None


def _digest(email: str) -> str:
    """Inside a signed text: it tells nobody the address."""
    return hashlib.sha256(email.encode()).hexdigest()[:16]
