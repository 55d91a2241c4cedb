"""The e-mails of the referential."""

from atelier.core.links import absolute_url
from atelier.outbox.queueing import queue_message
from atelier.seasons import letterheads
from atelier.seasons.models import Workshop
from referential.models import Consent, Publication


def consent_asked(consent: Consent) -> None:
    publication = consent.publication
    queue_message(
        key=f"consent:{consent.pk}",
        to_email=consent.user.email,
        template="referential/emails/consent_asked",
        topics=_topics(publication),
        context={
            "greeting": consent.user.greeting,
            "consent": consent,
            "publication": publication,
            "workshop": Workshop.load(),
            "url": absolute_url(consent.get_absolute_url()),
        },
    )


def publication_settled(publication: Publication) -> None:
    """To whoever asked, when a text turns public, is refused or taken back; not when a newer one replaces it."""
    if publication.state == Publication.State.REPLACED:
        return
    queue_message(
        key=f"publication:{publication.pk}:{publication.state}",
        to_email=publication.asked_by.email,
        template="referential/emails/publication_settled",
        topics=_topics(publication),
        context={
            "greeting": publication.asked_by.greeting,
            "publication": publication,
            "workshop": Workshop.load(),
            "url": absolute_url(publication.get_absolute_url()),
        },
    )


def _topics(publication: Publication) -> list[str]:
    triptych = publication.triptych
    return [f"territory:{triptych.territory_id}", letterheads.topic(triptych.season_id)] if triptych else []
