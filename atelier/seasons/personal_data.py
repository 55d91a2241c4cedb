from atelier.core import retention_periods
from atelier.core.personal_data import NotPersonal, personal_data

PERSONAL_DATA = (
    personal_data(
        "seasons.Job",
        purpose="le classeur, les documents rassemblés",
        kept=retention_periods.JOB,
        nameless="author",
        listed="rows options",
    ),
    personal_data(
        "seasons.TeamMember",
        purpose="présenter l’équipe, et savoir qui anime",
        kept="tant que la page est publique",
        whose={"user": "me"},
        nameless="user",
        listed="name role",
        exported=True,
    ),
    personal_data(
        "seasons.SavedFilter",
        purpose="retrouver les filtres d’une liste",
        kept=retention_periods.ACCOUNT,
        whose={"owner": "me"},
        deleted="owner name parts",
        listed="name parts",
        exported=True,
    ),
    NotPersonal(
        "seasons.Workshop",
        "name carried_by founders supported_by network_name network_url publisher legal_form address "
        "siret email phone publication_director host data_protection signatory signatory_title",
    ),
    NotPersonal("seasons.Page", "slug title body"),
    NotPersonal("seasons.Venue", "name room address access accessibility url"),
    NotPersonal(
        "seasons.Season",
        "label theme summary audience project_themes exchange_formats commitments city "
        "convocation_notes convocation_notes_on_site signed_by reply_email",
    ),
    NotPersonal("seasons.Category", "code label examples"),
    NotPersonal("seasons.Resource", "kind url about"),
    NotPersonal("seasons.Job", "name subject sheets error"),
    NotPersonal("seasons.SavedFilter", "table"),
    NotPersonal("seasons.Failure", "ref label address cause"),
)
