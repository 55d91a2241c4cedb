"""Who may open what: every URL of the resolver stands here, or the build is red."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from contributions import documents as money
from contributions import invoicing
from contributions.models import SignedCopy
from referential import positioning, publication
from referential.models import CommonSheet
from sessions import (
    attendance,
    attestations,
    batches,
    booklets,
    convocations,
    documents,
    feeds,
    groups,
    sharing,
    sheets,
)
from sessions.models import Convocation, Note
from territories import documents as applications
from territories import invitation
from tests.factories import (
    EntryFactory,
    ExperienceFactory,
    MomentFactory,
    ParticipantFactory,
    RuleFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    settled,
)

pytestmark = pytest.mark.django_db

ROLES = ["nobody", "stranger", "contact", "participant", "lead", "facilitator", "treasurer", "organiser"]
EVERYONE, SIGNED_IN = dict.fromkeys(ROLES, 200), {"nobody": 302, **dict.fromkeys(ROLES[1:], 200)}
STAFF = {**dict.fromkeys(ROLES[:5], 302), **dict.fromkeys(ROLES[5:], 200)}
# Nobody here has a second factor or a password to confirm themselves with.
NO_METHOD = {"nobody": 302, **dict.fromkeys(ROLES[1:], 403)}
ONLY = {"nobody": 302, **dict.fromkeys(ROLES[1:], 404)}

# Those who run days: organisers and facilitators, not the treasurer.
ORGANISER = {**STAFF, "treasurer": 403, "facilitator": 403}
DAYS, POSTED = {**STAFF, "treasurer": 403}, {**STAFF, **dict.fromkeys(ROLES[5:], 405)}

# `lead` is the référent of the participant's territory; `contact` fills in a draft of the same season.
OWN = {**ONLY, "participant": 200, "lead": 200}
SHARED = {**OWN, "facilitator": 200, "organiser": 200}
MONEY = {**ONLY, "lead": 200, "treasurer": 200, "organiser": 200}
TREASURY = {**STAFF, "facilitator": 403}

# What a GET by each role is answered. POST-only addresses answer 405 to those whom the login lets through.
MATRIX = {
    "home": EVERYONE,
    "seasons": EVERYONE,
    "season": EVERYONE,
    "referential": EVERYONE,
    "contact": EVERYONE,
    "privacy": EVERYONE,
    "legal": EVERYONE,
    "accessibility": EVERYONE,
    "favicon": dict.fromkeys(ROLES, 301),
    "demo_mailbox": EVERYONE,
    "space": SIGNED_IN,
    "territories:start": SIGNED_IN,
    "territories:application": {**ONLY, "contact": 200},
    "territories:step": {**ONLY, "contact": 200},
    "territories:seat": {**ONLY, "contact": 200},
    "territories:empty_seat": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "territories:summary_pdf": {**ONLY, **dict.fromkeys(ROLES[5:], 200)},
    "territories:team": {**ONLY, "contact": 200},
    "territories:remove_colleague": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "territories:hand_over": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "territories:people": {**ONLY, "contact": 200},
    "territories:perimeter": {**ONLY, "contact": 200},
    "territories:change_holder": ONLY,
    "territories:invite_again": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "territories:invitation": EVERYONE,
    "sessions:convocation": {**ONLY, "participant": 200, "organiser": 200, "facilitator": 200},
    "sessions:attestation": {**ONLY, "participant": 200, "organiser": 200, "facilitator": 200},
    "sessions:verify": EVERYONE,
    "sessions:calendar": EVERYONE,
    "sessions:season_feed": EVERYONE,
    "sessions:day": EVERYONE,
    "sessions:feed": EVERYONE,
    "sessions:make_feed": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "sessions:make_territory_feed": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "sessions:absence": {**ONLY, "participant": 200},
    # Positions and what territories share: their own people, the team to read; nothing for the treasurer.
    "referential:grid": EVERYONE,
    "referential:grid_version": EVERYONE,
    "referential:grid_pdf": EVERYONE,
    "referential:moment": {**ONLY, "participant": 200},
    "referential:submit": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "referential:correct": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "referential:step": {**ONLY, "participant": 200},
    "referential:territory": SHARED,
    "referential:regards": SHARED,
    "referential:common": SHARED,
    "referential:common_dimension": OWN,
    "referential:trajectory": SHARED,
    "referential:story": OWN,
    "referential:economic_model": OWN,
    "referential:add_entry": OWN,
    "referential:change_entry": OWN,
    "referential:erase_entry": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "referential:add_experience": OWN,
    "referential:experience": SHARED,
    "referential:change_experience": OWN,
    "referential:erase_experience": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "referential:ask_publication": OWN,
    "referential:take_back": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "referential:consent": {**ONLY, "participant": 200},
    "referential:library": EVERYONE,
    "referential:publication": EVERYONE,
    "sessions:group": SHARED,
    "sessions:question": SHARED,
    "sessions:address_question": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "sessions:issue_booklet": {"nobody": 302, **dict.fromkeys(ROLES[1:], 405)},
    "sessions:booklet": SHARED,
    "admin:regards": DAYS,
    "admin:regards_pdf": DAYS,
    "admin:day_notes": DAYS,
    "admin:change_note": {**DAYS, "treasurer": 404},
    "admin:erase_note": POSTED,
    # Money: its territory's contacts, the treasurer, the organisers; neither participants nor facilitators.
    "contributions:contribution": {**ONLY, "lead": 200},
    "contributions:payer": {**ONLY, "lead": 200},
    "contributions:invoice": MONEY,
    "contributions:invoice_pdf": MONEY,
    "contributions:credit_note": MONEY,
    "contributions:credit_note_pdf": MONEY,
    "admin:budget": TREASURY,
    "admin:budget_xlsx": TREASURY,
    "admin:journal_csv": TREASURY,
    "admin:statement": TREASURY,
    "admin:contribution": TREASURY,
    "admin:convention": TREASURY,
    "admin:signed_copy": TREASURY,
    "admin:payer": TREASURY,
    "admin:issue_invoice": TREASURY,
    "admin:invoice_follow": TREASURY,
    "account_login": {"nobody": 200, **dict.fromkeys(ROLES[1:], 302)},
    "account_signup": {"nobody": 200, **dict.fromkeys(ROLES[1:], 302)},
    "account_confirm_login_code": dict.fromkeys(ROLES, 302),
    "account_request_login_code": {"nobody": 200, **dict.fromkeys(ROLES[1:], 302)},
    "account_email_verification_sent": dict.fromkeys(ROLES, 302),
    "account_logout": {"nobody": 302, **dict.fromkeys(ROLES[1:], 200)},
    "account_inactive": EVERYONE,
    "account_email": dict.fromkeys(ROLES, 302),
    "account_reauthenticate": NO_METHOD,
    "mfa_authenticate": dict.fromkeys(ROLES, 302),
    "mfa_reauthenticate": NO_METHOD,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": ONLY,
    "mfa_view_recovery_codes": ONLY,
    "mfa_download_recovery_codes": ONLY,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": ONLY,
    "mfa_edit_webauthn": ONLY,
    "mfa_reauthenticate_webauthn": NO_METHOD,
    "mfa_login_webauthn": dict.fromkeys(ROLES, 302),
    "next_season": ORGANISER,
    "admin:index": STAFF,
    "admin:components": STAFF,
    "admin:board": {**STAFF, "treasurer": 403, "facilitator": 403},
    "admin:presence": DAYS,
    "admin:day_presence": DAYS,
    "admin:day_close": POSTED,
    "admin:day_reopen": POSTED,
    "admin:checkin": DAYS,
    "admin:checkin_note": POSTED,
    "admin:groups": DAYS,
    "admin:table_sheets": DAYS,
    "admin:acquaintances": DAYS,
    "admin:sign_in_sheet": DAYS,
    "admin:name_cards": DAYS,
    "admin:add_scan": POSTED,
    "admin:scan": DAYS,
    "admin:season_documents": {**DAYS, "facilitator": 403},
    "admin:batch": {**DAYS, "facilitator": 403},
    "admin:batch_file": {**DAYS, "facilitator": 403},
    "admin:line_of_time": ORGANISER,
    "admin:letter": ORGANISER,
    "admin:send_past": ORGANISER,
    "admin:login": {**STAFF, **dict.fromkeys(ROLES[1:5], 403), **dict.fromkeys(ROLES[5:], 302)},
    "admin:logout": {**STAFF, **dict.fromkeys(ROLES[5:], 405)},
    "admin:password_change": STAFF,
    "admin:password_change_done": STAFF,
    "admin:autocomplete": {**STAFF, **dict.fromkeys(ROLES[5:], 403)},
    "admin:jsi18n": STAFF,
    "admin:view_on_site": {**STAFF, **dict.fromkeys(ROLES[5:], 404)},
    "admin:app_list": {**STAFF, "treasurer": 200},
}


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


@pytest.fixture
def world(contact, participant, stranger, organiser, treasurer, facilitator):
    """One of everything, and who is who."""
    draft = TriptychFactory(season=participant.season, complete=True, lead=contact, people=1)
    (day,) = add_days(participant.season, timezone.localdate())
    acknowledged = TriptychFactory(season=participant.season, submitted=True)
    applications.acknowledge(acknowledged.pk)
    convocation = documents.render(convocations.issue(day=day).created[0].pk)
    seat = {"pk": draft.pk, "code": "elus", "number": 1}
    part = day.half_days.first()
    item = part.items.create(starts_at="10:00", format="inter", title="Tables")
    groups.compose(item=item, author=organiser)
    attendance.check_in(participant=participant, half_day=part, author=organiser)
    attendance.close(day=day, author=organiser)
    attestation = documents.render_attestation(attestations.issue(season=participant.season)[0].pk)
    pdf = SimpleUploadedFile("feuille.pdf", b"%PDF-1.7 signed")
    scan = sheets.add_scan(day=day, file=pdf, author=organiser)
    rule = RuleFactory(season=participant.season, is_active=True)
    batch = batches.make(batches.ask(season=participant.season, author=organiser).pk)
    own = {**referential_of(participant, organiser, day), **money_of(participant, organiser)}
    arguments = {
        **own,
        "season": {"number": draft.season.number},
        "territories:application": {"pk": draft.pk},
        "territories:step": {"pk": draft.pk, "step": "dynamique"},
        "territories:seat": seat,
        "territories:team": {"pk": draft.pk},
        "territories:summary_pdf": {"pk": acknowledged.pk},
        "territories:remove_colleague": {"pk": draft.pk, "contact": 1},
        "territories:hand_over": {"pk": draft.pk, "contact": 1},
        "territories:empty_seat": seat,
        "territories:invite_again": seat,
        "territories:change_holder": seat,
        "territories:people": {"pk": draft.pk},
        "territories:perimeter": {"pk": draft.pk},
        "territories:invitation": {"token": invitation.token_for(draft.participants.get())},
        "sessions:convocation": {"number": convocation.number},
        "sessions:attestation": {"number": attestation.number},
        "sessions:calendar": {"number": participant.season.number},
        "sessions:season_feed": {"number": participant.season.number},
        "sessions:day": {"number": participant.season.number, "day_number": day.number},
        "sessions:feed": {"token": feeds.feed_of(user=participant.user).token},
        "sessions:make_territory_feed": {"pk": participant.triptych_id},
        "sessions:absence": {"participant": participant.pk, "day": day.pk},
        **{name: {"pk": day.pk} for name in ("admin:day_presence", "admin:day_close", "admin:day_reopen")},
        **{name: {"pk": day.pk} for name in ("admin:sign_in_sheet", "admin:name_cards", "admin:add_scan")},
        **{name: {"pk": part.pk} for name in ("admin:checkin", "admin:checkin_note")},
        **{name: {"pk": item.pk} for name in ("admin:groups", "admin:table_sheets")},
        **{name: {"pk": batch.pk} for name in ("admin:batch", "admin:batch_file")},
        "admin:scan": {"pk": scan.pk},
        "admin:send_past": {"pk": rule.pk},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
        "admin:view_on_site": {"content_type_id": 9999, "object_id": 1},
        "admin:app_list": {"app_label": "territories"},
    }
    people = {
        "nobody": None,
        "stranger": stranger,
        "contact": contact,
        "participant": participant.user,
        "lead": participant.triptych.lead.user,
        "facilitator": facilitator,
        "treasurer": treasurer,
        "organiser": organiser,
    }
    return people, arguments


def referential_of(participant, organiser, day):
    """Of the participant's territory, one of everything that it shares."""
    triptych = participant.triptych
    triptych.contacts.create(user=UserFactory(email="referente@example.org"), is_lead=True)
    moment = MomentFactory(season=participant.season)
    answers = {moment.grid.dimensions.get(code="E1"): {"answer": "3", "note": ""}}
    positioning.answer(participant=participant, moment=moment, answers=answers)
    CommonSheet.objects.create(moment=moment, triptych=triptych)
    entry = EntryFactory(triptych=triptych, author=participant.user, kind="question")
    sheet = ExperienceFactory(triptych=triptych, author=participant.user)
    asked = publication.ask(item=entry, quoted=[participant], by=triptych.lead.user)
    public = publication.ask(item=sheet, quoted=[], by=triptych.lead.user)
    question = sharing.address(entry=entry, day=day)
    note = Note.objects.create(day=day, author=organiser, title="Le relais", visibility=1)
    booklet = documents.render_booklet(booklets.issue(triptych)[0].pk)
    place, at = {"pk": triptych.pk}, {"pk": triptych.pk, "moment": moment.pk}
    return {
        "referential:grid_version": {"version": 1},
        "referential:grid_pdf": {"version": 1},
        **{f"referential:{name}": {"pk": moment.pk} for name in ("moment", "submit", "correct")},
        "referential:step": {"pk": moment.pk, "stake": "engagement"},
        **{f"referential:{name}": place for name in ("territory", "trajectory", "story", "economic_model")},
        **{f"referential:{name}": at for name in ("regards", "common")},
        "referential:common_dimension": {**at, "code": "E1"},
        "referential:add_entry": {**place, "kind": "jalon"},
        **{f"referential:{name}": {"pk": entry.pk} for name in ("change_entry", "erase_entry")},
        "referential:add_experience": place,
        **{f"referential:{name}_experience": {"pk": sheet.pk} for name in ("change", "erase")},
        "referential:experience": {"pk": sheet.pk},
        **{f"referential:{name}": {"kind": "etape", "pk": entry.pk} for name in ("ask_publication", "take_back")},
        "referential:consent": {"pk": asked.consents.get(user=participant.user).pk},
        "referential:publication": {"pk": public.pk},
        "sessions:group": {"number": participant.season.number},
        "sessions:question": {"pk": question.pk},
        "sessions:address_question": {"pk": entry.pk},
        "sessions:issue_booklet": place,
        "sessions:booklet": {"number": booklet.number},
        "admin:regards_pdf": {"pk": moment.pk},
        "admin:day_notes": {"pk": day.pk},
        **{f"admin:{name}_note": {"pk": note.pk} for name in ("change", "erase")},
    }


