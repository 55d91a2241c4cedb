from atelier.backoffice.workbook import amounts, attendance, import_export, people, territories
from atelier.core.declarations import HelpSection, WorkPage, declare
from atelier.seasons.jobs import JobKind
from atelier.seasons.models import Job

declare(
    territories.SHEET,
    people.SHEET,
    attendance.SHEET,
    amounts.SHEET,
    JobKind(Job.Kind.EXPORT, import_export.make_export),
    JobKind(Job.Kind.IMPORT, import_export.read_or_write),
    WorkPage(
        "Classeur",
        "workbook",
        "territories.change_triptych",
        "exporter importer tableur xlsx",
        ("contributions.change_agreement", "atelier_sessions.change_attendance"),
    ),
    WorkPage("Chiffres de la saison", "season_report", "territories.view_triptych", "bilan statistiques financeurs"),
    WorkPage("Comparer les saisons", "season_comparison", "territories.view_triptych", "bilan évolution"),
    WorkPage("Qualité des données", "quality", "territories.change_participant", "doublons"),
    WorkPage("Ouvrir la saison suivante", "next_season", "seasons.add_season"),
    WorkPage("Répéter la saison", "rehearse_season", "reminders.change_reminderrule", "simuler si prévoir"),
    WorkPage("Tous les courriels, avec leurs vrais mots", "mail_samples", "outbox.change_message", "modèles"),
    HelpSection("organisation#saison", ("admin:index",)),
    HelpSection("organisation#ouvrir", ("next_season",)),
    HelpSection("organisation#repeter", ("rehearse_season",)),
    HelpSection("organisation#chiffres", ("season_report", "season_comparison", "figure")),
    HelpSection("organisation#qualite", ("quality", "merge")),
    HelpSection("organisation#classeur", ("workbook", "workbook_job")),
    HelpSection("organisation#personnes", ("change_address",)),
    HelpSection("organisation#journal", ("search", "name_filters", "change_filters")),
)
