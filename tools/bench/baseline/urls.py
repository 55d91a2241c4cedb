from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from tools.bench.baseline.models import Day, Person, Presence


def hello(request):
    return HttpResponse("Bonjour")


@login_required
def private(request):
    """A session, a user, a token, and three queries: five days, thirty-six people, who came."""
    days, people = list(Day.objects.order_by("date")), list(Person.objects.order_by("name"))
    came = {(presence.person_id, presence.day_id): presence.came for presence in Presence.objects.all()}
    rows = [(person, [came.get((person.pk, day.pk)) for day in days]) for person in people]
    return render(request, "page.html", {"days": days, "rows": rows})


urlpatterns = [path("", hello, name="hello"), path("private/", private)]
