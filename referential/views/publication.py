"""The chain of consent, and the public library at its end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atelier.core.forms import call_or_form_error
from atelier.core.french import sort_key
from atelier.seasons.models import Resource, Season
from referential import access
from referential import publication as publications
from referential.forms import PublicationForm
from referential.models import Consent, Publication, Stake


def _source_for(user, kind: str, pk: int):
    """A text that this user may ask to make public."""
    if kind not in publications.sources():
        raise Http404
    return publications.sources()[kind].gate(user, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, kind, pk):
    """Ask that a text becomes public: what will be read, and who will be asked."""
    item = _source_for(request.user, kind, pk)
    sections = publications.sources()[kind].sections(item)
    people = publications.people_of(item.season)
    form = PublicationForm(
        request.POST or None, people=people, named=publications.named_in(str(item), sections, people)
    )
    if form.is_valid():
        given = {"item": item, "quoted": form.cleaned_data["quoted"], "by": request.user}
        if asked := call_or_form_error(form, publications.ask_consents, **given):
            agreed = asked.state == Publication.State.AGREED
            done = "L’organisation relit le texte, puis il devient public."
            done = done if agreed else "Les demandes d’accord partent par courriel."
            messages.success(request, done)
            return redirect("referential:ask_publication", kind, pk)
    context = {
        "item": item,
        "kind": kind,
        "sections": sections,
        "contacts": publications.named_in(str(item), sections, publications.contacts_of(item.season)),
        "form": form,
        "standing": publications.standing_of(item),
        "triptych": item.triptych,
    }
    return render(request, "referential/publication/ask.html", context)


@require_POST
def take_back(request, kind, pk):
    item = _source_for(request.user, kind, pk)
    if standing := publications.standing_of(item):
        publications.withdraw(standing)
        messages.success(request, "Le texte n’est plus public, et plus aucun accord n’est attendu.")
    return redirect("referential:ask_publication", kind, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request, pk):
    """Read the text, then agree or refuse; one may come back and change one's mind."""
    found = access.consent_for(request.user, pk)
    if request.method == "POST":
        choice = request.POST.get("choice")
        if choice not in Consent.Choice.values:
            raise Http404
        publications.answer_consent(consent=found, choice=choice)
        messages.success(request, "Votre réponse est enregistrée.")
        return redirect(found)
    return render(
        request,
        "referential/publication/consent.html",
        {"consent": found, "publication": found.publication},
    )


@login_not_required
@require_safe
def library(request):
    """What territories chose to tell everybody, and the resources of the seasons."""
    rows = Publication.objects.standing().select_related("triptych__territory", "season").prefetch_related("stakes")
    stake = Stake.objects.filter(code=request.GET.get("enjeu", "")[:20].replace("\x00", "")).first()
    words = request.GET.get("q", "")[:100].replace("\x00", "").strip()
    if stake:
        rows = rows.filter(stakes=stake)
    if words:
        rows = rows.filter(words__contains=sort_key(words))
    context = {
        "publications": rows,
        "stakes": Stake.objects.all(),
        "chosen": stake,
        "words": words,
        "resources": Resource.objects.filter(season__in=Season.objects.visible()).select_related("season"),
    }
    return render(request, "referential/publication/library.html", context)


@login_not_required
@require_safe
def publication(request, pk):
    return render(request, "referential/publication/show.html", {"publication": access.publication_for(pk)})
