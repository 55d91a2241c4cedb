from atelier.core.declarations import (
    ActionItems,
    HelpSection,
    ImpersonationPages,
    PublicTables,
    ScheduledTask,
    Searchable,
    WorkPage,
    declare,
)
from atelier.outbox.repeating import StillSo
from referential import (
    access,
    action_items,
    archiving,
    figures,
    mail_samples,
    milestones,
    models,
    reading_pages,
    reminders,
    self_assessment,
)
from referential.personal_data import PERSONAL_DATA
from referential.publication import PublicationSource, sections_of_entry
from territories.application_team import TeamFreeze

declare(
    *PERSONAL_DATA,
    StillSo("consent:", lambda pk: models.Consent.objects.waiting().filter(pk=pk).exists()),
    *figures.FIGURES,
    figures.ROUNDS,
    figures.SETTLED,
    figures.POSITIONS,
    *figures.RULES,
    *mail_samples.SAMPLES,
    *reading_pages.PAGES,
    *reminders.TRIGGERS,
    *milestones.MILESTONES,
    *milestones.COMPLETION_CHECKS,
    archiving.ARCHIVE_CHECK,
    TeamFreeze(self_assessment.close_team),
    ScheduledTask("referential.tasks.sweep_perspectives", 60.0),
    PublicTables(
        (models.Stake, models.Grid, models.Dimension, models.Term, models.Publication, models.AssessmentRound)
    ),
    PublicationSource("etape", models.Entry, "étape de trajectoire", sections_of_entry, access.own_entry),
    PublicationSource(
        "experience",
        models.ExperienceSheet,
        "fiche d’expérience",
        models.ExperienceSheet.told,
        access.own_experience,
    ),
    ActionItems(55, action_items.publications_to_read, action_items.agreed_publications),
    Searchable(models.Publication, 12, ("triptych__territory",), season="season"),
    WorkPage("Regards et positions", "admin:regards", "referential.view_assessmentround", "radar"),
    HelpSection(
        "animation#regards",
        ("admin:regards", "referential_assessmentround", "referential_grid", "referential_publication"),
    ),
    HelpSection(
        "participation#positions",
        ("referential:round", "referential:step", "referential:regards", "referential:common"),
    ),
    HelpSection(
        "participation#trajectoire", ("referential:territory", "referential:trajectory", "referential:experience")
    ),
    ImpersonationPages(
        (
            "referential",
            "referential:grid",
            "referential:grid_version",
            "referential:grid_pdf",
            "referential:library",
            "referential:publication",
            "referential:territory",
            "referential:trajectory",
            "referential:experience",
        )
    ),
)
