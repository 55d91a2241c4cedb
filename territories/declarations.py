from django.utils import timezone

from atelier.accounts.identity import AsksIdentity
from atelier.core.declarations import (
    ActionItems,
    Audited,
    HelpSection,
    ImpersonationPages,
    PublicTables,
    Searchable,
    Sweep,
    WorkPage,
    declare,
)
from atelier.outbox.personal_links import PersonalLink
from atelier.outbox.replies import Correspondents
from atelier.seasons import failures
from atelier.seasons.models import Failure
from territories import (
    action_items,
    alumni_links,
    correspondents,
    emails,
    figures,
    held_roles,
    invitation,
    mail_samples,
    milestones,
    models,
    opening,
    parts,
    reading_pages,
    reminders,
    still_so,
)
from territories.personal_data import PERSONAL_DATA


def _participant_label(person: models.Participant) -> str:
    return f"{person.full_name}, {person.position}, {person.organisation} ({person.triptych})"


declare(
    *parts.PARTS,
    *PERSONAL_DATA,
    *still_so.STILL_SO,
    *figures.FIGURES,
    figures.APPLICATIONS,
    figures.SEATS,
    *mail_samples.SAMPLES,
    *reading_pages.PAGES,
    *opening.CHECKS,
    *reminders.TRIGGERS,
    *reminders.AUDIENCES,
    *milestones.COMPLETION_CHECKS,
    AsksIdentity("territories:start"),
    held_roles.CONTACTS,
    Correspondents(correspondents.find, correspondents.describe),
    PersonalLink(emails.INVITATION, "territories:invitation", invitation.token_of_reader),
    PersonalLink(emails.OWN_ADDRESS, "own_address", invitation.token_in_shared_mailbox),
    PersonalLink(emails.ALUMNI, "territories:personal_alumni", alumni_links.token_of_reader),
    ActionItems(10, action_items.undecided),
    ActionItems(20, action_items.holder_changes, action_items.asked_changes),
    ActionItems(21, action_items.seats_asked),
    ActionItems(30, action_items.unanswered),
    ActionItems(40, action_items.unreachable_people, action_items.bounced_people),
    ActionItems(41, action_items.unreachable_contacts, action_items.bounced_contacts),
    Sweep("territories.tasks.acknowledge_application", lambda: failures.due(models.Triptych.objects.unacknowledged())),
    Sweep(
        "territories.tasks.transfer_seat",
        lambda: failures.due(models.HolderChange.objects.due(timezone.localdate()), Failure.Kind.SUCCESSION),
    ),
    PublicTables((models.Triptych, models.Territory, models.PerimeterPart)),  # places left, and who takes part
    Audited(models.Territory, exclude=("sort_name",)),
    Audited(models.Organisation, exclude=("sort_name",)),
    Audited(models.Triptych, only=("season", "territory", "status", "rank", "waiting_rank", "wished_amount")),
    Audited(models.QuotaOverride, exclude=("author", "at")),
    Audited(models.Review, only=("conflict",)),
    Audited(models.Contact),
    Audited(models.Participant, exclude=("season", "sort_name", "invitation", "checkin_code", "seated_at")),
    Audited(models.HolderChange, exclude=("asked_by", "asked_at", "decided_by", "decided_at")),
    Searchable(models.Participant, 1, ("triptych__territory", "triptych__season"), _participant_label, "season"),
    Searchable(models.Territory, 3),
    Searchable(models.Triptych, 4, ("territory", "season"), season="season"),
    Searchable(models.Organisation, 5),
    WorkPage(
        "Anciens joignables",
        "admin:territories_alumniagreement_changelist",
        "territories.view_alumniagreement",
        "alumni",
    ),
    WorkPage("Étudier les candidatures côte à côte", "admin:board", "territories.change_triptych", "étude"),
    HelpSection("organisation#candidatures", ("admin:board", "territories_triptych", "territories_criterion")),
    HelpSection("organisation#personnes", ("territories_participant", "territories_holderchange")),
    HelpSection("organisation#qualite", ("territories_organisation", "territories_territory")),
    HelpSection("referent#candidature", ("territories:start", "territories:application", "territories:step")),
    HelpSection(
        "referent#personnes",
        (
            "territories:people",
            "territories:seat",
            "territories:ask_seats",
            "territories:team",
            "territories:perimeter",
        ),
    ),
    HelpSection("referent#titulaire", ("territories:change_holder",)),
    HelpSection("organisation#anciens", ("territories_alumniagreement",)),
    HelpSection(
        "participation#anciens",
        (
            "territories:alumni",
            "territories:alumni_agreement",
            "territories:personal_alumni",
            "territories:write_to_alumnus",
        ),
    ),
    HelpSection("participation#invitation", ("territories:invitation",)),
    ImpersonationPages(
        (
            "territories:application",
            "territories:step",
            "territories:seat",
            "territories:team",
            "territories:people",
            "territories:ask_seats",
            "territories:perimeter",
            "territories:summary_pdf",
            "territories:alumni",
        )
    ),
)
