from atelier.core.declarations import ActionItems, Audited, HelpSection, PublicTables, declare
from atelier.seasons import action_items
from atelier.seasons.models import Category, Page, Resource, Season, TeamMember, Venue, Workshop
from atelier.seasons.personal_data import PERSONAL_DATA

declare(
    *PERSONAL_DATA,
    ActionItems(0, action_items.failures),
    Audited(Season),
    PublicTables((Workshop, Page, Season, Category, TeamMember, Resource, Venue)),
    HelpSection("organisation#ouvrir", ("seasons_season",)),
)
