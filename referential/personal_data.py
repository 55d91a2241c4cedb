from atelier.core import retention_periods
from atelier.core.personal_data import NotPersonal, personal_data

PERSONAL_DATA = (
    personal_data(
        "referential.AnswerSheet",
        purpose="se positionner",
        kept=retention_periods.SEASON,
        whose={"participant__in": "seats"},
        nameless="participant",
        exported=True,
    ),
    # Nobody but its author ever reads a note: those of others are neither searched nor shown.
    personal_data(
        "referential.Position",
        purpose="se positionner",
        kept=retention_periods.ANSWERS,
        whose={"sheet__participant__in": "seats"},
        rewritten="note",
        exported=True,
    ),
    personal_data(
        "referential.CommonSheet", purpose="la position commune", kept=retention_periods.SEASON, nameless="submitted_by"
    ),
    personal_data(
        "referential.CommonPosition", purpose="la position commune", kept=retention_periods.SEASON, listed="why example"
    ),
    personal_data(
        "referential.ExperienceSheet",
        purpose="partager une expérience",
        kept=retention_periods.SEASON,
        whose={"author": "me"},
        nameless="author",
        listed="title context life_stake actors done resisted effects conditions differently quotes resources contacts",
        exported=True,
    ),
    personal_data(
        "referential.Entry",
        purpose="raconter la trajectoire",
        kept=retention_periods.SEASON,
        whose={"author": "me"},
        nameless="author",
        listed="title text details",
        exported=True,
    ),
    personal_data(
        "referential.Trajectory",
        purpose="raconter la trajectoire",
        kept=retention_periods.SEASON,
        listed="life_stakes summary starting_point heading learnt offer work means governance finance evaluation",
    ),
    personal_data(
        "referential.Publication",
        purpose="la bibliothèque",
        kept=retention_periods.AGREEMENT,
        nameless="asked_by",
        listed="title sections",
    ),
    personal_data(
        "referential.Consent",
        purpose="prouver l’accord",
        kept=retention_periods.AGREEMENT,
        whose={"user": "me"},
        nameless="user",
        exported=True,
    ),
    NotPersonal("referential.Stake", "code name definition"),
    NotPersonal("referential.Grid", "name level_names"),
    NotPersonal("referential.Dimension", "code name questions level_1 level_2 level_3 level_4 level_5"),
    NotPersonal("referential.Term", "term definition"),
    NotPersonal("referential.Publication", "source_key kind words"),  # the words of its text, sought
)
