"""What a reader opens: the page of a file or a link, and its bytes."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from atelier.core import pdf
from sessions.shared_files import access


def _readers_page(view):
    """Somebody unknown reads what is public; anything else, there or not, asks them who they are."""

    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return answer


@login_not_required
@require_safe
@_readers_page
def shared_file(request, pk):
    """What it is, of what, since when; `?version=` is the one that an old link led to."""
    found = access.open_file_for(request, pk)
    asked = request.GET.get("version", "")
    former = next((one for one in found.shared.versions.all() if str(one.number) == asked), None)
    context = {
        "found": found,
        "shared": found.shared,
        "version": found.version,
        "former": former if former and former.number < found.version.number else None,
        "is_of_team": request.user.has_perm(access.CHANGE),
    }
    return render(request, "sessions/shared_file.html", context)


@login_not_required
@require_safe
@_readers_page
def file_version(request, pk, number):
    """The bytes that this reader gets; a former version leads to the page of the file, which says so."""
    found = access.open_file_for(request, pk)
    version = found.version
    if number < version.number:
        return redirect(f"{reverse('sessions:shared_file', args=[pk])}?version={number}")
    if number > version.number:
        raise Http404
    return redirect(found.shared) if version.is_link else download(version)


def download(version):
    """Raises Http404 for bytes that are not there: a backup may have missed them."""
    try:
        return pdf.download_response(version.file.name, name=version.file_name, content_type=version.content_type)
    except FileNotFoundError:
        raise Http404 from None
