"""The register of personal data (GDPR, article 30): each column that may hold some, why, how long, what erasing does.

A test walks every table: a text, a file, a JSON or a link to a person that stands neither here nor among what is not
personal fails the build. Another erases somebody and holds each column to what is said of it here.
"""

from dataclasses import dataclass

LAW = "code de commerce, article L123-22\u00a0: dix ans"
SEASON = "cinq ans après la dernière journée de la saison"
DRAFT = "deux ans si elle n’est pas retenue, six mois après le dernier changement si elle n’est pas déposée"
SHORT = "trente jours après la dernière journée de la saison"
ANSWERS = "un an après la dernière journée de la saison\u00a0; reste le regard de chaque catégorie"
MAIL = "quatre-vingt-dix jours après l’envoi"
AGREED = "tant que l’accord tient"
ACCOUNT = "tant que le compte sert\u00a0; effacé sur demande"
REVIEWED = "un an après sa relecture"

REWRITTEN, DELETED, NAMELESS, KEPT, LISTED = "remplacé", "supprimé", "sans nom", "gardé", "à relire"


@dataclass(frozen=True)
class Personal:
    """What a table holds of a person: why, how long, which rows are theirs, and what erasing does to each column.

    `whose` leads to their rows: the columns that hold their account (`me`), one of their seats (`seats`) or their
    address (`email`). `erased` says what becomes of a column in these rows: emptied in place, gone with its row,
    left as a link to somebody who has no name any more, kept by law, or left as it is.
    `listed` are free texts, of anybody's rows, that may name the person: an organiser is told where, and reads them.
    """

    why: str
    kept: str
    whose: dict[str, str]
    erased: dict[str, str]
    listed: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.erased)

    @property
    def is_about_them(self) -> bool:
        """Their rows go or are emptied; in the other tables they wrote, or did something."""
        return bool({REWRITTEN, DELETED} & set(self.erased.values()))


def told(
    why: str,
    kept: str,
    *,
    whose: dict[str, str] | None = None,
    rewritten: str = "",
    deleted: str = "",
    nameless: str = "",
    law: str = "",
    listed: str = "",
) -> Personal:
    fates = {LISTED: listed, REWRITTEN: rewritten, DELETED: deleted, NAMELESS: nameless, KEPT: law}
    erased = {column: fate for fate, columns in fates.items() for column in columns.split()}
    return Personal(why, kept, whose or {}, erased, tuple(listed.split()))


