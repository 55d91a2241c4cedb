"""The pictures of the guide, taken of the running demo: `make pictures`.

Each is 1200 × 750 points of a desk, or 390 × 720 of a phone, in static/img/guide/.
"""

import io
import json
import os
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests import services
from tests.browser import stack as stacks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atelier.settings")  # the name of the cookie of a session
FOLDER = Path(__file__).resolve().parent.parent / "static" / "img" / "guide"
DESK, PHONE = {"width": 1200, "height": 750}, {"width": 390, "height": 720}
ORGANISER, TREASURER = "organisation@example.org", "tresorerie@example.org"
CONTACT, PARTICIPANT = "contact@example.org", "participante@example.org"
ADDRESSES = """
import json
from django.urls import reverse
from atelier.seasons.models import Season
from referential.models import AssessmentRound
from territories.models import Triptych
season = Season.objects.default()
day = season.days.order_by("number")[1]
midway = AssessmentRound.objects.filter(season=season, kind="midway").first() or season.rounds.first()
draft = Triptych.objects.filter(season=season, contacts__user__email="contact@example.org", status="draft").first()
print(json.dumps({
    "presences": reverse("admin:day_presence", args=[day.pk]),
    "positions": reverse("referential:step", args=[midway.pk, "cooperation"]),
    "candidature": reverse("territories:step", args=[draft.pk, "triptyque"]),
    "regards": f"{reverse('admin:regards')}?moment={season.rounds.first().pk}",
}))
"""
PICTURES = [
    ("saison", ORGANISER, "/admin/", DESK),
    ("retroplanning", ORGANISER, "/admin/checklist/task/retroplanning/", DESK),
    ("etude", ORGANISER, "/admin/territories/criterion/etude/", DESK),
    ("qualite", ORGANISER, "/admin/qualite/", DESK),
    ("documents", ORGANISER, "/admin/atelier_sessions/day/documents/", DESK),
    ("classeur", ORGANISER, "/admin/classeur/", DESK),
    ("budget", TREASURER, "/admin/contributions/agreement/budget/", DESK),
    ("presences", ORGANISER, "presences", DESK),
    ("regards", ORGANISER, "regards", DESK),
    ("candidature", CONTACT, "candidature", DESK),
    ("espace", PARTICIPANT, "/espace/", PHONE),
    ("positions", PARTICIPANT, "positions", PHONE),
]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, stacks.running(folder, ["demo"]) as stack, sync_playwright() as tools:
        stack.open_sessions()
        known = json.loads(stack.manage("shell", "-v", "0", "-c", ADDRESSES))
        browser = tools.chromium.launch(executable_path=services.chromium(), args=["--no-sandbox", "--disable-gpu"])
        for name, who, path, size in PICTURES:
            context = browser.new_context(viewport=size, locale="fr-FR", device_scale_factor=1.25)
            context.add_cookies(stack.sessions[who])
            page = context.new_page()
            answer = page.goto(stack.url + known.get(path, path))
            assert answer.status == 200, (name, answer.status)
            keep(page.screenshot(), FOLDER / f"{name}.webp")
            context.close()
        browser.close()


def keep(picture: bytes, path: Path) -> None:
    Image.open(io.BytesIO(picture)).convert("RGB").save(path, "WEBP", quality=62, method=6)
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
