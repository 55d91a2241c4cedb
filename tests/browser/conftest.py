import re

import pytest
from playwright.sync_api import expect

from tests import services
from tests.browser import stack as stacks


@pytest.fixture(scope="session")
def browser_type_launch_args():
    try:
        executable = services.chromium()
    except services.Missing as missing:
        if services.required():
            pytest.fail(f"{missing} is not installed and REQUIRE_SERVICES=1.")
        pytest.skip(f"{missing} is not installed.")
    switches = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"]
    return {"executable_path": executable, "args": switches}


@pytest.fixture(scope="session")
def imported(tmp_path_factory):
    """The product holding season 3 as its file tells it, and one organiser."""
    with stacks.running(
        tmp_path_factory.mktemp("imported"),
        ["import_season", "atelier/operations/demo/season-3.yaml", "--write"],
        ["createsuperuser", "--noinput", "--email", "organisation@example.org"],
    ) as stack:
        yield stack


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    """The product holding the demo."""
    with stacks.running(tmp_path_factory.mktemp("demo"), ["demo"]) as stack:
        stack.open_sessions()
        yield stack


class Visitor:
    """Someone at a browser of their own; what the console complains of is kept."""

    def __init__(self, context, stack):
        self.context, self.stack, self.complaints = context, stack, []
        self.page = context.new_page()
        self.page.on("console", self.note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def note(self, message):
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def go(self, path):
        return self.page.goto(self.stack.url + path)

    def fill(self, **values):
        for label, value in values.items():
            self.page.fill(f"[name={label}]", value)

    def press(self, name):
        self.page.get_by_role("button", name=name).click()

    def follow(self, name):
        """Click the first link of this name and wait for its page."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()

    def see(self, text):
        """Waits for the text, and for the page's scripts; any French space counts as a space."""
        expect(self.page.locator("body")).to_contain_text(text)
        self.page.wait_for_load_state()

    def sign_in(self, address, landing="/espace/"):
        """By a mailed code the first time; with a session that is open already where there is one.

        Three codes a minute for one address is all that the product sends.
        """
        if address in self.stack.sessions:
            self.context.add_cookies(self.stack.sessions[address])
            self.go(landing)
            return
        self.go(f"/compte/connexion/?next={landing}")
        self.fill(login=address)
        self.press("Recevoir un code")
        self.enter_code(address, "votre code de connexion")
        self.say_who_they_are(landing)
        self.stack.sessions[address] = self.context.cookies()

    def sign_up(self, address):
        self.go("/compte/inscription/")
        self.fill(email=address)
        self.press("Recevoir un code")
        self.enter_code(address, "votre code d’inscription")
        self.say_who_they_are("/espace/")

    def say_who_they_are(self, landing):
        """Asked once, after the code, of whoever has no name yet."""
        asked = "/compte/qui-etes-vous/"
        self.page.wait_for_url(lambda url: url.partition("?")[0].endswith((landing, asked)))
        if asked in self.page.url:
            self.fill(first_name="Maud", last_name="Le Bihan", position="chargée de mission")
            self.press("Continuer")
            self.page.wait_for_url(f"**{landing}")

    def enter_code(self, address, subject):
        mail = self.stack.sink.wait_for(1, subject, address)[-1]
        self.fill(code=re.search(r"\n\n([A-Z0-9-]+)\n", mail.get_body(("plain",)).get_content().replace("\r", ""))[1])
        self.press("Valider")


@pytest.fixture
def visitor(browser):
    """Opens a browser of its own for each person of a story; at the end nobody's console has complained.

    They asked for less movement: a page that glides to where one clicks keeps a test waiting.
    """
    opened = []

    def open_one(stack, *, width=1280, **options):
        size = {"width": width, "height": 900}
        context = browser.new_context(locale="fr-FR", viewport=size, reduced_motion="reduce", **options)
        opened.append(Visitor(context, stack))
        return opened[-1]

    yield open_one
    for one in opened:
        one.context.close()
    assert [complaint for one in opened for complaint in one.complaints] == []
