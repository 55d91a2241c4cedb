"""« À savoir »: the lines that end a convocation, which a season writes; one line each, some words filled in."""

from collections.abc import Iterable

from atelier.core.placeholders import fill_placeholders

PLACEHOLDERS = {
    "limite": "dernier jour pour annoncer une absence",
    "organisateur": "courriel de l’atelier, ou « l’équipe d’organisation »",
}
USUAL = (
    "Votre participation est personnelle. En cas d’empêchement, écrivez à {organisateur}, {limite} ; merci de ne "
    "pas vous faire remplacer sans nous en avoir parlé.\n"
    "La présente convocation est établie pour faire valoir ce que de droit ; elle ne remplace pas l’ordre de mission "
    "délivré par votre employeur."
)
USUAL_ON_SITE = "Le déplacement et le déjeuner restent à la charge des participants."
HELP = "Une par ligne. Mots remplacés : " + ", ".join(f"{{{name}}} ({what})" for name, what in PLACEHOLDERS.items())


def filled_lines(texts: Iterable[str], values: dict[str, str]) -> list[str]:
    """The lines of these texts that say something, their words filled in."""
    lines = [line.strip() for text in texts for line in text.splitlines()]
    return [fill_placeholders(line, values) for line in lines if line]
