"""A key that rotates, and settings that would open a door: processes of their own, with other variables."""

from pathlib import Path

from django.db import connections
from django.utils import timezone

from atelier.accounts.models import User
from sessions.documents import convocations
from sessions.documents.models import Attestation, Convocation
from sessions.programme import feeds
from territories import invitation
from territories.models import Participant
from tests.factories import ParticipantFactory, UserFactory, add_days, triptych_of_six
from tools.attack import servers
from tools.attack.servers import Stand
from tools.attack.tally import Tally
from tools.attack.visitor import Visitor
from tools.deployment import PRODUCTION

NEW_KEY = "the-key-that-follows-8fT2mQ9xLr4vZb7nKc1wYd6pHs3gJ0aE"
PROVIDER = {"MAIL_PROVIDER": "mailjet", "MAIL_PROVIDER_KEY": "k s", "MAIL_WEBHOOK_SECRET": f"hook:{'x' * 16}"}
# What each refused start names, and the variables that it is given.
REFUSED = [
    ("SITE_URL", {"ATELIER_MODE": ""}),
    ("SITE_URL", {"ATELIER_MODE": "", "SITE_URL": "http://0.0.0.0:8000"}),
    ("SITE_URL", {"ATELIER_MODE": "demo", "SITE_URL": "http://192.0.2.7:8000"}),
    ("EXTRA_HOSTS", {"ATELIER_MODE": "demo", "SITE_URL": "http://127.0.0.1", "EXTRA_HOSTS": "atelier.example.org"}),
    ("ATELIER_MODE", {"ATELIER_MODE": "prod"}),
    ("MAIL_WEBHOOK_SECRET", {**PROVIDER, "MAIL_WEBHOOK_SECRET": ""}),
    ("MAIL_WEBHOOK_SECRET", {**PROVIDER, "MAIL_WEBHOOK_SECRET": "hook:short"}),
    ("MAIL_PROVIDER_KEY", {**PROVIDER, "MAIL_PROVIDER_KEY": ""}),
    ("MAIL_PROVIDER", {**PROVIDER, "MAIL_PROVIDER": "pigeon"}),
    ("DEFAULT_FROM_EMAIL", {"DEFAULT_FROM_EMAIL": "Atelier, Val <atelier@example.org>"}),
    ("DEFAULT_FROM_EMAIL", {"DEFAULT_FROM_EMAIL": "Atelier"}),
    ("SECRET_KEY", {"SECRET_KEY": ""}),
    ("SECRET_KEY", {"SECRET_KEY": "changez-moi"}),
    ("SECRET_KEY", {"SECRET_KEY": f"django-insecure-{NEW_KEY}"}),
    ("OLD_SECRET_KEYS", {"OLD_SECRET_KEYS": "court"}),
    ("DEBUG", {"DEBUG": "1"}),
    ("EXTRA_HOSTS", {"EXTRA_HOSTS": "*"}),
    ("EXTRA_HOSTS", {"EXTRA_HOSTS": ".example.org"}),
    ("TRUSTED_PROXIES", {"TRUSTED_PROXIES": "0"}),
    ("REDIS_URL", {"REDIS_URL": "amqp://127.0.0.1"}),
    ("SITE_URL", {"SITE_URL": "http://atelier.example.org"}),
    ("EMAIL_URL", {"EMAIL_URL": ""}),
]


