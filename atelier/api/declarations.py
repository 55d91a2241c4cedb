from atelier.api import action_items
from atelier.api.models import AccessToken
from atelier.api.personal_data import PERSONAL_DATA
from atelier.core.declarations import ActionItems, Audited, HelpSection, WorkPage, declare
from atelier.seasons.parts import SeasonPart

declare(
    SeasonPart(
        "opens_to_programs",
        pages=("access_tokens", "webhooks"),
        words=("jeton", "signaux", "autre programme", "autres programmes"),
        off="n’ouvre rien à d’autres programmes.",
        kept_open=("access_tokens", "webhooks"),
    ),
    *PERSONAL_DATA,
    Audited(AccessToken, exclude=("digest", "last_used_at", "created_at")),
    WorkPage(
        "Autres programmes", "access_tokens", "api.change_accesstoken", "API jeton interface JSON signaux webhook"
    ),
    ActionItems(82, action_items.tokens_to_replace, action_items.tokens_of_the_departed),
    HelpSection("organisation#programmes", ("access_tokens", "open_data")),
)
