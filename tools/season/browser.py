"""Somebody with a browser: pages are read, their forms are filled in as they come, and sent with what they carry."""

import re
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

LOGIN = "/compte/connexion/"
CODE = re.compile(r"\n\n([A-Z0-9-]{6,})\n")


class Refused(Exception):
    """The site did not do what was asked: what it answered."""

    def __init__(self, words: str, page: "Page | None" = None) -> None:
        super().__init__(words)
        self.page = page


class Page:
    """What a browser shows: its address, its words, its forms."""

    def __init__(self, address: str, response) -> None:
        self.address, self.response, self.status = address, response, response.status_code
        kind = response.headers.get("Content-Type", "")
        self.tree = lxml.html.fromstring(response.content.decode() or "<p></p>") if "html" in kind else None

    @property
    def words(self) -> str:
        if self.tree is None:
            return ""
        for hidden in self.tree.xpath("//script|//style"):
            hidden.drop_tree()
        return re.sub(r"\s+", " ", self.tree.text_content())

    @property
    def errors(self) -> list[str]:
        """What forms and messages complain of."""
        found = self.tree.xpath(
            "//*[contains(@class,'errorlist') or contains(@class,'errornote') or contains(@class,'invalid-feedback')"
            " or contains(@class,'error-summary') or contains(@class,'alert-danger')]"
            "|//ul[@class='messagelist']/li[@class='error' or contains(., 'Rien n’est')]"
        )
        return [words for one in found if (words := re.sub(r"\s+", " ", one.text_content()).strip())]

    def link(self, holding: str) -> str:
        """The address of the first link whose words or address hold this."""
        for one in self.tree.iterlinks():
            element, attribute, address, _ = one
            if attribute == "href" and (holding in address or holding in element.text_content()):
                return urljoin(self.address, address)
        raise Refused(f"{self.address}: no link « {holding} »")

    def form(self, *names: str, action: str = "", **holding: str):
        """The first form with a control of each of these names, sent to `action`, with these values among its own."""
        for form in self.tree.forms:
            controls = {one.get("name") for one in form.xpath(".//input|.//select|.//textarea|.//button")}
            carried = {(name, value) for name, value in form.form_values()}
            if set(names) <= controls and action in ("", form.get("action")) and holding.items() <= carried:
                return form
        raise Refused(f"{self.address}: no form with {names}: {self.words[:600]}")


class Browser:
    """`email` says whose it is; each has a network address of its own."""

    machines = iter(range(2, 250))

    def __init__(self, stage, email: str = "") -> None:
        self.stage, self.email = stage, email
        self.client = Client(
            enforce_csrf_checks=True, REMOTE_ADDR=f"127.9.0.{next(self.machines)}", HTTP_HOST=stage.host
        )

    def open(self, address: str, *, status: int = 200) -> Page:
        return self._read(self._get(address), address, status)

    def post_refused(self, address: str, values: dict, *, button: str) -> Page:
        """The page that comes back when a form is refused."""
        try:
            self.fill(address, values, button=button)
        except Refused as refused:
            return refused.page
        raise Refused(f"{address}: nothing was refused")

    def download(self, address: str) -> bytes:
        response = self._get(address)
        if response.status_code != 200:
            raise Refused(f"{address}: {response.status_code}")
        return b"".join(response.streaming_content) if response.streaming else response.content

    def send(
        self,
        page: Page,
        values: dict | None = None,
        *,
        button: str = "",
        having: tuple = (),
        says: str = "",
        action: str = "",
        **holding,
    ):
        """Fill the form that has these fields, press its button; what the site refuses is raised.

        `says` are words that the next page shows; `holding` tells one form of a page from another.
        """
        values, name, _, pressed = values or {}, *button.partition("=")
        wanted = [key for key, value in values.items() if value is not None]
        form = page.form(*having, *([name] if name else []), *([] if having else wanted), action=action, **holding)
        sent: dict[str, list] = {}
        for key, value in form.form_values():
            sent.setdefault(key, []).append(value)
        for key, value in values.items():
            if value is None:
                sent.pop(key, None)
            else:
                sent[key] = value if isinstance(value, list) else [value]
        if name:
            sent[name] = [pressed or self._value_of(form, name)]
        target = urljoin(page.address, form.get("action") or "") or page.address
        answer = self._read(self.client.post(self._path(target), sent, follow=True), target, 200)
        if answer.tree is not None and (errors := answer.errors):
            raise Refused(f"{target}: {errors}", answer)
        if says and says not in answer.words.replace("\u00a0", " ").replace("\u202f", " "):
            raise Refused(f"{target}: nothing says « {says} »: {answer.words[:900]}")
        return answer

    def fill(self, address: str, values: dict | None = None, **how) -> Page:
        """Open a page and send its form."""
        return self.send(self.open(address), values, **how)

    def act(self, table: str, action: str, *rows, values: dict | None = None, button: str = "", says: str = "") -> Page:
        """Choose an action of the administration for rows, read the page that it shows, confirm it."""
        listed = self.open(f"/admin/{table}/?{self.stage.every}")
        chosen = {"_selected_action": [str(row) for row in rows], "action": action}
        shown = self.send(listed, chosen, having=("action", "_selected_action"))
        return self.send(shown, values or {}, button=button, having=("confirm",), says=says)

    def sign_in(self) -> "Browser":
        """Ask for a code, read it in the mailbox, type it; say who one is, the first time."""
        page = self.fill(LOGIN, {"login": self.email})
        self._enter_code(page)
        return self

    def sign_up(self, first_name: str, last_name: str, position: str) -> "Browser":
        page = self._enter_code(self.fill("/compte/inscription/", {"email": self.email}))
        if "qui-etes-vous" in page.address:
            self.send(page, {"first_name": first_name, "last_name": last_name, "position": position})
        return self

    def _get(self, address: str):
        """Whoever has no session, or whose session is over, signs in and asks again."""
        response = self.client.get(self._path(address), follow=True)
        asked = response.redirect_chain and response.redirect_chain[-1][0].startswith(LOGIN)
        if self.email and asked and not address.startswith(LOGIN):
            self.sign_in()
            response = self.client.get(self._path(address), follow=True)
        return response

    def _enter_code(self, page: Page) -> Page:
        self.stage.work()
        mails = [mail for mail in self.stage.post.mails if mail.to == self.email and "code" in mail.subject]
        if not mails:
            raise Refused(f"no code for {self.email}: {page.words[:400]}")
        return self.send(page, {"code": CODE.search(mails[-1].text)[1]})

    def _read(self, response, address: str, status: int) -> Page:
        self.stage.pass_seconds(11)
        if response.redirect_chain:
            address = response.redirect_chain[-1][0]
        if response.status_code != status:
            raise Refused(f"{address}: {response.status_code} {Page(address, response).words[:500]}")
        return Page(self._path(address), response)

    def _path(self, address: str) -> str:
        parts = urlsplit(address)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    @staticmethod
    def _value_of(form, name: str) -> str:
        return next((one.get("value") or "" for one in form.xpath(f".//*[@name='{name}']")), "1")


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
