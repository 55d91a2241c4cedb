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
from atelier.outbox.calendars import Calendars
from atelier.outbox.leaving import Recipe
from atelier.outbox.personal_links import PersonalLink
from atelier.outbox.replies import ReplyOffers
from atelier.seasons import failures
from atelier.seasons.jobs import JobKind
from atelier.seasons.path import SeasonPath
from referential.assessment_rounds import SeasonCalendar
from referential.models import SourceOfPart
from referential.publication import PublicationSource
from referential.trajectory import TrajectorySection
from sessions import mail_samples, milestones, opening, parts, reading_pages, reminders
from sessions.attendance import action_items, agenda_answers, reply_offers
from sessions.attendance import figures as attendance_figures
from sessions.attendance.models import Attendance, Closing
from sessions.documents import action_items as document_items
from sessions.documents import attestation_mails, batches, calendar_invitations, day_mails, notifying
from sessions.documents import emails as document_emails
from sessions.documents.models import Attestation, Booklet, Convocation, FacilitationDocument
from sessions.evaluation import figures as evaluation_figures
from sessions.evaluation import links as evaluation_links
from sessions.evaluation import reminders as evaluation_reminders
from sessions.evaluation.models import Questionnaire
from sessions.exchanges import access, peer_questions
from sessions.exchanges.models import Note
from sessions.facilitation import links as facilitation_links
from sessions.groups import figures as group_figures
from sessions.personal_data import PERSONAL_DATA
from sessions.programme import calendar
from sessions.programme.models import AgendaItem, Day, HalfDay
from sessions.shared_files import access as files_access
from sessions.shared_files import action_items as file_items
from sessions.shared_files import listing
from sessions.shared_files.models import FileVersion, SharedFile
from sessions.undertakings import figures as undertaking_figures
from sessions.undertakings import sections
from sessions.undertakings.models import Undertaking
from territories.seat_transfer import TransferFreeze


def _personal_document_label(document: Convocation | Attestation) -> str:
    return f"{document.number}, {document.participant}"


