"""The register of personal data (GDPR, article 30): each column that may hold some, why, how long, what erasing does.

A test walks every table: a text, a file, a JSON or a link to a person that stands neither here nor among what is not
personal fails the build.
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

REWRITTEN, DELETED, KEPT, NAMELESS = "remplacé", "supprimé", "gardé", "sans nom"


@dataclass(frozen=True)
class Personal:
    """`erased` says what becomes of it: rewritten, deleted with its row, kept by law, or left without the name."""

    why: str
    kept: str
    erased: str
    columns: tuple[str, ...]


def told(why: str, kept: str, erased: str, columns: str) -> Personal:
    return Personal(why, kept, erased, tuple(columns.split()))


REGISTER = {
    "accounts.User": told("se connecter", ACCOUNT, REWRITTEN, "email first_name last_name password"),
    "account.EmailAddress": told("se connecter", ACCOUNT, DELETED, "user email"),
    "mfa.Authenticator": told("second facteur de l’équipe", ACCOUNT, DELETED, "user data"),
    "territories.Participant": told(
        "convoquer, accueillir, attester",
        SEASON,
        REWRITTEN,
        "first_name last_name sort_name salutation position organisation email phone user",
    ),
    "territories.PersonalChoices": told("respecter ses choix", SEASON, DELETED, "participant"),
    "territories.AccessNeed": told("accueillir\u00a0; donnée de santé", SHORT, DELETED, "participant text"),
    "territories.HolderChange": told(
        "changer de titulaire",
        SEASON,
        REWRITTEN,
        "leaving reason first_name last_name position organisation email asked_by decided_by",
    ),
    "territories.Contact": told("remplir la candidature", DRAFT, DELETED, "user"),
    "territories.Distinct": told("ne pas confondre deux personnes", SEASON, NAMELESS, "seen author"),
    "territories.Edit": told("savoir qui a modifié le dossier", SEASON, NAMELESS, "author what"),
    "territories.StatusChange": told("dire pourquoi une décision", SEASON, NAMELESS, "author reason"),
    "territories.CorrectionRequest": told("dire ce qui est à reprendre", SEASON, NAMELESS, "author why"),
    "territories.QuotaOverride": told("dire pourquoi une dérogation", SEASON, NAMELESS, "author reason"),
    "territories.Review": told("étudier les candidatures", SEASON, NAMELESS, "reviewer note"),
    "territories.Triptych": told("la candidature", DRAFT, NAMELESS, "dynamics resistance expectations"),
    "referential.AnswerSheet": told("se positionner", SEASON, NAMELESS, "participant"),
    "referential.Position": told("se positionner", ANSWERS, REWRITTEN, "note"),
    "referential.CommonSheet": told("la position commune", SEASON, NAMELESS, "submitted_by"),
    "referential.CommonPosition": told("la position commune", SEASON, NAMELESS, "why example"),
    "referential.ExperienceSheet": told(
        "partager une expérience",
        SEASON,
        NAMELESS,
        "author title context life_stake actors done resisted effects conditions differently quotes resources contacts",
    ),
    "referential.Entry": told("raconter la trajectoire", SEASON, NAMELESS, "author title text details"),
    "referential.Trajectory": told(
        "raconter la trajectoire",
        SEASON,
        NAMELESS,
        "life_stakes summary starting_point heading learnt offer work means governance finance evaluation",
    ),
    "referential.Publication": told(
        "la bibliothèque", "tant que l’accord tient", NAMELESS, "title sections words asked_by"
    ),
    "referential.Consent": told("prouver l’accord", "tant que l’accord tient", NAMELESS, "user"),
    "atelier_sessions.Attendance": told("attester", SEASON, REWRITTEN, "participant reason noted_by"),
    "atelier_sessions.Attestation": told("attester", SEASON, DELETED, "participant snapshot number code sha256"),
    "atelier_sessions.Convocation": told("convoquer", SEASON, DELETED, "participant snapshot number sha256"),
    "atelier_sessions.Booklet": told("le livret du territoire", SEASON, NAMELESS, "snapshot"),
    "atelier_sessions.Feed": told("l’agenda personnel", ACCOUNT, DELETED, "user token"),
    "atelier_sessions.Note": told("garder ce qui s’est dit", SEASON, NAMELESS, "author title text url"),
    "atelier_sessions.PeerAnswer": told("répondre aux pairs", SEASON, NAMELESS, "author text"),
    "atelier_sessions.Closing": told("clore les présences", SEASON, NAMELESS, "author reopened_by reason"),
    "atelier_sessions.Composition": told("composer les groupes", SEASON, NAMELESS, "author"),
    "atelier_sessions.Batch": told("rassembler des documents", SEASON, DELETED, "author"),
    "atelier_sessions.SheetScan": told("feuille d’émargement signée", SEASON, KEPT, "file author"),
    "seasons.Job": told("le classeur", "une semaine", DELETED, "author rows options"),
    "seasons.Task": told("confier une tâche", SEASON, NAMELESS, "title owner"),
    "seasons.Tick": told("savoir qui a fait une tâche", SEASON, NAMELESS, "author"),
    "seasons.Facilitator": told("présenter l’équipe", "tant que la page est publique", NAMELESS, "name role"),
    "outbox.Message": told("écrire", MAIL, DELETED, "to_email subject text error key"),
    "outbox.Topic": told("retrouver les courriels", MAIL, DELETED, "ref"),
    "outbox.Attachment": told("joindre un document", MAIL, DELETED, "name path"),
    "outbox.Bounce": told("savoir qu’une adresse refuse", SEASON, DELETED, "email reason"),
    "auditlog.LogEntry": told(
        "savoir qui a changé quoi",
        SEASON,
        NAMELESS,
        "actor actor_email object_repr changes changes_text serialized_data additional_data",
    ),
    "admin.LogEntry": told("savoir qui a changé quoi", SEASON, NAMELESS, "user object_repr change_message"),
    "contributions.AmountStep": told("la discussion du montant", LAW, NAMELESS, "author reason"),
    "contributions.Agreement": told("dire pourquoi un montant", LAW, NAMELESS, "override_reason"),
    "contributions.Payer": told("facturer", LAW, KEPT, "email address"),
    "contributions.SignedCopy": told("la convention signée", LAW, KEPT, "file author"),
    "contributions.Invoice": told("facturer", LAW, KEPT, "snapshot"),
    "contributions.CreditNote": told("facturer", LAW, KEPT, "snapshot reason author"),
    "contributions.ChorusStep": told("suivre une facture", LAW, KEPT, "reason author"),
    "contributions.Payment": told("encaisser", LAW, KEPT, "reference author cancel_reason"),
    "contributions.StatementLine": told("rapprocher un relevé", LAW, KEPT, "label"),
}

# Tables without a person in them: words of the workshop, of a season, of a place; codes, numbers and prints of files.
NOT_PERSONAL = {
    "account.EmailConfirmation": "key",
    "sessions.Session": "session_key session_data",
    "admin.LogEntry": "object_id",
    "auditlog.LogEntry": "object_pk cid",
    "outbox.Message": "source",
    "outbox.Attachment": "content_type",
    "seasons.Workshop": "name carried_by founders supported_by network_name network_url publisher legal_form "
    "address siret email phone publication_director host data_protection signatory signatory_title",
    "seasons.Page": "slug title body",
    "seasons.Venue": "name room address access accessibility url",
    "seasons.Season": "label theme summary audience project_themes exchange_formats commitments city",
    "seasons.Category": "code label examples",
    "seasons.Resource": "kind url about",
    "seasons.Job": "name sheets error",
    "seasons.ReminderRule": "trigger subject text",
    "seasons.Task": "landmark fact",
    "seasons.Tick": "ref",
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
    "referential.Publication": "source_key kind",
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
