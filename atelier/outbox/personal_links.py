"""Links that are keys of one person: made when a message leaves, never stored.

A row of the outbox holds a word in the place of the secret, before it leaves and after, and says whose link it is in
`Message.personal_link`. The word alone opens nothing and names nobody: whoever types it elsewhere gets no link for it.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.urls import reverse

from atelier.core.declarations import declared_by_key
from atelier.core.links import absolute_url
from atelier.core.secret_links import MASK
from atelier.outbox.models import GROUP, Message

BETWEEN = "\n– – –\n\n"  # two messages that leave as one


class NotTheirLink(Exception):
    """The person has another address by now, or is gone: the message has no reader any more."""


@dataclass(frozen=True)
class PersonalLink:
    """A kind of personal link, declared by its app: the view that it opens, and the secret of one reader.

    `secret(address, *keys)` has the keys of the rows that the link is about, « 8 » or « 8-12 » after its kind; it is
    None when they are not, or not any more, those of whoever reads this address.
    """

    key: str
    view: str
    secret: Callable[..., str | None]

    def path(self, secret: str) -> str:
        return reverse(self.view, args=[secret])


def masked_url(key: str) -> str:
    """What stands in the text of a message until it leaves."""
    return absolute_url(declared_by_key(PersonalLink)[key].path(MASK))


def text_to_send(message: Message) -> str:
    """The text with the link of its reader; of a group, that of each of its messages which still has its reader.

    Raises NotTheirLink when there is none for this address.
    """
    if message.source != GROUP:
        return _with_link(message)
    texts = []
    for part in message.parts.filter(state=Message.State.GROUPED).order_by("pk"):
        with suppress(NotTheirLink):
            texts.append(f"{part.subject}\n\n{_with_link(part)}")
    if not texts:
        raise NotTheirLink
    return BETWEEN.join(texts)


def _with_link(message: Message) -> str:
    if not message.personal_link:
        return message.text
    key, _, keys = message.personal_link.partition(":")
    kind = declared_by_key(PersonalLink)[key]
    secret = kind.secret(message.to_email, *map(int, keys.split("-")))
    if secret is None:
        raise NotTheirLink
    # Only where our own address stands by itself: inside that of another site, the secret would be told to it.
    alone = re.compile(r"(?<![^\s(])" + re.escape(absolute_url(kind.path(MASK))))
    return alone.sub(lambda found: absolute_url(kind.path(secret)), message.text)
