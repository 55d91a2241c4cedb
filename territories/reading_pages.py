"""The pages where a territory of a season and a person are read."""

from django.contrib.admin.utils import label_for_field
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from atelier.audit.reading_section import changes_of
from atelier.core import french
from atelier.core.permissions import HoldsPermissions
from atelier.core.reading_pages import Cell, Link, ReadingAct, ReadingPage, ReadingSection, Row, address_of
from atelier.outbox.reading_section import messages_about
from atelier.reminders import broadcasts
from territories import application, invitation, lineage
from territories.models import HolderChange, Participant, Review, Territory, Triptych

_DECIDED = (Triptych.Status.ADMITTED, Triptych.Status.WAITING, Triptych.Status.REFUSED, Triptych.Status.WITHDRAWN)
_WRITES = "reminders.change_reminderrule"
_DECIDES_CHANGES = "territories.change_holderchange"
_CHANGES_TRIPTYCHS = "territories.change_triptych"


def _facts_of_triptych(triptych: Triptych, user: HoldsPermissions) -> list[tuple[str, Cell]]:
    wished = triptych.wished_amount if user.has_perm("territories.view_wished_amount") else None
    lead = triptych.lead
    return [
        ("État", triptych.get_status_display()),
        ("Rang", str(triptych.rank or "")),
        ("Rang d’attente", str(triptych.waiting_rank or "")),
        ("Saison", str(triptych.season)),
        ("D’une saison à l’autre", Link("Toutes ses saisons", address_of(triptych.territory))),
        ("Référent", str(lead.user) if lead else "personne"),
        ("Déposée le", french.moment(triptych.submitted_at) if triptych.submitted_at else "pas encore"),
        ("Contribution envisagée", "" if wished is None else french.euros(wished)),
        ("Liens déclarés", _conflicts(triptych) if user.has_perm(_CHANGES_TRIPTYCHS) else ""),
        ("Reste à faire", " ".join(gap.sentence for gap in application.remaining_steps(triptych)) or "rien"),
    ]


def _conflicts(triptych: Triptych) -> str:
    """Who reads nothing of this application and decides nothing about it, and why."""
    declared = Review.objects.filter(triptych=triptych).exclude(conflict="").select_related("reviewer")
    return " ; ".join(f"{one.reviewer}, {one.conflict}" for one in declared.order_by("pk"))


def _facts_of_territory(territory: Territory, user: HoldsPermissions) -> list[tuple[str, Cell]]:
    by_hand = "réuni par l’équipe" if territory.same_as_id else "tenu à part" if territory.kept_apart else ""
    by_code = "reconnu par son code" if territory.code or territory.siren else "sans code, à réunir à la main"
    return [
        ("Type", territory.get_kind_display()),
        ("Département", territory.department_name),
        ("Code géographique", territory.code),
        ("SIREN", territory.siren),
        ("Structure porteuse", territory.bearers_in_words),
        ("Habitants", french.number(territory.population) if territory.population else ""),
        ("D’une saison à l’autre", by_hand or by_code),
    ]


def _seasons(territory: Territory, user: HoldsPermissions) -> list[Row]:
    counted = Participant.objects.counted().filter(triptych=OuterRef("pk")).order_by().values("triptych")
    seats = Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)
    return [
        (
            Link(str(one.season), address_of(one)),
            str(one.territory),
            one.get_status_display(),
            str(one.confirmed),
        )
        for one in lineage.seasons_of_territory(territory).annotate(confirmed=seats)
    ]


def _people_over_seasons(territory: Territory, user: HoldsPermissions) -> list[Row]:
    triptychs = lineage.seasons_of_territory(territory).order_by().values("pk")
    found = Participant.objects.named().filter(triptych__in=triptychs).select_related("season", "category")
    return [
        (
            str(one.season),
            Link(one.full_name, address_of(one)),
            str(one.category),
            one.get_state_display(),
            one.position,
        )
        for one in found.order_by("-season__number", "category__position", "seat", "pk")
    ]


def _answers(triptych: Triptych, user: HoldsPermissions) -> list[Row]:
    names = ("dynamics", "resistance", "expectations")
    written = [(str(label_for_field(name, Triptych)), getattr(triptych, name)) for name in names]
    return [(french.spaced(name[:1].upper() + name[1:]), text) for name, text in written if text]


def _people(triptych: Triptych, user: HoldsPermissions) -> list[Row]:
    found = triptych.participants.select_related("category").order_by("category", "seat", "pk")
    return [
        (
            Link(person.full_name, address_of(person)),
            str(person.category),
            person.get_state_display(),
            person.position,
            person.organisation,
        )
        for person in found
    ]


def _history(triptych: Triptych, user: HoldsPermissions) -> list[Row]:
    found = triptych.status_changes.select_related("author").order_by("-at", "-pk")
    return [
        (french.moment(one.at), one.get_new_display(), str(one.author or "l’Atelier"), one.reason or "–")
        for one in found
    ]


def _facts_of_person(person: Participant, user: HoldsPermissions) -> list[tuple[str, Cell]]:
    return [
        ("Territoire", Link(str(person.triptych), address_of(person.triptych))),
        ("Catégorie", str(person.category)),
        ("État", person.get_state_display()),
        ("Invitation", french.moment(person.invited_at) if person.invited_at else "pas encore partie"),
        ("Fonction", person.position),
        ("Organisme", person.organisation),
        ("Adresse", person.email),
        ("Téléphone", french.phone(person.phone) if person.phone else ""),
        ("Fin de mandat", french.long_date(person.mandate_ends_on) if person.mandate_ends_on else ""),
    ]


