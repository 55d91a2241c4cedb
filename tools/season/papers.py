"""The PDFs that left, read as anybody reads them: convocations, attestations, money, conventions, sheets."""

import re
from collections.abc import Callable
from decimal import Decimal

from tools.season import cast, words
from tools.season.post import Mail, words_of_pdf

Check = Callable[[object, str], None]


class Papers:
    def __init__(self, stage) -> None:
        self.stage, self.booklets = stage, {}

    @property
    def truth(self):
        return self.stage.truth

    def checker(self, about: str) -> Check:
        def check(held: object, otherwise: str) -> None:
            self.stage.post.tally["sentences"] += 1
            if not held:
                self.stage.post.faults.append(f"{self.stage.now():%Y-%m-%d} {about}: {otherwise}")

        return check

    def read(self, reader, mail: Mail, name: str, content: bytes) -> None:
        text = words.plain(words_of_pdf(content)).replace("1 er ", "1er ").replace("demi- journée", "demi-journée")
        check = self.checker(f"{name} of {mail.to}")
        person = cast.EVERYBODY.get(mail.to)
        sentences = text.replace("atteste que ", "atteste : ")  # the name stands on a line of its own
        for one in words.faults_of_language(sentences, ""):
            if "sign out of place" not in one and "empty" not in one:
                check(False, one)
        for said, when in words.dates_in(text):
            check(when is not None and (when in self.truth.dates()), f"no such date: {said}")
        if name.startswith("CONV"):
            self._convocation(check, mail, text, person)
        elif name.startswith("ATT"):
            self._attestation(check, mail, text, person)
        elif name.startswith("VP"):
            self._money(check, name.removesuffix(".pdf"), text)
        elif name.startswith("candidature"):
            collective = next(one for one in cast.COLLECTIVES if one.lead.email == mail.to)
            for people in collective.people.values():
                for one in people:
                    check(one.name in text, f"{one.name} is not in the summary")

    def _convocation(self, check: Check, mail: Mail, text: str, person: cast.Person) -> None:
        day = self.truth.days()[int(re.search(r"Convocation à la journée (\d)", text)[1])]
        check(person.name in text, "another’s name")
        check(any(when == day["date"] for _, when in words.dates_in(text)), f"the day is the {day['date']}")
        for part in day["halves"]:
            check({part["starts_at"], part["ends_at"]} <= set(words.hours_in(text)), f"hours of {part['period']}")
        if day["venue"]:
            check(day["venue"].name in text and day["venue"].address in text, "another place")
            code = next(one["checkin_code"] for one in self.truth.people() if one["email"] == mail.to)
            check(f"{code[:3]} {code[3:]}" in text, "another code")
        else:
            check("En ligne" in text, "nothing says that it is online")
            for one in ("déjeuner", "Code d’accueil", "Maison des passages"):
                check(one not in text, f"« {one} » on a day online")
        check(not day["preparation"] or day["preparation"] in text, "what to prepare")

    def _attestation(self, check: Check, mail: Mail, text: str, person: cast.Person) -> None:
        rows = self.truth.attendance(mail.to)
        came = [row for row in rows if row["status"] in ("present", "late", "left_early", "remote")]
        check(person.name in text, "another’s name")
        check(
            f"{len(came)} demi-journée{'s' if len(came) > 1 else ''} sur {len(rows)}" in text,
            f"{len(came)}/{len(rows)}",
        )
        check((came[0]["date"], came[-1]["date"]) == self._span(text), "from and to")
        for venue in {row["venue"] for row in came if row["venue"] and row["status"] != "remote"}:
            check(venue in text, f"{venue} is not said")
        minutes = sum(row["length"] - (row["minutes"] or 0) for row in came)
        said = re.search(r"\((?:(\d+) h)?(?: ?(\d+))?(?: min)?\), d’après", text)
        total = int(said[1] or 0) * 60 + int(said[2] or 0) if said else None
        check(total == minutes, f"{said and said[0]}, and it is {minutes} minutes")
        if "assiduité" in text and (percent := re.search(r"Cette présence, (\d+) %", text)):
            check(int(percent[1]) == 100 * len(came) // len(rows), f"{percent[0]}, of {len(came)}/{len(rows)}")
            check(100 * len(came) >= self.truth.season()["attendance_threshold"] * len(rows), "under the threshold")

    @staticmethod
    def _span(text: str) -> tuple:
        part = re.search(r"\), (?:du|le) (.*?), au titre", text)
        found = [when for _, when in words.dates_in(part[1])] if part else [None]
        return found[0], found[-1]

    def money(self, reader, mail: Mail, text: str) -> None:
        """The words of a mail about a document: its number, amount, day, payer, what is still due."""
        number = re.search(r"VP[A-Z]?-\d{4}-\d+", words.plain(mail.subject))[0]
        paper, check = self.truth.paper(number), self.checker(f"mail of {number} to {mail.to}")
        if "il reste" in text:
            said = words.amounts_in(re.search(r"il reste (?:encore )?(.*? €)", text)[1])[0]
            check(said == paper["due"] and paper["due"] > 0, f"{said} is asked for, {paper['due']} is due")
        elif "Montant" in text:
            check(words.amounts_in(re.search(r"Montant : (.*)", text)[1]) == [paper["total"]], "the amount")
        check(paper["payer"] in text or paper["payer"] in mail.subject, f"the payer is {paper['payer']}")
        territory = next(one for one in cast.COLLECTIVES if one.name == paper["territory"])
        check(f"participation {territory.with_de}" in text, f"participation {territory.with_de}")
        check(mail.to in paper["readers"], f"{mail.to} does not pay that")

    def _money(self, check: Check, number: str, text: str) -> None:
        paper = self.truth.paper(number)
        check(paper["payer"] in text, "the payer")
        check(number in text, "the number")
        check(paper["total"] in words.amounts_in(text), f"the total is {paper['total']}")
        check(paper["territory"] in text, "the territory")
        for amount in words.amounts_in(text):
            check(amount in self.truth.amounts() | {Decimal(40), Decimal(0)}, f"no such amount: {amount}")

    def read_booklets(self) -> None:
        """One a territory: its own people and days, and nobody of another."""
        for name, (number, content) in self.truth.booklets().items():
            collective = next(one for one in cast.COLLECTIVES if one.name == name)
            self.booklets[f"{number}.pdf"] = content
            self.stage.post.tally["PDFs"] += 1
            self._booklet(self.checker(f"booklet of {name}"), words.plain(words_of_pdf(content)), collective)

    def _booklet(self, check: Check, text: str, collective: cast.Collective) -> None:
        text = text.replace("1 er ", "1er ")
        for one in words.faults_of_language(text, ""):
            if "sign out of place" not in one and "empty" not in one:
                check(False, one)
        check(collective.name in text, "the territory")
        days = [day for day in self.truth.days().values() if not day["cancelled"]]
        said = {when for _, when in words.dates_in(text)}
        for day in days:
            check(day["date"] in said, f"the day of {day['date']}")
        check(said <= self.truth.dates(), f"no such dates: {sorted(map(str, said - self.truth.dates()))}")
        came = {one["email"] for one in self.truth.people() if self.truth.came(one["email"])}
        for email, person in cast.EVERYBODY.items():
            if person.name == "Claude Martin":
                continue  # there are two
            seat = next((one for one in self.truth.people() if one["email"] == email), None)
            own = seat is not None and seat["triptych__territory__name"] == collective.name
            if own and email in came:
                check(person.name in text, f"{person.name} is missing")
            if not own:
                check(person.name not in text, f"{person.name} is of another territory")

    def convention(self, content: bytes, collective: cast.Collective) -> None:
        text, check = words.plain(words_of_pdf(content)), self.checker(f"convention of {collective.name}")
        self.stage.post.tally["PDFs"] += 1
        for people in collective.people.values():
            for one in people:
                check(one.name in text, f"{one.name} is missing")
        for amount in words.amounts_in(text):
            check(amount in self.truth.amounts(), f"no such amount: {amount}")
        for said, when in words.dates_in(text):
            check(when is not None, f"no such date: {said}")

    def sheet(self, content: bytes, number: int) -> None:
        """Those who are expected sign, and nobody else."""
        text, check = words.plain(words_of_pdf(content)), self.checker(f"sheet of day {number}")
        self.stage.post.tally["PDFs"] += 1
        day = self.truth.days()[number]
        expected = {one["email"] for one in self.truth.expected(day["id"])}
        check([day["date"]] == [when for _, when in words.dates_in(text)][:1], "the date")
        for email, one in cast.EVERYBODY.items():
            there = f"{one.last_name.upper()} {one.first_name}" in text
            if one.name != "Claude Martin":
                check(there == (email in expected), f"{one.name}: {there}")
