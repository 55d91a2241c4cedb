"""Who may open what: every URL of the resolver stands here, or the build is red."""

import pytest
from django.contrib import admin
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from sessions.documents import convocations, rendering
from sessions.documents.models import Convocation
from tests.access_matrix import MATRIX, OWN_FACTOR, TEAM, without_second_factor
from tests.admin_actions import second_factor_of
from tests.factories import ParticipantFactory, TriptychFactory, UserFactory, add_days

pytestmark = pytest.mark.django_db


def names(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            namespace = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, namespace)
        elif pattern.name:
            yield prefix + pattern.name


def table_names():
    """The addresses that Django makes for each table of the administration."""
    return {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}"
        for model in admin.site._registry
        for action in ("changelist", "add", "change", "delete", "history")
    }


def test_every_address_stands_in_the_matrix():
    assert set(names()) - table_names() == set(MATRIX)


def test_every_role_gets_what_the_matrix_says(answers):
    """The team to a session that passed its second factor."""
    found = {name: {role: given[name].status_code for role, given in answers.items()} for name in MATRIX}

    assert {name: found[name] for name in MATRIX if found[name] != MATRIX[name]} == {}


@pytest.fixture
def team_without_proof(client, world, settings):
    """Each of the team has a second factor, and signs in to a session that did not pass it."""
    settings.STAFF_SECOND_FACTOR = True
    settings.DEMO_MAILBOX = settings.MEDIA_ROOT / "mail"
    people, arguments = world

    def sign_in(role):
        client.logout()
        client.force_login(people[role])
        second_factor_of(people[role])
        return people[role]

    return sign_in, arguments


def test_a_role_gives_nothing_to_a_session_without_second_factor(client, team_without_proof):
    sign_in, arguments = team_without_proof
    wrong = {}
    for role in TEAM:
        sign_in(role)
        for name in sorted(set(MATRIX) - OWN_FACTOR - {"admin:logout"}):
            answer = client.get(reverse(name, kwargs=arguments.get(name)))
            is_led = MATRIX[name]["stranger"] not in {403, 404} or reverse("account_reauthenticate") in answer.url
            if answer.status_code != without_second_factor(name) or not is_led:
                wrong[role, name] = answer.status_code

    assert wrong == {}


def test_no_table_of_the_administration_opens_without_second_factor(client, team_without_proof):
    sign_in, _ = team_without_proof
    for role in TEAM:
        sign_in(role)
        answers = {name: client.get(reverse(name)) for name in sorted(table_names()) if name.endswith("list")}

        assert {name for name, answer in answers.items() if answer.status_code != 302} == set()
        assert {answer.url.partition("?")[0] for answer in answers.values()} == {reverse("account_reauthenticate")}


PARTS = {"facilitator": "is_facilitator", "treasurer": "is_treasurer", "organiser": "is_organiser"}


def test_every_table_of_the_administration_opens_by_permission_alone(answers):
    wrong = {}
    for role, given in answers.items():
        user = UserFactory(**{PARTS[role]: True}) if role in PARTS else None
        for model in admin.site._registry:
            label, table = model._meta.app_label, model._meta.model_name
            status = given[f"admin:{label}_{table}_changelist"].status_code
            permissions = (f"{label}.view_{table}", f"{label}.change_{table}")
            allowed = bool(user) and any(user.has_perm(permission) for permission in permissions)
            expected = {200, 302} if allowed else {302, 403}
            if status not in expected:
                wrong[role, table] = status

    assert wrong == {}


def test_a_treasurer_does_not_see_people(as_user, treasurer):
    ParticipantFactory()

    assert as_user(treasurer).get("/admin/territories/participant/").status_code == 403


def test_a_contact_does_not_read_or_change_another_territory_s_application(as_user, contact):
    other = TriptychFactory(complete=True, lead=UserFactory(), people=2, dynamics="CANARI-T2")
    client = as_user(contact)

    for path in (f"/candidatures/{other.pk}/", f"/candidatures/{other.pk}/dynamique/"):
        assertNotContains(client.get(path), "CANARI-T2", status_code=404)
    assert client.post(f"/candidatures/{other.pk}/dynamique/", {"dynamics": "volé"}).status_code == 404
    assert client.post(f"/candidatures/{other.pk}/triptyque/elus/1/liberer/").status_code == 404
    other.refresh_from_db()
    assert (other.dynamics, other.participants.count()) == ("CANARI-T2", 2)


def test_a_co_editor_reads_what_the_referent_reads(as_user, draft):
    colleague = UserFactory()
    draft.contacts.create(user=colleague)

    assertContains(as_user(colleague).get(f"/candidatures/{draft.pk}/dynamique/"), draft.dynamics)


def test_a_participant_does_not_fetch_another_s_convocation(as_user, participant):
    other = ParticipantFactory(triptych=participant.triptych, seat=2, state="confirmed")
    (day,) = add_days(participant.season, timezone.localdate())
    issued = convocations.issue_convocations(day=day).created
    for convocation in issued:
        rendering.render_convocation(convocation.pk)
    client = as_user(participant.user)

    status = {row.participant_id: client.get(row.get_absolute_url()).status_code for row in Convocation.objects.all()}

    assert status == {participant.pk: 200, other.pk: 404}


def test_the_demo_mailbox_does_not_exist_where_mail_really_leaves(client, settings):
    settings.DEMO_MAILBOX = None

    assert client.get("/demo/courriels/").status_code == 404


@pytest.mark.parametrize("address", ["//mal.example", "https://mal.example", "/\\mal.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(address, client, stranger):
    client.force_login(stranger)

    response = client.get("/compte/connexion/", {"next": address})

    assert response.url == reverse("space")
