from atelier.core import retention_periods
from atelier.core.personal_data import NotPersonal, personal_data

PERSONAL_DATA = (
    personal_data(
        "atelier_sessions.Attendance",
        purpose="attester",
        kept=retention_periods.SEASON,
        whose={"participant__in": "seats"},
        rewritten="reason",
        nameless="participant noted_by",
        listed="reason",
        exported=True,
    ),
    personal_data(
        "atelier_sessions.Attestation",
        purpose="attester",
        kept=retention_periods.SEASON,
        whose={"participant__in": "seats"},
        deleted="participant snapshot number code sha256",
        exported=True,
    ),
    personal_data(
        "atelier_sessions.Convocation",
        purpose="convoquer",
        kept=retention_periods.SEASON,
        whose={"participant__in": "seats"},
        deleted="participant snapshot number sha256",
        exported=True,
    ),
    personal_data(
        "atelier_sessions.Booklet", purpose="le livret du territoire", kept=retention_periods.SEASON, listed="snapshot"
    ),
    personal_data(
        "atelier_sessions.Feed",
        purpose="l’agenda personnel",
        kept=retention_periods.ACCOUNT,
        whose={"user": "me"},
        deleted="user token",
        exported=True,
    ),
    personal_data(
        "atelier_sessions.Note",
        purpose="garder ce qui s’est dit",
        kept=retention_periods.SEASON,
        whose={"author": "me"},
        nameless="author",
        listed="title text url",
        exported=True,
    ),
    personal_data(
        "atelier_sessions.PeerAnswer",
        purpose="répondre aux pairs",
        kept=retention_periods.SEASON,
        whose={"author": "me"},
        nameless="author",
        listed="text",
        exported=True,
    ),
    personal_data(
        "atelier_sessions.BroughtQuestion",
        purpose="garder la question apportée à une table",
        kept=retention_periods.SEASON,
        whose={"participant__in": "seats", "author": "me"},
        nameless="author participant",
        listed="text",
        exported=True,
    ),
    personal_data(
        "atelier_sessions.Undertaking",
        purpose="suivre ce que chacun s’est engagé à faire",
        kept=retention_periods.SEASON,
        whose={"owner__in": "seats"},
        nameless="owner outcome_by",
        listed="text outcome_line",
        exported=True,
    ),
    personal_data(
        "atelier_sessions.Closing",
        purpose="clore les présences",
        kept=retention_periods.SEASON,
        nameless="author reopened_by",
        listed="reason",
    ),
    personal_data(
        "atelier_sessions.Composition", purpose="composer les groupes", kept=retention_periods.SEASON, nameless="author"
    ),
    personal_data(
        "atelier_sessions.SheetScan",
        purpose="feuille d’émargement signée",
        kept=retention_periods.SEASON,
        kept_by_law="file author",
    ),
    NotPersonal("atelier_sessions.Day", "title preparation link shown"),
    NotPersonal("atelier_sessions.AgendaItem", "title room preparation"),
    NotPersonal("atelier_sessions.Booklet", "number sha256"),
    NotPersonal("atelier_sessions.Group", "label"),
)
