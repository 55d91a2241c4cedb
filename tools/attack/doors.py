"""The doors: roles without a second factor, and codes asked for by a room, by a stranger, by many."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib import admin
from django.urls import reverse

from tests import access_world
from tests.access_matrix import MATRIX, TEAM, without_second_factor
from tests.admin_actions import second_factor_of
from tests.factories import ParticipantFactory, TriptychFactory, UserFactory
from tools.attack.servers import Stand
from tools.attack.tally import Tally
from tools.attack.visitor import Visitor, at_once

# The mailbox is of the demo; pages about one's own factor ask for the one that these accounts have.
ELSEWHERE = {"demo_mailbox", "admin:logout", "account_reauthenticate"}
ROOM = 36


def go_without_second_factor(stand: Stand, tally: Tally) -> None:
    """Each address of the product, for each role of the team, by a session of mailed code alone; then with proof."""
    people, arguments = _world()
    names = [name for name in MATRIX if name not in ELSEWHERE and not name.startswith("mfa_")]
    for role in TEAM:
        second_factor_of(people[role])
        bare, proven = Visitor(stand, people[role], proven=False), Visitor(stand, people[role])
        for name in names:
            address = reverse(name, kwargs=arguments.get(name))
            expected, answer = without_second_factor(name), bare.get(address)
            tally.check(answer.status_code == expected, f"{role} {name} without factor: {answer.status_code}")
        for table in admin.site._registry:
            address = reverse(f"admin:{table._meta.app_label}_{table._meta.model_name}_changelist")
            tally.check(bare.get(address).status_code == 302, f"{role} reads {address} without factor")
        for name in ("admin:index", "workbook"):
            tally.check(proven.get(reverse(name)).status_code == 200, f"{role} with factor does not enter {name}")
    _enrol_ends_others(stand, tally)


def _world():
    """Everything of the access matrix, made anew."""
    named = {
        "contact": UserFactory(), "stranger": UserFactory(), "organiser": UserFactory(is_organiser=True),
        "treasurer": UserFactory(is_treasurer=True), "facilitator": UserFactory(is_facilitator=True),
    }  # fmt: skip
    seat = UserFactory()
    triptych = TriptychFactory(admitted=True, season__number=900)  # the one before, which this world makes too, is free
    person = ParticipantFactory(triptych=triptych, email=seat.email, user=seat, state="confirmed")
    return access_world.fill(participant=person, **named)


def _enrol_ends_others(stand: Stand, tally: Tally) -> None:
    """A session by code alone, from before a factor was set up elsewhere, is out; so are those of a former address."""
    organiser = UserFactory(is_organiser=True)
    stolen, mine = Visitor(stand), Visitor(stand)
    for one in (stolen, mine):
        one.sign_in(organiser.email)
        tally.check(one.get("/admin/").status_code == 302, "a code alone opens the administration")
    page = mine.get(reverse("mfa_activate_totp"))
    secret = page.text.partition('id="authenticator_secret"')[2].partition('value="')[2].partition('"')[0]
    if not secret:
        secret = next((word for word in page.text.replace("<", " ").replace(">", " ").split() if len(word) == 32
                       and word.isalnum() and word.isupper()), "")  # fmt: skip
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    mine.post(reverse("mfa_activate_totp"), {"code": code})
    tally.check(mine.get("/admin/").status_code == 200, "who set a factor up does not enter")
    tally.check(not stolen.is_in(), "a session from before the factor is still in")
    stolen.sign_in(organiser.email)
    tally.check(stolen.get("/admin/").status_code == 302, "a code alone enters once a factor exists")
    contact = UserFactory()
    phone = Visitor(stand, contact)
    tally.check(phone.is_in(), "the phone was not in")
    page, former = reverse("change_address", args=["compte", contact.pk]), contact.email
    mine.confirm(page, {"email": f"nouvelle-{contact.pk}@example.org"}, mine.get(page))
    contact.refresh_from_db()
    tally.check(contact.email != former, "an organiser cannot change the address of an account")
    tally.check(not phone.is_in(), "another address of an account leaves its sessions open")


def ask_for_codes(stand: Stand, tally: Tally) -> None:
    """A room of 36 behind one address; a stranger who asks all day; what is said beyond the limits."""
    machine, people = stand.machine(), [UserFactory() for _ in range(ROOM)]
    for group in range(0, ROOM, 4):
        room = [(Visitor(stand, machine=machine), user) for user in people[group : group + 4]]
        at_once(*(lambda one=one, user=user: one.sign_in(user.email) for one, user in room))
        for visitor, user in room:
            tally.check(visitor.is_in(), f"{user.email}, of a room of 36, is not in")
    organiser, stranger = UserFactory(is_organiser=True), stand.machine()
    mine = Visitor(stand)
    mine.post(reverse("account_login"), {"login": organiser.email})
    code = mine.code(organiser.email)
    asked = [Visitor(stand, machine=stranger).post(reverse("account_login"), {"login": organiser.email}) for _ in
             range(50)]  # fmt: skip
    refused = [page for page in asked if page.status_code == 429]
    tally.check(len(refused) == 45, f"{len(refused)} of 50 asks of a stranger were refused, 45 expected")
    for page in refused:
        tally.check("clé d’accès" in page.text and "Too Many" not in page.text, "a refusal that is not French")
    mine.enter(code)
    tally.check(mine.is_in(), "the code that left before no longer signs in")
    for _ in range(40):
        Visitor(stand).post(reverse("account_login"), {"login": organiser.email})
    again = Visitor(stand, machine=mine.machine)
    again.sign_in(organiser.email)
    tally.check(again.is_in(), "many strangers lock an organiser out of where they signed in")
    count = len(stand.mailbox.to(organiser.email))
    tally.check(count <= 32, f"{count} codes in one mailbox")
    strange = Visitor(stand)
    strange.http.headers["Host"] = "ailleurs.example"
    page = strange.get("/")
    tally.check(page.status_code == 400 and "n’a pas été comprise" in page.text, f"400 is said: {page.text[:80]!r}")
    forms = [Visitor(stand).http.post(f"{stand.address}/compte/connexion/", {"login": "a@example.org"})]
    tally.check("ouverte depuis trop longtemps" in forms[0].text, "a form without its key has no French page")
    known, unknown = (
        [Visitor(stand, machine=where).post(reverse("account_login"), {"login": email}).status_code for _ in range(8)]
        for email, where in ((people[0].email, stand.machine()), ("inconnue-x@example.org", stand.machine()))
    )
    tally.check(known == unknown, f"refusals tell who has an account: {known}, {unknown}")
