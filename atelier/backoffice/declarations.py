from atelier.backoffice.workbook import amounts, attendance, import_export, people, territories
from atelier.core.declarations import HelpSection, declare
from atelier.seasons.jobs import JobKind
from atelier.seasons.models import Job

declare(
    territories.SHEET,
    people.SHEET,
    attendance.SHEET,
    amounts.SHEET,
    JobKind(Job.Kind.EXPORT, import_export.make_export),
    JobKind(Job.Kind.IMPORT, import_export.read_or_write),
    HelpSection("organisation#saison", ("admin:index",)),
    HelpSection("organisation#ouvrir", ("next_season",)),
    HelpSection("organisation#qualite", ("quality", "merge")),
    HelpSection("organisation#classeur", ("workbook", "workbook_job")),
    HelpSection("organisation#personnes", ("change_address",)),
    HelpSection("organisation#journal", ("search",)),
)