declare(
    *parts.PARTS,
    *PERSONAL_DATA,
    *attendance_figures.FIGURES,
    attendance_figures.HALF_DAYS,
    *group_figures.FIGURES,
    group_figures.MEETINGS,
    *undertaking_figures.FIGURES,
    undertaking_figures.UNDERTAKINGS,
    *evaluation_figures.FIGURES,
    evaluation_figures.QUESTIONNAIRES,
    evaluation_figures.ANSWERS,
    *evaluation_figures.RULES,
    *mail_samples.SAMPLES,
    *reading_pages.PAGES,
    *opening.CHECKS,
    *reminders.TRIGGERS,
    *evaluation_reminders.TRIGGERS,
    PersonalLink(evaluation_links.KIND, "sessions:personal_evaluation", evaluation_links.token_of_reader),
    PersonalLink(facilitation_links.KIND, "sessions:personal_availability", facilitation_links.token_of_reader),
    *milestones.MILESTONES,
    *milestones.COMPLETION_CHECKS,
    TransferFreeze(calendar.freeze_before_days),
    SeasonCalendar(calendar.dates_of),
    SeasonPath(calendar.stations_of),
    PublicationSource("note", Note, "note de journée", peer_questions.sections_of_note, access.note_for),
    PublicationSource("fichier", SharedFile, "fichier ou lien", listing.sections_of_file, files_access.file_to_publish),
    SourceOfPart("fichier", parts.FILES),
    TrajectorySection("sessions/_files_of_territory.html", listing.for_trajectory),
    TrajectorySection("sessions/_undertakings_of_territory.html", sections.for_trajectory),
    ActionItems(45, document_items.people_to_tell),
    ActionItems(46, document_items.team_to_tell, document_items.letters_held),
    ActionItems(47, document_items.attestations_to_tell, document_items.attestations_ended),
    ActionItems(48, document_items.attestations_contradicted, document_items.attestations_held),
    ActionItems(50, action_items.under_threshold),
    ActionItems(55, file_items.held_files, file_items.held_versions),
    *(Recipe(template, notifying.make) for template in (day_mails.CONVENED, day_mails.CALLED_OFF)),
    Recipe(attestation_mails.WITHDRAWN, attestation_mails.make_withdrawn),
    Recipe(attestation_mails.ATTESTATION, attestation_mails.make),
    Recipe(document_emails.FACILITATION, document_emails.make_facilitation_document),
    Calendars(calendar_invitations.parts),
    ReplyOffers(reply_offers.find, agenda_answers.note),
    *(JobKind(kind, batches.gather) for kind in batches.KINDS),
    Sweep("sessions.tasks.scan_file", FileVersion.objects.waiting),
    Sweep("sessions.tasks.render_convocation", lambda: failures.due(Convocation.objects.waiting())),
    Sweep("sessions.tasks.render_attestation", lambda: failures.due(Attestation.objects.waiting())),
    Sweep("sessions.tasks.render_booklet", lambda: failures.due(Booklet.objects.waiting())),
    Sweep("sessions.tasks.render_facilitation_document", lambda: failures.due(FacilitationDocument.objects.waiting())),
    PublicTables((Day, HalfDay, AgendaItem, Questionnaire)),
    Audited(Day, only=("number", "date", "status", "title", "venue", "mode", "link")),
    Audited(Attendance, only=("status", "minutes", "reason")),
    Audited(Undertaking, only=("owner", "due_on", "outcome")),
    Audited(SharedFile, only=("visibility", "day", "triptych", "withdrawn_at")),
    Audited(FileVersion, only=("number", "scan")),
    Audited(Closing, only=("at", "reopened_at", "reason")),
    Searchable(Convocation, 6, ("participant", "day"), _personal_document_label, "day__season"),
    Searchable(Attestation, 7, ("participant",), _personal_document_label, "participant__season"),
    Searchable(
        Booklet,
        8,
        ("triptych__territory",),
        lambda booklet: f"{booklet.number}, {booklet.triptych.territory}",
        "triptych__season",
    ),
    Searchable(Day, 13, ("season",), lambda day: f"{day} ({day.season})", "season"),
    WorkPage("Présences de la saison", "admin:presence", "atelier_sessions.view_attendance"),
    WorkPage("Groupes et rencontres", "admin:acquaintances", "atelier_sessions.view_attendance", "tables"),
    WorkPage("Engagements entre pairs", "admin:season_undertakings", "atelier_sessions.view_undertaking"),
    WorkPage(
        "Documents de la saison",
        "admin:season_documents",
        "atelier_sessions.add_convocation",
        "émettre attestations livrets",
    ),
    WorkPage("Évaluation", "admin:evaluation", "atelier_sessions.change_questionnaire", "questionnaire bilan"),
    WorkPage("Fichiers et liens", "admin:shared_files", files_access.VIEW, "documents partager publier"),
    WorkPage(
        "Équipe d’animation", "admin:facilitators", "seasons.change_teammember", "disponibilités lettres de mission"
    ),
    WorkPage("Personnes à prévenir", "admin:people_to_tell", "atelier_sessions.add_convocation", "changement de date"),
    HelpSection(
        "organisation#journees",
        ("atelier_sessions_day", "admin:season_documents", "admin:people_to_tell", "atelier_sessions_convocation"),
    ),
    HelpSection(
        "animation#preparer",
        ("admin:day_programme", "admin:day_notes", "admin:change_note", "atelier_sessions_halfday"),
    ),
    HelpSection(
        "animation#presences",
        ("admin:presence", "admin:day_presence", "admin:checkin", "atelier_sessions_attendance"),
    ),
    HelpSection(
        "animation#engagements", ("admin:table_undertakings", "admin:day_undertakings", "admin:season_undertakings")
    ),
    HelpSection("participation#engagements", ("sessions:undertaking",)),
    HelpSection("animation#groupes", ("admin:groups", "admin:acquaintances")),
    HelpSection("participation#espace", ("sessions:calendar", "sessions:day")),
    HelpSection("participation#avis", ("sessions:evaluation", "sessions:personal_evaluation")),
    HelpSection(
        "organisation#evaluation",
        (
            "admin:evaluation",
            "admin:questionnaire",
            "admin:close_questionnaire",
            "admin:questionnaire_questions",
            "admin:questionnaire_guests",
            "admin:questionnaire_screen",
        ),
    ),
    HelpSection("organisation#animation", ("admin:facilitators",)),
    HelpSection("animation#mon-animation", ("sessions:facilitation", "sessions:personal_availability")),
    HelpSection("participation#absence", ("sessions:absence",)),
    HelpSection("participation#venue", ("sessions:coming",)),
    HelpSection("organisation#preparer-journee", ("admin:day_lists", "admin:day_names")),
    HelpSection("organisation#fichiers", ("admin:shared_files", "admin:share_file", "admin:change_shared_file")),
    HelpSection("participation#fichiers", ("sessions:shared_file",)),
    HelpSection("participation#groupe", ("sessions:group", "sessions:directory", "sessions:question")),
    ImpersonationPages(
        (
            "sessions:calendar",
            "sessions:day",
            "sessions:group",
            "sessions:directory",
            "sessions:question",
            "sessions:undertaking",
            "sessions:shared_file",
            "sessions:file_version",
            "sessions:facilitation",
            "sessions:facilitation_document",
            "sessions:convocation",
            "sessions:attestation",
            "sessions:booklet",
            "sessions:verify",
        )
    ),
)