def _facts_of_holder_change(change: HolderChange, user: HoldsPermissions) -> list[tuple[str, Cell]]:
    return [
        ("État", change.get_state_display()),
        ("Territoire", Link(str(change.leaving.triptych), address_of(change.leaving.triptych))),
        ("Qui quitte le siège", Link(change.leaving.full_name, address_of(change.leaving))),
        ("Qui le prend", f"{change.first_name} {change.last_name}"),
        ("Fonction", change.position),
        ("Organisme", change.organisation),
        ("Adresse", change.email),
        ("À partir du", french.long_date(change.effective_on)),
        ("Motif", change.reason),
        ("Demandé", f"le {french.moment(change.asked_at)} par {change.asked_by}"),
        ("Décidé", f"le {french.moment(change.decided_at)} par {change.decided_by}" if change.decided_at else ""),
    ]


def _decision(rank: int, action: str, title: str, states: tuple[str, ...] | set) -> ReadingAct:
    """A decision of the list, asked for one territory while its state allows it."""
    return ReadingAct(
        Triptych, rank, title, _CHANGES_TRIPTYCHS, action=action, possible=lambda row: row.status in states
    )


def _is_asked(change: HolderChange) -> bool:
    return change.state == HolderChange.State.ASKED


PAGES = (
    ReadingPage(Triptych, "Territoires", _facts_of_triptych, ("territory", "season"), blocks=("candidature",)),
    ReadingSection(
        Triptych, 10, "dossier", "Dossier", "territories.view_triptych", ("Question", "Réponse"), _answers,
        "Le dossier est encore vide.", block="dossier",
    ),
    ReadingSection(
        Triptych, 20, "personnes", "Personnes", "territories.view_participant",
        ("Nom", "Catégorie", "État", "Fonction", "Organisme"), _people, "Personne n’est encore nommé.",
        block="personnes",
    ),
    ReadingSection(
        Triptych, 60, "decisions", "Décisions", "territories.view_triptych", ("Le", "État", "Par", "Motif"), _history,
        "Rien n’a encore été décidé.",
    ),
    messages_about(Triptych, lambda triptych: f"territory:{triptych.territory_id}"),
    changes_of(Triptych),
    _decision(10, "admit", "Retenir", Triptych.DECIDABLE),
    _decision(20, "put_on_waiting_list", "Mettre en liste d’attente", (Triptych.Status.SUBMITTED,)),
    _decision(30, "ask_for_correction", "Demander une correction", (Triptych.Status.SUBMITTED,)),
    _decision(40, "refuse", "Ne pas retenir", Triptych.DECIDABLE),
    _decision(50, "take_back", "Revenir sur la décision", _DECIDED),
    ReadingAct(
        Triptych, 70, "Inviter de nouveau", _CHANGES_TRIPTYCHS, action="invite_again",
        possible=lambda row: any(seat.state == "invited" for panel in row.panels() for seat in panel.seats),
    ),
    ReadingAct(
        Triptych, 80, "Écrire", _WRITES,
        address=lambda triptych: broadcasts.letter_address(triptych.season_id, "territories", [triptych.pk]),
    ),
    ReadingPage(
        Territory,
        "Fiches des territoires",
        _facts_of_territory,
        ("bearer", "second_bearer", "same_as"),
        blocks=("identite",),
    ),
    ReadingSection(
        Territory, 10, "saisons", "Saisons", "territories.view_triptych",
        ("Saison", "Territoire", "État", "Sièges confirmés"), _seasons, "Il n’a encore pris part à aucune saison.",
    ),
    ReadingSection(
        Territory, 20, "personnes", "Personnes", "territories.view_participant",
        ("Saison", "Nom", "Catégorie", "État", "Fonction"), _people_over_seasons, "Personne n’est encore nommé.",
    ),
    changes_of(Territory),
    ReadingPage(
        Participant, "Personnes", _facts_of_person, ("triptych__territory", "triptych__season", "category", "user"),
        blocks=("identite", "siege"),
    ),
    messages_about(Participant, lambda person: f"participant:{person.pk}"),
    changes_of(Participant),
    ReadingAct(
        Participant, 10, "Inviter de nouveau", "territories.change_participant", action="invite_again",
        possible=invitation.may_invite_again,
    ),
    ReadingAct(
        Participant, 15, "Écrire", _WRITES,
        address=lambda person: broadcasts.letter_address(person.season_id, "people", [person.pk]),
        possible=lambda person: person.state not in (Participant.State.DECLINED, Participant.State.LEFT),
    ),
    ReadingPage(
        HolderChange, "Changements de titulaire", _facts_of_holder_change,
        ("leaving__triptych__territory", "leaving__triptych__season", "asked_by", "decided_by"),
    ),
    ReadingAct(
        HolderChange, 10, "Accepter le changement", _DECIDES_CHANGES, action="accept", possible=_is_asked,
    ),
    ReadingAct(
        HolderChange, 20, "Refuser le changement", _DECIDES_CHANGES, action="refuse", possible=_is_asked,
    ),
    ReadingAct(
        Participant, 20, "Changer d’adresse", "accounts.change_user",
        address=lambda person: reverse("change_address", args=["participant", person.pk]),
    ),
)  # fmt: skip
