"""What of the days a season may do without."""

from atelier.seasons.parts import SeasonPart

UNDERTAKINGS, EVALUATION, DAY_LISTS, FILES = (
    "follows_undertakings",
    "is_evaluated",
    "uses_day_lists",
    "uses_shared_files",
)

PARTS = (
    SeasonPart(
        UNDERTAKINGS,
        pages=(
            "sessions:undertaking",
            "admin:day_undertakings",
            "admin:table_undertakings",
            "admin:season_undertakings",
        ),
        words=("engagements", "engagement entre pairs", "engagement à la journée", "votre engagement"),
        off="ne suit plus les engagements entre pairs\u00a0: rien n’est attendu de vous. Ce qui est écrit est gardé.",
    ),
    SeasonPart(
        EVALUATION,
        pages=(
            "sessions:evaluation",
            "sessions:personal_evaluation",
            "admin:evaluation",
            "admin:questionnaire",
            "admin:close_questionnaire",
            "admin:questionnaire_guests",
            "admin:questionnaire_poster",
            "admin:questionnaire_questions",
            "admin:questionnaire_screen",
            "admin:questionnaire_report",
        ),
        words=("évaluation", "évaluer la saison", "questionnaire", "votre avis"),
        off="ne demande plus d’avis\u00a0: rien n’est attendu de vous. Ce qui a été répondu est gardé.",
    ),
    SeasonPart(
        DAY_LISTS,
        pages=(
            "sessions:coming",
            "admin:day_lists",
            "admin:day_names",
            "admin:caterer_pdf",
            "admin:caterer_csv",
            "admin:image_limits_pdf",
        ),
        words=("déjeuner", "repas", "traiteur", "mange", "régime", "préparer la journée", "ma venue"),
        off="n’a plus de page pour préparer votre venue\u00a0: rien n’est attendu de vous par ici. S’il vous faut "
        "quelque chose pour venir, écrivez à l’équipe.",
    ),
    SeasonPart(
        FILES,
        pages=(
            "sessions:shared_file",
            "sessions:file_version",
            "admin:shared_files",
            "admin:share_file",
            "admin:change_shared_file",
            "admin:team_version",
        ),
        words=("fichiers", "fichier ou lien", "fichier ou un lien"),
        off="ne met plus de fichier ni de lien à disposition par ici. Rien n’est perdu\u00a0: demandez-le à l’équipe.",
    ),
)