SEATED, MINE, WRITTEN = {"participant__in": "seats"}, {"user": "me"}, {"author": "me"}
REGISTER = {
    "accounts.User": told("se connecter", ACCOUNT, whose={"pk": "me"}, rewritten="email first_name last_name password"),
    "account.EmailAddress": told("se connecter", ACCOUNT, whose=MINE, deleted="user email"),
    "mfa.Authenticator": told("second facteur de l’équipe", ACCOUNT, whose=MINE, deleted="user data"),
    "territories.Participant": told(
        "convoquer, accueillir, attester",
        SEASON,
        whose={"pk__in": "seats"},
        rewritten="first_name last_name sort_name salutation position organisation email phone user",
        listed="position organisation",
    ),
    "territories.PersonalChoices": told("respecter ses choix", SEASON, whose=SEATED, deleted="participant"),
    "territories.AccessNeed": told(
        "accueillir\u00a0; donnée de santé", SHORT, whose=SEATED, deleted="participant text", listed="text"
    ),
    "territories.HolderChange": told(
        "changer de titulaire",
        SEASON,
        whose={"leaving__in": "seats", "email": "email"},
        rewritten="first_name last_name position organisation email reason",
        nameless="leaving asked_by decided_by",
        listed="reason position organisation",
    ),
    "territories.Contact": told("remplir la candidature", DRAFT, whose=MINE, deleted="user"),
    "territories.Distinct": told("ne pas confondre deux personnes", SEASON, deleted="seen", nameless="author"),
    "territories.Edit": told(
        "savoir qui a modifié le dossier",
        SEASON,
        whose={"about": "email"},
        rewritten="about what",
        nameless="author",
        listed="what",
    ),
    "territories.StatusChange": told("dire pourquoi une décision", SEASON, nameless="author", listed="reason"),
    "territories.CorrectionRequest": told("dire ce qui est à reprendre", SEASON, nameless="author", listed="why"),
    "territories.QuotaOverride": told("dire pourquoi une dérogation", SEASON, nameless="author", listed="reason"),
    "territories.Review": told("étudier les candidatures", SEASON, nameless="reviewer", listed="note"),
    "territories.Triptych": told("la candidature", DRAFT, listed="dynamics resistance expectations"),
    "referential.AnswerSheet": told("se positionner", SEASON, whose=SEATED, nameless="participant"),
    # Nobody but its author ever reads a note: those of others are neither searched nor shown.
    "referential.Position": told(
        "se positionner", ANSWERS, whose={"sheet__participant__in": "seats"}, rewritten="note"
    ),
    "referential.CommonSheet": told("la position commune", SEASON, nameless="submitted_by"),
    "referential.CommonPosition": told("la position commune", SEASON, listed="why example"),
    "referential.ExperienceSheet": told(
        "partager une expérience",
        SEASON,
        whose=WRITTEN,
        nameless="author",
        listed="title context life_stake actors done resisted effects conditions differently quotes resources contacts",
    ),
    "referential.Entry": told(
        "raconter la trajectoire", SEASON, whose=WRITTEN, nameless="author", listed="title text details"
    ),
    "referential.Trajectory": told(
        "raconter la trajectoire",
        SEASON,
        listed="life_stakes summary starting_point heading learnt offer work means governance finance evaluation",
    ),
    "referential.Publication": told("la bibliothèque", AGREED, nameless="asked_by", listed="title sections"),
    "referential.Consent": told("prouver l’accord", AGREED, whose=MINE, nameless="user"),
    "atelier_sessions.Attendance": told(
        "attester", SEASON, whose=SEATED, rewritten="reason", nameless="participant noted_by", listed="reason"
    ),
    "atelier_sessions.Attestation": told(
        "attester", SEASON, whose=SEATED, deleted="participant snapshot number code sha256"
    ),
    "atelier_sessions.Convocation": told(
        "convoquer", SEASON, whose=SEATED, deleted="participant snapshot number sha256"
    ),
    "atelier_sessions.Booklet": told("le livret du territoire", SEASON, listed="snapshot"),
    "atelier_sessions.Feed": told("l’agenda personnel", ACCOUNT, whose=MINE, deleted="user token"),
    "atelier_sessions.Note": told(
        "garder ce qui s’est dit", SEASON, whose=WRITTEN, nameless="author", listed="title text url"
    ),
    "atelier_sessions.PeerAnswer": told("répondre aux pairs", SEASON, whose=WRITTEN, nameless="author", listed="text"),
    "atelier_sessions.Closing": told("clore les présences", SEASON, nameless="author reopened_by", listed="reason"),
    "atelier_sessions.Composition": told("composer les groupes", SEASON, nameless="author"),
    "atelier_sessions.Batch": told("rassembler des documents", SEASON, nameless="author"),
    "atelier_sessions.SheetScan": told("feuille d’émargement signée", SEASON, law="file author"),
    "seasons.Job": told("le classeur", "une semaine", nameless="author", listed="rows options"),
    "checklist.Task": told("confier une tâche", SEASON, nameless="owner", listed="title"),
    "checklist.Tick": told("savoir qui a fait une tâche", SEASON, nameless="author"),
    "seasons.Facilitator": told("présenter l’équipe", "tant que la page est publique", listed="name role"),
    "outbox.Message": told(
        "écrire",
        MAIL,
        whose={"to_email": "email"},
        deleted="to_email subject text error key",
        listed="subject text error",
    ),
    "outbox.Topic": told("retrouver les courriels", MAIL, whose={"message__to_email": "email"}, deleted="ref"),
    "outbox.Attachment": told("joindre un document", MAIL, whose={"message__to_email": "email"}, deleted="name path"),
    "outbox.Bounce": told(
        "savoir qu’une adresse refuse", SEASON, whose={"email": "email"}, deleted="email reason", listed="reason"
    ),
    "privacy.TextToReview": told(
        "faire relire un texte qui nomme peut-être une personne effacée", REVIEWED, nameless="settled_by"
    ),
    # Theirs are the lines about their rows, and those of their rows that are gone: see `journal`.
    "auditlog.LogEntry": told(
        "savoir qui a changé quoi",
        SEASON,
        nameless="actor",
        rewritten="actor_email object_repr changes changes_text serialized_data additional_data",
        listed="object_repr changes changes_text serialized_data additional_data",
    ),
    "admin.LogEntry": told(
        "savoir qui a changé quoi",
        SEASON,
        nameless="user",
        rewritten="object_repr change_message",
        listed="object_repr change_message",
    ),
    "contributions.AmountStep": told("la discussion du montant", LAW, nameless="author", listed="reason"),
    "contributions.Agreement": told("dire pourquoi un montant", LAW, listed="override_reason"),
    "contributions.Payer": told("facturer", LAW, law="email address"),
    "contributions.SignedCopy": told("la convention signée", LAW, law="file author"),
    "contributions.Invoice": told("facturer", LAW, law="snapshot"),
    "contributions.CreditNote": told("facturer", LAW, law="snapshot reason author"),
    "contributions.ChorusStep": told("suivre une facture", LAW, law="reason author"),
    "contributions.Payment": told("encaisser", LAW, law="reference author cancel_reason"),
    "contributions.StatementLine": told("rapprocher un relevé", LAW, law="label"),
}

