"""What somebody with an account may do to people and territories that they do not know: nothing."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from contributions import payers
from contributions.forms import SharesForm
from referential import self_assessment
from territories import application, invitation
from territories.models import Contact, Organisation, Participant, Triptych
from tests.admin_actions import shown_by
from tests.factories import (
    AgreementFactory,
    AssessmentRoundFactory,
    OrganisationFactory,
    ParticipantFactory,
    TerritoryFactory,
    TriptychFactory,
    UserFactory,
    triptych_of_six,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]
LOOS = "62528"
PLACE = {"name": "Loos-en-Gohelle", "kind": "COM", "department": "62", "code": LOOS}
SIRET = "73282932000074"
SEAT = {"first_name": "Agnès", "last_name": "Latour", "position": "maire", "organisation": "Ville"}


def complete(season, lead, **territory):
    territory = TerritoryFactory(**territory)
    return TriptychFactory(season=season, territory=territory, complete=True, lead=lead, people=1)


# A draft holds no place, and tells nothing


def test_a_draft_blocks_no_commune_and_its_existence_is_not_told(as_user, contact, stranger):
    first = TriptychFactory(lead=stranger, territory__code=LOOS)

    response = as_user(contact).post("/candidatures/nouvelle/", PLACE)

    mine = Triptych.objects.exclude(pk=first.pk).get()
    assert (response.status_code, mine.lead.user, mine.territory.code) == (302, contact, LOOS)


def test_who_submitted_is_not_told_to_who_only_types_a_name(as_user, contact, stranger):
    TriptychFactory(submitted=True, lead=stranger, territory__code=LOOS)

    assert as_user(contact).post("/candidatures/nouvelle/", PLACE).status_code == 302


def test_of_two_drafts_for_a_commune_one_is_submitted_and_the_other_is_kept(draft, contact, stranger):
    first, second = (complete(draft.season, user, code=LOOS) for user in (contact, stranger))
    elsewhere = complete(TriptychFactory().season, stranger, code=LOOS)

    application.submit_application(triptych=first, user=contact)
    with pytest.raises(application.ValidationError, match="déjà déposée pour ce territoire"):
        application.submit_application(triptych=second, user=stranger)
    application.submit_application(triptych=elsewhere, user=stranger)

    second.refresh_from_db()
    assert second.is_draft


def test_a_place_is_free_again_once_its_application_is_withdrawn(draft, contact):
    TriptychFactory(season=draft.season, status="withdrawn", submitted_at=draft.created_at, territory__code=LOOS)
    mine = complete(draft.season, contact, code=LOOS)

    assert application.submit_application(triptych=mine, user=contact).status == "submitted"


def test_one_account_opens_three_drafts_a_season_whatever_became_of_them(as_user, contact):
    season = TriptychFactory().season
    client = as_user(contact)
    for number in range(3):
        client.post("/candidatures/nouvelle/", {**PLACE, "name": f"Val {number}", "code": ""})
    Contact.objects.filter(user=contact).delete()

    typed = {**PLACE, "name": "Val 4", "code": "", "bearer_name": "Collectif"}
    refused = client.post("/candidatures/nouvelle/", typed)

    assertContains(refused, "trois brouillons")
    assertContains(refused, 'value="Val 4"')
    assert Triptych.objects.filter(season=season).count() == 4
    assert Organisation.objects.count() == 0


# An organisation belongs to its application


def bearer_of(client, triptych, name, siret=SIRET):
    values = {"name": "Collectif", "kind": "PROJ", "department": "22", "bearer_name": name, "bearer_siret": siret}
    client.post(f"/candidatures/{triptych.pk}/territoire/", values)
    return Triptych.objects.get(pk=triptych.pk).territory.bearer


def test_whoever_types_a_siret_first_names_it_for_nobody_else(as_user, contact, stranger, draft):
    theirs = TriptychFactory(season=draft.season, lead=stranger)

    bad = bearer_of(as_user(stranger), theirs, "Ville de Val. RIB : FR76")
    good = bearer_of(as_user(contact), draft, "Ville de Val")

    assert (bad.pk != good.pk, good.name, good.siret, good.is_confirmed) == (True, "Ville de Val", SIRET, False)


def test_a_bearer_that_is_no_longer_named_leaves_nothing_behind(as_user, contact, draft):
    bearer_of(as_user(contact), draft, "Ville de Val")

    assert bearer_of(as_user(contact), draft, "", "") is None
    assert Organisation.objects.count() == 0


def test_what_an_organiser_confirmed_is_not_changed_by_an_application(as_user, contact, draft):
    known = OrganisationFactory(name="Ville de Val", siret=SIRET)
    mine = bearer_of(as_user(contact), draft, "Autre nom")
    assert (mine.pk != known.pk, Organisation.objects.get(pk=known.pk).name) == (True, "Ville de Val")

    Organisation.objects.filter(pk=known.pk).delete()
    mine.confirm()
    other = bearer_of(as_user(contact), draft, "Encore autre")

    mine.refresh_from_db()
    assert (mine.name, other.pk != mine.pk, other.is_confirmed) == ("Autre nom", True, False)


def test_an_organiser_who_names_a_payer_confirms_it_once_for_a_siret(draft, stranger):
    agreement = AgreementFactory(triptych=TriptychFactory(admitted=True))
    mine = Organisation.objects.create(name="Ville de Val", siret=SIRET, is_confirmed=False)
    agreement.triptych.territory.bearer = mine
    agreement.triptych.territory.save()
    theirs = Organisation.objects.create(name="Ville de Val. RIB", siret=SIRET, is_confirmed=False)
    TerritoryFactory(bearer=theirs)

    offered = SharesForm(None, agreement=agreement, payers=[]).fields["organisation_0"].queryset
    assert list(offered) == [mine]
    payers.set_shares(agreement=agreement, shares={mine: agreement.agreed_amount})

    mine.refresh_from_db()
    assert mine.is_confirmed
    with pytest.raises(application.ValidationError, match="réunissez les deux"):
        theirs.confirm()


# A window beside the door


def test_the_team_page_shows_what_was_typed_until_that_person_does_something(as_user, contact, draft):
    known = UserFactory(email="secret@example.org", first_name="Sabine", last_name="Delcourt")
    client = as_user(contact)
    team = f"/candidatures/{draft.pk}/equipe/"
    client.post(team, {"email": known.email})
    for address in (team, f"/candidatures/{draft.pk}/"):
        assertContains(client.get(address), "secret@example.org")
        assertNotContains(client.get(address), "Delcourt")
    colleague = draft.contacts.get(user=known)
    done = client.post(f"{team}{colleague.pk}/confier/", follow=True)
    assertNotContains(done, "Delcourt")
    assert "Delcourt" not in "".join(draft.edits.order_by("pk").values_list("what", flat=True))

    as_user(known).post(f"/candidatures/{draft.pk}/dynamique/", {"dynamics": "Lu.", "expectations": "Oui."})

    assertContains(as_user(contact).get(team), "Sabine Delcourt")


@pytest.mark.parametrize("state", ["invited", "confirmed"])
def test_naming_somebody_does_not_tell_whether_they_are_a_candidate_elsewhere(state, as_user, contact, draft):
    other = TriptychFactory(season=draft.season)
    ParticipantFactory(triptych=other, email="maire@example.org", state=state)
    draft.participants.all().delete()
    client, line = as_user(contact), "élu\tA\tB\tmaire\tVille\tmaire@example.org"

    seat = client.post(f"/candidatures/{draft.pk}/triptyque/elus/1/", {**SEAT, "email": "maire@example.org"})
    assert seat.status_code == 302
    assert draft.participants.get().email == "maire@example.org"

    draft.participants.all().delete()
    shown = client.post(f"/candidatures/{draft.pk}/triptyque/tableau/", {"pasted": line})
    confirmed = {"pasted": shown.context["form"].initial["pasted"], "confirm": "1", **shown_by(shown)}
    table = client.post(f"/candidatures/{draft.pk}/triptyque/tableau/", confirmed)
    assert (table.status_code, draft.participants.count()) == (302, 1)


def test_the_person_alone_chooses_between_two_seats(client, draft):
    taken = ParticipantFactory(triptych=TriptychFactory(season=draft.season), email="a@example.org", state="confirmed")
    named = ParticipantFactory(triptych=draft, seat=3, email="a@example.org")
    address = f"/invitation/{invitation.token_for(named)}/"

    refused = client.post(address, {"confirm": "1"})

    assertContains(refused, "Vous avez déjà confirmé un autre siège")
    assert Participant.objects.get(pk=named.pk).state == "invited"
    client.post(address, {"decline": "1"})
    assert list(Participant.objects.filter(email="a@example.org").seated()) == [taken]


# Nobody joins the team after the first answer


def test_nobody_joins_the_team_after_the_first_answer_but_by_the_organisers(as_user):
    triptych = triptych_of_six()
    lead = UserFactory(email="referente@example.org")
    triptych.contacts.create(user=lead, is_lead=True)
    assessment_round = AssessmentRoundFactory(season=triptych.season)
    client, team = as_user(lead), f"/candidatures/{triptych.pk}/equipe/"
    client.post(team, {"email": "avant@example.org"})
    person = triptych.participants.order_by("pk").first()
    answers = {assessment_round.grid.dimensions.get(code="E1"): {"answer": "3", "note": ""}}
    self_assessment.save_answer(participant=person, assessment_round=assessment_round, answers=answers)

    refused = client.post(team, {"email": "seconde@example.org"})

    assertContains(refused, "Le positionnement a commencé")
    assertContains(refused, "seconde@example.org")
    assert sorted(triptych.contacts.values_list("user__email", flat=True)) == [
        "avant@example.org",
        "referente@example.org",
    ]
