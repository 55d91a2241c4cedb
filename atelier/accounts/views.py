from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from atelier.accounts.forms import IdentityForm
from atelier.accounts.identity import following_page
from atelier.accounts.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def identity(request):
    """First name, name, function, telephone of whoever is signed in: asked once, corrected at any time."""
    user = User.objects.get(pk=request.user.pk)  # the name in the page's header stays that of the database
    is_new = not user.get_full_name()
    form = IdentityForm(request.POST or None, instance=user)
    if form.is_valid():
        form.save()
        if not is_new:
            messages.success(request, "Vos informations sont à jour.")
        return redirect(following_page(request))
    return render(request, "account/identity.html", {"form": form, "next": following_page(request), "is_new": is_new})
