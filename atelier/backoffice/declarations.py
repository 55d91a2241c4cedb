from atelier.backoffice.workbook import amounts, attendance, people, territories
from atelier.core.declarations import HelpSection, ScheduledTask, declare

declare(
    territories.SHEET,
    people.SHEET,
    attendance.SHEET,
    amounts.SHEET,
    ScheduledTask("atelier.backoffice.tasks.sweep_jobs", 60.0),
    HelpSection("organisation#saison", ("admin:index",)),
    HelpSection("organisation#ouvrir", ("next_season",)),
    HelpSection("organisation#qualite", ("quality", "merge")),
    HelpSection("organisation#classeur", ("workbook", "workbook_job")),
    HelpSection("organisation#journal", ("search",)),
)