# Tables without a person in them: words of the workshop, of a season, of a place; codes, numbers and prints of files.
NOT_PERSONAL = {
    "account.EmailConfirmation": "key",
    "sessions.Session": "session_key session_data",
    "admin.LogEntry": "object_id",
    "auditlog.LogEntry": "object_pk cid",
    "outbox.Message": "source",
    "outbox.Attachment": "content_type",
    "privacy.TextToReview": "object_pk column path",
    "seasons.Workshop": "name carried_by founders supported_by network_name network_url publisher legal_form "
    "address siret email phone publication_director host data_protection signatory signatory_title",
    "seasons.Page": "slug title body",
    "seasons.Venue": "name room address access accessibility url",
    "seasons.Season": "label theme summary audience project_themes exchange_formats commitments city",
    "seasons.Category": "code label examples",
    "seasons.Resource": "kind url about",
    "seasons.Job": "name sheets error",
    "reminders.ReminderRule": "trigger subject text",
    "checklist.Task": "landmark fact",
    "checklist.Tick": "ref",
    "seasons.Failure": "ref label address",
    "territories.Organisation": "name sort_name siret address",
    "territories.Territory": "name short_name sort_name code siren",
    "territories.PerimeterPart": "code name sort_name",
    "territories.Triptych": "summary_sha256",
    "territories.Distinct": "kind",
    "territories.Criterion": "label",
    "referential.Stake": "code name definition",
    "referential.Grid": "name level_names",
    "referential.Dimension": "code name questions level_1 level_2 level_3 level_4 level_5",
    "referential.Term": "term definition",
    "referential.Publication": "source_key kind words",  # the words of its text, sought
    "atelier_sessions.Day": "title preparation",
    "atelier_sessions.AgendaItem": "title room preparation",
    "atelier_sessions.Batch": "error",
    "atelier_sessions.Booklet": "number sha256",
    "atelier_sessions.Group": "label",
    "contributions.Payer": "siret postcode city decision_number service_code engagement order_reference",
    "contributions.Article": "title text",
    "contributions.Series": "code",
    "contributions.Invoice": "number sha256",
    "contributions.CreditNote": "number sha256",
    "contributions.StatementLine": "print",
    "contributions.Funding": "name",
    "contributions.Issuer": "name legal_form address postcode city siret rna vat_number email phone iban bic "
    "vat_mention prefix public_terms private_terms discount account_customer account_revenue account_vat account_bank",
}
