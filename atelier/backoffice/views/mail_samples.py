"""Every mail of the product with real words, as it would leave; an organiser sends one to themselves."""

from csp.decorators import csp_replace
from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from atelier.core.declarations import declared, declared_by_key
from atelier.core.mail import MailSample, Words, html_of, letterhead
from atelier.core.permissions import require_permissions
from atelier.outbox.queueing import send_sample
from atelier.seasons import parts
from atelier.seasons.chosen import seasons_of

PERMISSION = "outbox.change_message"


@require_http_methods(["GET", "HEAD", "POST"])
def samples_page(request):
    require_permissions(request, PERMISSION)
    if request.method == "POST":
        _, words = _sample_or_404(request.POST.get("key", ""))
        send_sample(words, to=request.user.email)
        messages.success(request, f"«\u00a0{words.subject}\u00a0» part à {request.user.email}.")
        return redirect("mail_samples")
    shown = [one for one in declared(MailSample) if parts.is_used_by_any(seasons_of(request), one.part)]
    samples = [(sample, sample.write()) for sample in shown]
    context = {**admin.site.each_context(request), "title": "Tous les courriels", "samples": samples}
    return render(request, "admin/mail_samples.html", context)


@csp_replace({"style-src": ["'unsafe-inline'"], "script-src": ["'none'"], "img-src": ["'none'"]})  # type: ignore[arg-type]  # its types know no view of several arguments
@require_safe
def sample_html(request, key):
    """The HTML form alone, under a policy of its own: its styles are inlined, and nothing else of it is obeyed."""
    require_permissions(request, PERMISSION)
    _, words = _sample_or_404(key)
    return HttpResponse(html_of(words.subject, words.text, letterhead()))


def _sample_or_404(key: str) -> tuple[MailSample, Words]:
    sample = declared_by_key(MailSample).get(key)
    words = sample.write() if sample else None
    if sample is None or words is None:
        raise Http404
    return sample, words
