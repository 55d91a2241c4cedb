"""What of territories and of their people a season may do without."""

from atelier.seasons.parts import SeasonPart

ALUMNI, NAMED = "keeps_alumni", "lists_territories"

PARTS = (
    SeasonPart(
        ALUMNI,
        pages=(
            "territories:alumni",
            "territories:write_to_alumnus",
            "territories:alumni_agreement",
            "territories:personal_alumni",
            "admin:territories_alumniagreement_changelist",
        ),
        words=("anciens", "ancien joignable", "rester en lien", "rester joignable"),
        off="ne demande plus à personne de rester joignable\u00a0: rien n’est attendu de vous, et personne ne vous "
        "écrit par ici.",
        kept_open=("territories:alumni_agreement", "territories:personal_alumni"),
    ),
    SeasonPart(
        NAMED,
        pages=(),
        words=("ont pris part", "a pris part", "nomme ses territoires", "nomme les territoires"),
        off="ne nomme pas ses territoires.",
    ),
)
