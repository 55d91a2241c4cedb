"""The guide of each role, and which of its sections explains which page."""

from dataclasses import dataclass

from django.urls import reverse

from atelier.accounts.models import User

TITLES = {
    "organisation": "Organiser une saison",
    "tresorerie": "Tenir les contributions",
    "animation": "Animer les journées",
    "referent": "Porter la candidature d’un territoire",
    "participation": "Participer à l’atelier",
}

# Section of the guide, then the pages that it explains. A table of the administration stands for its pages.
SECTIONS = {
    "organisation#saison": ["admin:index"],
    "organisation#ouvrir": ["next_season", "seasons_season"],
    "organisation#retroplanning": ["admin:retroplanning", "checklist_task"],
    "organisation#candidatures": ["admin:board", "territories_triptych", "territories_criterion"],
    "organisation#personnes": ["territories_participant", "territories_holderchange", "accounts_user"],
    "organisation#qualite": ["quality", "merge", "territories_organisation", "territories_territory"],
    "organisation#journees": ["atelier_sessions_day", "admin:season_documents", "atelier_sessions_convocation"],
    "organisation#courriels": ["admin:line_of_time", "admin:letter", "reminders_reminderrule", "outbox_message"],
    "organisation#classeur": ["workbook", "workbook_job"],
    "organisation#journal": ["audit_change", "search"],
    "tresorerie#budget": ["admin:budget", "contributions_funding"],
    "tresorerie#accord": ["admin:contribution", "admin:payer", "contributions_agreement"],
    "tresorerie#documents": ["admin:issue_invoice", "contributions_invoice", "contributions_creditnote"],
    "tresorerie#suivi": ["admin:invoice_follow", "admin:statement"],
    "tresorerie#emetteur": ["contributions_issuer", "contributions_article"],
    "animation#preparer": ["admin:day_notes", "admin:change_note", "atelier_sessions_halfday"],
    "animation#presences": ["admin:presence", "admin:day_presence", "admin:checkin", "atelier_sessions_attendance"],
    "animation#groupes": ["admin:groups", "admin:acquaintances"],
    "animation#regards": ["admin:regards", "referential_moment", "referential_grid", "referential_publication"],
    "referent#candidature": ["territories:start", "territories:application", "territories:step"],
    "referent#personnes": ["territories:people", "territories:seat", "territories:team", "territories:perimeter"],
    "referent#titulaire": ["territories:change_holder"],
    "referent#contribution": ["contributions:contribution", "contributions:payer", "contributions:invoice"],
    "participation#invitation": ["territories:invitation"],
    "participation#espace": ["space", "sessions:calendar", "sessions:day"],
    "participation#absence": ["sessions:absence"],
    "participation#positions": ["referential:moment", "referential:step", "referential:regards", "referential:common"],
    "participation#trajectoire": ["referential:territory", "referential:trajectory", "referential:experience"],
    "participation#groupe": ["sessions:group", "sessions:directory", "sessions:question"],
}  # fmt: skip
EXPLAINED = {page: section for section, pages in SECTIONS.items() for page in pages}


@dataclass(frozen=True)
class HelpLink:
    """Where help on a page is read; `is_precise` when a section explains this very page."""

    address: str
    is_precise: bool


def help_for_page(view_name: str, user: User) -> HelpLink:
    """The section that explains the page, else the guide of the reader's role."""
    table = view_name.removeprefix("admin:").rpartition("_")[0] if view_name.startswith("admin:") else ""
    section = EXPLAINED.get(view_name) or EXPLAINED.get(table)
    role, _, anchor = (section or role_of(user)).partition("#")
    return HelpLink(reverse("guide", args=[role]) + (f"#{anchor}" if anchor else ""), bool(section))


def role_of(user: User) -> str:
    """The guide that somebody reads first."""
    roles = {"is_organiser": "organisation", "is_treasurer": "tresorerie", "is_facilitator": "animation"}
    return next((role for flag, role in roles.items() if getattr(user, flag, False)), "participation")
