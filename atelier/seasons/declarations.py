from atelier.accounts.models import User
from atelier.core.declarations import ActionItems, Audited, HelpSection, PublicTables, Sweep, declare
from atelier.core.mail import LetterheadSource
from atelier.seasons import action_items, failures, letterheads, opening
from atelier.seasons.models import Category, Failure, Job, Page, Resource, Season, TeamMember, Venue, Workshop
from atelier.seasons.personal_data import PERSONAL_DATA

declare(
    *PERSONAL_DATA,
    *opening.CHECKS,
    ActionItems(0, action_items.failures, action_items.recent_failures),
    Sweep("atelier.seasons.tasks.run_job", lambda: failures.due(Job.objects.running(), Failure.Kind.JOB)),
    Audited(Season),
    LetterheadSource(letterheads.load),
    PublicTables((Workshop, Page, Season, Category, TeamMember, Resource, Venue)),
    PublicTables((User,), columns=("first_name", "last_name")),  # of whoever is in a team
    HelpSection("organisation#ouvrir", ("seasons_season",)),
)
