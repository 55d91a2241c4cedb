"""A bank statement, read then matched: nothing is applied that nobody has seen."""

from django.contrib import admin, messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse

from atelier.core import confirmations, spreadsheets
from atelier.core.forms import call_or_form_error, get_row_or_404, refusals_as_messages
from atelier.core.permissions import require_permissions
from atelier.core.reading_pages import Link
from contributions import reconciliation
from contributions.admin.held import held_while_sent
from contributions.admin.statement_forms import ColumnsForm, SharesOfLineForm, StatementForm
from contributions.models import Invoice, Issuer, StatementLayout, StatementLine
from contributions.reconciliation import Match
from contributions.statements import layouts, reading

SHOWN_LINES = 100
KEPT = 12 * 3600  # seconds during which the rows of a file can be described
MAX_CARRIED = 900_000  # characters of a file that a page carries to its next one


def reconcile_statement(request):
    require_permissions(request, "contributions.add_payment")
    form = StatementForm()
    if request.method == "POST":
        if "read" in request.POST:
            form = StatementForm(request.POST, request.FILES)
            answer = _read(request, form)
        elif "describe" in request.POST:
            answer = _describe(request)
        else:
            answer = _act(request)
        if answer is not None:
            return answer
    due = reconciliation.owing_invoices()
    matches = reconciliation.match_proposals(due)
    shown = matches[:SHOWN_LINES]
    context = {
        **admin.site.each_context(request),
        "title": "Relevé de compte",
        "form": form,
        "matches": shown,
        "others": len(matches) - len(shown),
        "proposed": sum(1 for match in shown if match.invoice),
        "due": due,
        "layouts": StatementLayout.objects.all(),
        "shown": confirmations.sign_shown(request, _content(due, shown)),
    }
    return render(request, "admin/contributions/statement.html", context)


def _content(due: list[Invoice], matches: list[Match]) -> list[list[tuple]]:
    """What may be paid, how much is due of each; what waits, and which invoice is proposed for it."""
    return [
        [(invoice.pk, invoice.number, str(invoice.payer), invoice.due) for invoice in due],
        [(match.line.pk, match.line.left, match.invoice and match.invoice.pk) for match in matches],
    ]


def _read(request, form):
    """Keep the lines of the file; what is wrong with it is said in the form, unknown columns are asked about."""
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    given = {"name": file.name, "content": file.read(spreadsheets.MAX_BYTES + 1)}
    known = layouts.remembered_layouts()
    found = call_or_form_error(form, reading.read_or_ask, beside="file", layouts=known, **given)
    if found is None:
        return None
    if isinstance(found, list):
        return _ask_columns(request, ColumnsForm(rows=found), form)
    return _keep(request, form, found)


def _keep(request, form, found):
    new = call_or_form_error(form, reconciliation.keep_receipts, receipts=found.receipts)
    if new is None:
        return None
    messages.success(request, f"Lignes nouvelles : {new} ; déjà lues : {len(found.receipts) - new}.")
    if apart := found.in_words():
        messages.info(request, f"Mis à part : {apart}.")
    for note in found.notes:
        messages.warning(request, note)
    return redirect("admin:statement")


def _ask_columns(request, form, file_form=None):
    """The first rows of the file, with what each column is; the page carries the file, signed, to the next one."""
    carried = signing.dumps(form.rows, salt=_salt(request), compress=True)
    if len(carried) > MAX_CARRIED:
        file_form.add_error("file", "Ce fichier est trop grand pour être décrit : gardez-en quelques lignes.")
        return None
    context = {
        **admin.site.each_context(request),
        "title": "Colonnes du relevé",
        "trail": [Link("Relevé de compte", reverse("admin:statement"))],
        "form": form,
        "carried": carried,
        "rows": [(at + 1, row) for at, row in form.shown_rows()],
    }
    return render(request, "admin/contributions/statement_columns.html", context)


def _salt(request) -> str:
    return f"{__name__}:{request.user.pk}"