def rotate(stand: Stand, tally: Tally) -> None:
    """What people hold from before works after, without the former key but for links and sessions."""
    triptych = triptych_of_six()
    person, gone = triptych.participants.order_by("pk")[:2]
    invited = ParticipantFactory(triptych=triptych, seat=3, state="invited")
    (day,) = add_days(triptych.season, timezone.localdate())
    convocations.issue_convocations(day=day)
    printed = Convocation.objects.get(participant=person, day=day).snapshot["code"]
    signed_in, link, feed = Visitor(stand, person.user), invitation.token_for(invited), feeds.feed_for(user=person.user)
    facilitator = UserFactory(is_facilitator=True)
    count = Convocation.objects.count()
    keys = {"SECRET_KEY": NEW_KEY, "OLD_SECRET_KEYS": PRODUCTION["SECRET_KEY"]}
    with servers.another(stand, keys) as after:
        mine = signed_in.at(after)
        tally.check(mine.is_in(), "who was signed in is out after a rotation")
        tally.check(Visitor(after).get(f"/invitation/{link}/").status_code == 200, "an invitation that left is dead")
        tally.check(Visitor(after).get(f"/agenda/{feed.token}.ics").status_code == 200, "an agenda is dead")
        part = day.half_days.first()
        door = f"/admin/atelier_sessions/day/accueil/{part.pk}/pointer/"
        answer = Visitor(after, facilitator).post(door, {"code": printed, "at": part.start.isoformat()}, follow=True)
        tally.check(person.attendances.exists(), f"a printed door code is refused: {answer.status_code}")
        desk = Visitor(after, UserFactory(is_organiser=True))
        chosen = {"action": "issue_convocations", "_selected_action": [day.pk]}
        page = "/admin/atelier_sessions/day/"
        desk.confirm(page, chosen, desk.post(page, chosen), confirm="1")
        tally.check(Convocation.objects.count() == count, "a rotation makes convocations outdated")
        tally.check(Attestation.objects.filter(participant=person).count() == 0, "an attestation out of nowhere")
        _come_back(after, tally, gone, keys)


def _come_back(stand: Stand, tally: Tally, gone: Participant, keys: dict[str, str]) -> None:
    """Somebody erased after a backup does not come back with it, though the key rotated in between."""
    archives = Path(stand.folder, "archives")
    archives.mkdir(exist_ok=True)
    done = stand.manage("backup", str(archives))
    tally.check(done.returncode == 0, f"backup: {done.stderr[-500:]}")
    email = gone.email
    Visitor(stand, gone.user).post("/compte/mes-donnees/", {"word": "EFFACER"})
    tally.check(not User.objects.filter(email=email).exists(), "nobody was erased")
    archive = max(archives.glob("*.tar"))
    done = stand.manage("restore", str(archive), "--over", **keys)
    connections.close_all()  # a restore ends those that it finds
    tally.check(done.returncode == 0, f"restore: {done.stderr[-500:]}")
    back = User.objects.filter(email=email).exists() or Participant.objects.filter(email=email).exists()
    tally.check(not back, "somebody erased came back with a backup, after a rotation")
    tally.check(User.objects.exclude(email=email).exists(), "the backup brought nobody back")


def fail_open(stand: Stand, tally: Tally) -> None:
    """Each forgotten or wrong variable stops the start in words that name it; a demo answers nobody from elsewhere."""
    for variable, given in REFUSED:
        environment = {**servers.clean_environment(), **PRODUCTION, "ATELIER_VAR": str(stand.folder / "other"), **given}
        done = servers.run(["manage.py", "check"], environment)
        last = (done.stderr.strip().splitlines() or [""])[-1]
        tally.check(done.returncode and variable in last, f"{given} starts, or stops without a word: {last[:120]!r}")
    fine = servers.run(["manage.py", "check"], {**servers.clean_environment(), **PRODUCTION, **PROVIDER,
                                                "ATELIER_VAR": str(stand.folder / "other")})  # fmt: skip
    tally.check(fine.returncode == 0, f"right variables do not start: {fine.stderr[-300:]}")
    demo = servers.clean_environment() | {"ATELIER_VAR": str(stand.folder / "demo"), "ATELIER_MODE": ""}
    (stand.folder / "demo").mkdir()
    servers.run(["manage.py", "migrate", "-v", "0"], demo)
    with servers.another(stand, demo, instead=True) as forgotten:
        for path in ("/", "/demo/courriels/", "/compte/connexion/"):
            page = Visitor(forgotten).get(path)
            tally.check(page.status_code == 403 and "ATELIER_MODE" in page.text, f"a demo answers {path} to a proxy")
    with servers.another(stand, PROVIDER) as provided:
        for secret in (None, ("hook", "wrong"), ("", "")):
            visitor = Visitor(provided)
            answer = visitor.http.post(f"{provided.address}/courriels/suivi/mailjet/tracking/", json=[], auth=secret)
            tally.check(answer.status_code == 400, f"the webhook answers {answer.status_code} to {secret}")
    header = Visitor(stand).get("/").headers.get("Strict-Transport-Security", "")
    tally.check("max-age" in header and "preload" not in header and "include" not in header, f"HSTS: {header!r}")
