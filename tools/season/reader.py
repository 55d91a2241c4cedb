"""Each mail is read as it leaves: what it says is compared with what is so at that moment."""

import re

from django.test import Client
from django.test.client import ClientHandler

from tests.agendas import Agenda
from tools.season import cast, words
from tools.season.papers import Papers
from tools.season.post import Mail
from tools.season.truth import Truth

LINK = re.compile(r"https?://[^\s)>]+")
DAY = re.compile(r"[Jj]ournée (\d)\b")
ORDINAL = {
    "première": 1,
    "1re": 1,
    "2e": 2,
    "3e": 3,
    "4e": 4,
    "5e": 5,
    "deuxième": 2,
    "troisième": 3,
    "quatrième": 4,
    "cinquième": 5,
}
SIGNATURE = "L’équipe d’organisation"
COUNTED = re.compile(r"l’un des (\w+) territoires|^(\w+) territoires y travaillent")
NUMBERS = {"quatre": 4, "cinq": 5, "six": 6}
TEAM = {cast.ORGANISER: "", cast.TREASURER: "Thérèse Ancel", cast.FACILITATOR: "Félix Oudart"}


class Reader:
    """Counts the sentences that it checked, and notes those that are false."""

    def __init__(self, stage) -> None:
        self.stage, self.truth, self.papers = stage, Truth(), Papers(stage)
        self.handler = ClientHandler(enforce_csrf_checks=False)
        self.agendas: dict[str, Agenda] = {}
        self.links: set[tuple] = set()  # followed today already, by the same person
        self.held: dict[tuple[str, int], object] = {}

    def check(self, mail: Mail, held: object, otherwise: str) -> None:
        self.stage.post.tally["sentences"] += 1
        if not held:
            self.fault(mail, otherwise)

    def fault(self, mail: Mail, what: str) -> None:
        self.stage.post.faults.append(f"{self.stage.now():%Y-%m-%d %H:%M} to {mail.to}, « {mail.subject} »: {what}")

    def read(self, mail: Mail) -> None:
        text = words.plain(mail.text).partition(f"\n{SIGNATURE}")[0]
        person = cast.EVERYBODY.get(mail.to)
        self._envelope(mail)
        if "code" in mail.subject:
            return
        self._greeting(mail, text, person)
        known = self.truth.dates()
        for line in [words.plain(mail.subject), *text.split("\n")]:
            if line.strip():
                self._line(mail, line, person, known)
        self._whole(mail, text)
        self._calendars(mail)
        for name, content in mail.papers.items():
            self.papers.read(self, mail, name, content)

    def _envelope(self, mail: Mail) -> None:
        headers = mail.headers
        self.check(mail, headers.get("Auto-Submitted") == "auto-generated", "no Auto-Submitted")
        self.check(mail, "All" in headers.get("X-Auto-Response-Suppress", ""), "no X-Auto-Response-Suppress")
        if self.truth.reply_to():
            self.check(mail, self.truth.reply_to() in headers.get("Reply-To", ""), "no Reply-To")

    def _greeting(self, mail: Mail, text: str, person: cast.Person | None) -> None:
        first = text.split("\n", maxsplit=1)[0]
        name = person.name if person else TEAM.get(mail.to, "")
        self.check(mail, first == (f"Bonjour {name},".replace(" ,", ",")), f"greeted « {first} »")

    def _line(self, mail: Mail, line: str, person: cast.Person | None, known: set) -> None:
        for one in words.faults_of_language(LINK.sub("", line), person.gender if person else ""):
            self.fault(mail, one)
        for said, when in words.dates_in(line):
            self.check(mail, when in known, f"no such date: {said}")
        for amount in words.amounts_in(line):
            self.check(mail, amount in self.truth.amounts(), f"no such amount: {amount} €")
        for link in LINK.findall(line):
            self._follow(mail, link, person)
        if counted := COUNTED.search(line):
            number = NUMBERS.get((counted[1] or counted[2]).lower())
            self.check(mail, number == self.truth.admitted(), f"« {counted[0]} », {self.truth.admitted()} admitted")
        numbers, dates = DAY.findall(line), [when for _, when in words.dates_in(line)]
        former = re.search("change de date|annulée|n’y participez plus", line)  # it says what was told before
        if len(numbers) == 1 and len(dates) == 1 and not former:
            day = self.truth.days()[int(numbers[0])]
            self.check(mail, dates[0] in (day["date"], day["deadline"]), f"journée {numbers[0]} is the {day['date']}")
        self._territories(mail, line, person)

    def _territories(self, mail: Mail, line: str, person: cast.Person | None) -> None:
        """A territory is named as a sentence wants, and to its own people alone."""
        for collective in cast.COLLECTIVES:
            bare = collective.name.removeprefix("Le ")
            if bare.lower() not in line.lower() or "organisme" in line:
                continue
            forms = (collective.name, collective.with_article, collective.with_de)
            said = any(form.lower() in line.lower() for form in forms)
            self.check(mail, said, f"« {collective.name} » is not named in French: {line}")
            own = {one.email for people in collective.people.values() for one in people} | {collective.lead.email}
            if person and mail.to not in own | {cast.NEWCOMER.email}:
                self.fault(mail, f"somebody else’s territory: {line}")

    def _follow(self, mail: Mail, link: str, person: cast.Person | None) -> None:
        """A link leads its reader to a page of theirs; a personal one shows their name, to whoever is not signed in."""
        if not link.startswith(self.stage.site):
            self.check(mail, link in self.truth.outside(), f"a link to {link}")
            return
        path = link.removeprefix(self.stage.site).rstrip(".")
        once = (path, mail.to, self.stage.now().date())
        if once in self.links:
            return
        self.links.add(once)
        client = Client(HTTP_HOST=self.stage.host)
        client.handler = self.handler  # its middleware is loaded once
        if "/invitation/" not in path and (user := self.truth.account(mail.to)):
            client.force_login(user)
        answer = client.get(path.partition("#")[0], follow=True)
        name = person.first_name if person and "/invitation/" in path else ""
        shown = answer.content.decode(errors="replace") if not answer.streaming else ""
        self.check(mail, answer.status_code == 200, f"{path} answers {answer.status_code}")
        self.check(mail, name in shown, f"{path} is not the page of {name}")

    def _whole(self, mail: Mail, text: str) -> None:
        if "Nous vous attendons à la" in text or "Voici ce qui vaut maintenant" in text:
            self._convened(mail, text)
        elif "Vous ne participez plus à la" in text or "est annulée." in text:
            self._released(mail)
        elif mail.subject.startswith(("Journée", "Retenez")) and mail.to in cast.EVERYBODY:
            self._reminded(mail, text)
        elif re.search(r"n° ?VP", words.plain(mail.subject)):
            self.papers.money(self, mail, text)

    def _day_of(self, mail: Mail) -> dict:
        return self.truth.days()[int(DAY.search(words.plain(mail.subject))[1])]

    def _seat(self, mail: Mail) -> dict | None:
        return next(
            (one for one in self.truth.people() if one["email"] == mail.to and one["state"] != "declined"), None
        )

    def _convened(self, mail: Mail, text: str) -> None:
        """Date, hours and place of the day, to somebody who is convened to it, with their convocation."""
        day, body = self._day_of(mail), text.partition("Voici ce qui vaut maintenant")[2] or text
        lines = dict(re.findall(r"^(Date|Horaires|Lieu|Pour vous connecter) : (.*)$", body, re.MULTILINE))
        convened = {one["email"] for one in self.truth.convened(day["id"])}
        self.check(mail, mail.to in convened, "convened, and not expected")
        self.check(mail, [when for _, when in words.dates_in(lines["Date"])] == [day["date"]], f"date: {lines['Date']}")
        hours = [part[name] for part in day["halves"] for name in ("starts_at", "ends_at")]
        self.check(mail, words.hours_in(lines["Horaires"]) == hours, f"hours: {lines['Horaires']}")
        venue = day["venue"]
        place = "en ligne" if day["mode"] == "online" else f"{venue.name}, {venue.address}"
        self.check(mail, lines["Lieu"].startswith(place), f"place: {lines['Lieu']}, and it is {place}")
        self.check(mail, len(mail.papers) == 1 and len(mail.calendars) == 1, "no convocation, or no invitation")
        limit = re.search(r"prévenez-nous (?:jusqu’au|avant le|au plus tard le) (.*?)[.(]", text)
        self.check(mail, limit and words.dates_in(limit[1])[0][1] == day["deadline"], f"deadline: {limit}")
        self.held[mail.to, day["id"]] = (day["date"], tuple(hours), place)

    def _released(self, mail: Mail) -> None:
        day = self._day_of(mail)
        convened = {one["email"] for one in self.truth.convened(day["id"])}
        self.check(mail, day["cancelled"] or mail.to not in convened, "told not to come, and expected")
        self.check(mail, (mail.to, day["id"]) in self.held, "told not to come to what they never were told of")
        self.held.pop((mail.to, day["id"]), None)

    def _reminded(self, mail: Mail, text: str) -> None:
        day = self._day_of(mail)
        seats = {one["email"]: one for one in self.truth.expected(day["id"])}
        self.check(mail, mail.to in seats, "reminded of a day that they are not expected at")
        for place in re.findall(r"^Lieu : (.*)$", text, re.MULTILINE):
            venue = day["venue"].name if day["venue"] else "en ligne"
            self.check(mail, place.startswith(venue), f"place: {place}")
        if hours := re.search(r"^Horaires : (.*)$", text, re.MULTILINE):
            wanted = [part[name] for part in day["halves"] for name in ("starts_at", "ends_at")]
            self.check(mail, words.hours_in(hours[1]) == wanted, f"hours: {hours[1]}")
        statuses = self.truth.statuses(day["id"], mail.to)
        if "Merci d’avoir été là" in text or "qu’avez-vous essayé" in text:
            self.check(mail, statuses & {"present", "late", "left_early", "remote"}, "thanked, and was not there")
        elif "vous nous avez manqué" in mail.subject:
            self.check(mail, not statuses & {"present", "late", "left_early", "remote"}, "missed, and was there")
        else:
            self.check(mail, statuses != {"excused"}, "reminded, and had announced an absence")
        if "À préparer : " in text:
            self.check(mail, (day["preparation"] or "rien de particulier") in text, "what to prepare")

    def _calendars(self, mail: Mail) -> None:
        if not mail.calendars:
            return
        agenda = self.agendas.setdefault(mail.to, Agenda(mail.to))
        try:
            objects = agenda.receive(mail.raw)
        except AssertionError as error:
            self.check(mail, False, f"the agenda refuses: {error}")
            return
        for one in objects:
            day = self.truth.by_uid(one.uid)
            self.check(mail, day is not None, f"no day of {one.uid}")
            if day and one.method == "CANCEL":  # one mail may release its reader from several days
                self.held.pop((mail.to, day["id"]), None)
            if day and one.method == "REQUEST":
                start = one.values["DTSTART"].astimezone(self.truth.zone)
                self.check(mail, start.date() == day["date"], f"the agenda says {start}")

    def end(self) -> None:
        """Each agenda holds the days that its owner is expected at, and no other; and each person the truth."""
        days = {row["id"]: row for row in self.truth.days().values()}
        for (email, key), held in list(self.held.items()):
            day = days[key]
            convened = {one["email"] for one in self.truth.convened(key)}
            hours = tuple(part[name] for part in day["halves"] for name in ("starts_at", "ends_at"))
            venue = day["venue"]
            place = f"{venue.name}, {venue.address}" if venue else "en ligne"
            so = (day["date"], hours, place) if email in convened and not day["cancelled"] else None
            self.stage.post.tally["sentences"] += 1
            if so != held:
                self.stage.post.faults.append(f"at the end {email} holds {held} of day {day['number']}, and it is {so}")
        for email, agenda in sorted(self.agendas.items()):
            shown = {start.astimezone(self.truth.zone).date() for start, *_ in agenda.shown().values()}
            wanted = {days[key]["date"] for owner, key in self.held if owner == email}
            self.stage.post.tally["sentences"] += 1
            if shown != wanted:
                self.stage.post.faults.append(
                    f"the agenda of {email} shows {sorted(shown)}, and holds {sorted(wanted)}"
                )
