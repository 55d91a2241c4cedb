"""What is printed of an evaluation: the QR code of a questionnaire, and its results for the funder."""

from atelier.core import pdf
from atelier.core.links import absolute_url
from atelier.core.qr_codes import qr_code
from atelier.seasons.models import Workshop
from sessions.evaluation import results
from sessions.evaluation.models import Improvement, Questionnaire
from sessions.evaluation.questionnaires import ENOUGH


def code_of(questionnaire: Questionnaire) -> dict[str, object]:
    """What a sheet or a screen shows: the address, which asks each reader to sign in, and its QR code."""
    address = absolute_url(questionnaire.get_absolute_url())
    return {"questionnaire": questionnaire, "address": address, "qr": qr_code(address)}


def poster(questionnaire: Questionnaire) -> bytes:
    """A page with the QR code of the questionnaire."""
    context = {**code_of(questionnaire), "workshop": Workshop.load()}
    return pdf.render_pdf("sessions/documents/evaluation_poster.html", context)


def report(questionnaire: Questionnaire) -> bytes:
    """Rates, results by question, and the decisions of the season; no result before closing or under five answers."""
    return pdf.render_pdf("sessions/documents/evaluation_report.html", report_context(questionnaire))


def report_context(questionnaire: Questionnaire) -> dict[str, object]:
    """What the template of the results reads."""
    return {
        "questionnaire": questionnaire,
        "rate": results.rate_of(questionnaire),
        "shown": results.is_shown(questionnaire),
        "results": results.results_of(questionnaire),
        "improvements": Improvement.objects.filter(season=questionnaire.season_id).order_by("pk"),
        "workshop": Workshop.load(),
        "enough": ENOUGH,
    }