def money_of(participant, organiser):
    """Of the participant's territory, one document of each kind."""
    triptych = participant.triptych
    payer = settled(triptych=triptych)
    invoice = money.render_invoice(invoicing.issue(instalment=payer.instalments.get(), on=timezone.localdate()).pk)
    note = invoicing.credit(invoice=invoice, amount=Decimal(1), reason="Essai", by=organiser, on=timezone.localdate())
    money.render_credit_note(note.pk)
    pdf = SimpleUploadedFile("signee.pdf", b"%PDF-1.7 signed")
    copy = SignedCopy.objects.create(agreement=payer.agreement, file=pdf, author=organiser)
    return {
        "contributions:contribution": {"pk": triptych.pk},
        "contributions:payer": {"pk": payer.pk},
        **{f"contributions:{name}": {"number": invoice.number} for name in ("invoice", "invoice_pdf")},
        **{f"contributions:{name}": {"number": note.number} for name in ("credit_note", "credit_note_pdf")},
        **{f"admin:{name}": {"pk": triptych.pk} for name in ("contribution", "convention")},
        "admin:signed_copy": {"pk": copy.pk},
        "admin:payer": {"pk": payer.pk},
        "admin:issue_invoice": {"pk": payer.instalments.get().pk},
        "admin:invoice_follow": {"pk": invoice.pk},
    }


def test_every_role_gets_what_the_matrix_says(client, world, settings):
    settings.DEMO_MAILBOX = settings.MEDIA_ROOT / "mail"
    people, arguments = world
    answers = {}
    for role, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        for name in MATRIX:
            address = reverse(name, kwargs=arguments.get(name))
            answers.setdefault(name, {})[role] = client.get(address).status_code

    assert {name: answers[name] for name in MATRIX if answers[name] != MATRIX[name]} == {}


def test_every_table_of_the_administration_opens_by_permission_alone(client, world):
    people, _ = world
    wrong = {}
    for role, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        for model in admin.site._registry:
            label, table = model._meta.app_label, model._meta.model_name
            status = client.get(reverse(f"admin:{label}_{table}_changelist")).status_code
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
    issued = convocations.issue(day=day).created
    for convocation in issued:
        documents.render(convocation.pk)
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