def _describe(request):
    """Remember what the columns of this bank are, and read the file with them."""
    try:
        rows = signing.loads(request.POST.get("carried", ""), salt=_salt(request), max_age=KEPT)
    except signing.BadSignature:
        messages.error(request, "Ce fichier n’est plus là : choisissez-le de nouveau.")
        return redirect("admin:statement")
    form = ColumnsForm(request.POST, rows=rows)
    if form.is_valid():
        answer = _keep(request, form, form.reading)
        if answer is not None:
            layouts.remember_layout(form.cleaned_data["bank"], form.layout)
            return answer
    return _ask_columns(request, form)


def _act(request):
    """Apply what was chosen, or put one line away, or forget a layout."""
    post = request.POST
    if "aside" in post:
        set_aside(request)
    elif "remove" in post:
        line = get_row_or_404(StatementLine.objects.all(), post["remove"])
        with refusals_as_messages(request):
            reconciliation.remove_line(line)
            messages.success(request, "La ligne est supprimée ; relire son fichier la ramène.")
    elif "forget" in post:
        get_row_or_404(StatementLayout.objects.all(), post["forget"]).delete()
        messages.success(request, "Ce format est oublié.")
    else:
        _apply(request)
    return redirect("admin:statement")


def set_aside(request) -> None:
    line = get_row_or_404(StatementLine.objects.all(), request.POST["aside"])
    if reconciliation.dismiss_line(line):
        messages.success(request, "La ligne est écartée, et son libellé oublié.")
    else:
        messages.error(request, reconciliation.USED)


def _apply(request) -> None:
    """Every line for which a document is chosen, in one confirmation of what was shown."""
    with Issuer.held():
        _apply_chosen(request)


def _apply_chosen(request) -> None:
    due = reconciliation.owing_invoices()
    matches = reconciliation.match_proposals(due)[:SHOWN_LINES]
    if not confirmations.is_what_was_shown(request, _content(due, matches)):
        messages.warning(request, confirmations.CHANGED)
        return
    by_key = {str(invoice.pk): invoice for invoice in due}
    answers = {match.line: by_key.get(request.POST.get(f"invoice-{match.line.pk}", "")) for match in matches}
    chosen = {line: invoice for line, invoice in answers.items() if invoice is not None}
    if not chosen:
        messages.error(request, "Choisissez les documents que ces lignes paient.")
        return
    done, refused = reconciliation.apply_matches(chosen, by=request.user)
    if done:
        messages.success(request, "Un versement enregistré." if done == 1 else f"{done} versements enregistrés.")
    for sentence in refused:
        messages.error(request, sentence)


@held_while_sent
def split_line(request, pk):
    """One line that pays several documents, or a part of one, or with fees kept on the way."""
    require_permissions(request, "contributions.add_payment")
    line = get_row_or_404(StatementLine.objects.waiting(), str(pk))
    due = reconciliation.owing_invoices()
    match = next(one for one in reconciliation.match_proposals(due) if one.line.pk == line.pk)
    content = _content(due, [match])
    form = SharesOfLineForm(request.POST if request.method == "POST" else None, match=match, due=due)
    if request.method == "POST":
        if not confirmations.is_what_was_shown(request, content):
            messages.warning(request, confirmations.CHANGED)
        elif form.is_valid() and _split(request, line, form):
            return redirect("admin:statement")
    context = {
        **admin.site.each_context(request),
        "title": "Répartir une ligne de relevé",
        "trail": [Link("Relevé de compte", reverse("admin:statement"))],
        "line": line,
        "match": match,
        "form": form,
        "shown": confirmations.sign_shown(request, content),
    }
    return render(request, "admin/contributions/statement_line.html", context)


def _split(request, line: StatementLine, form: SharesOfLineForm) -> bool:
    told = {"shares": form.shares, "by": request.user}
    if fees := form.cleaned_data["fees"]:
        told["fees"] = fees
    made = call_or_form_error(form, reconciliation.apply_line, line=line, **told)
    if made is None:
        return False
    numbers = ", ".join(payment.invoice.number for payment in made)
    messages.success(request, f"Versements enregistrés : {numbers}.")
    return True
