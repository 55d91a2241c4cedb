"""What a French sentence holds that can be false: dates, hours, amounts; and what it must not hold at all."""

import re
from datetime import date, time
from decimal import Decimal

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
WEEKDAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()  # noqa: SIM905
DATE = re.compile(rf"(?:({'|'.join(WEEKDAYS)}) )?(1er|[12]?\d|3[01]) ({'|'.join(MONTHS)})(?: (\d{{4}}))?")
AMOUNT = re.compile(r"(\d{1,3}(?: \d{3})*(?:,\d\d)?) €")
HOURS = re.compile(r"(\d{1,2}) h(?: (\d\d))?")
# Faults of articles, of elision and of typography, wherever they stand.
WRONG = {
    "an article that is not contracted": re.compile(
        r"\b(?:[dD]e|[àÀ]) (?:[Ll]e|[Ll]es) (?=[A-ZÉ]|triptyque|territoire)"
    ),
    "no article before a legal name": re.compile(r"\b(?:[dD]e|[Pp]our|[Pp]ar|[àÀ]) (?:PETR|Communauté)\b"),
    "no elision": re.compile(
        r"\b(?:[dD]e|[jJ]e|[nN]e|[qQ]ue|[sS]e|[lL]a|[lL]e) (?=[aeiouéèêâîôûAEIOUÉÈÊÂÎÔÛ])(?!onz|un\b|uns\b|oui\b)"
    ),
    "a placeholder": re.compile(r"[{}]|\bNone\b|\bTrue\b|\bFalse\b|‹|›"),
    "a sign out of place": re.compile(r" [,.](?: |$)|,,|\.\.(?!\.)|\(\)|« ?»|'"),
    "an empty value": re.compile(r"(?:Date|Horaires|Lieu|Objet|Montant|Payeur|Motif|À préparer) : *$"),
}
MASCULINE = re.compile(
    r"[Vv]ous (?:êtes|étiez|serez|n’êtes pas|vous êtes) (?:bien |toujours |de nouveau )?"
    r"(attendu|convié|invité|inscrit|engagé|prié|convoqué|noté)\b(?!e)"
)
FEMININE = re.compile(
    r"[Vv]ous (?:êtes|étiez|serez|vous êtes) (?:bien )?(attendue|conviée|invitée|inscrite|engagée|priée|convoquée)\b"
)


def plain(text: str) -> str:
    """Every space of a line is one space; lines stay."""
    return re.sub(r"[ \t\u00a0\u202f]+", " ", text.replace("\u2060", ""))


def dates_in(line: str) -> list[tuple[str, date | None]]:
    """(the words, the date) of each; None when its weekday is not that of the date."""
    found = []
    for match in DATE.finditer(line):
        weekday, number, month, year = match.groups()
        if year is None:
            continue
        try:
            one = date(int(year), MONTHS.index(month) + 1, int(number.removesuffix("er")))
        except ValueError:
            found.append((match[0], None))
            continue
        right = weekday is None or WEEKDAYS[one.weekday()] == weekday
        found.append((match[0], one if right else None))
    return found


def amounts_in(line: str) -> list[Decimal]:
    return [Decimal(one.replace(" ", "").replace(",", ".")) for one in AMOUNT.findall(line)]


def hours_in(line: str) -> list[time]:
    return [time(int(hour), int(minute or 0)) for hour, minute in HOURS.findall(line)]


def faults_of_language(line: str, gender: str) -> list[str]:
    found = [f"{name}: « {match[0]} »" for name, pattern in WRONG.items() if (match := pattern.search(line))]
    if gender == "f" and (match := MASCULINE.search(line)):
        found.append(f"said to a woman: « {match[0]} »")
    if gender == "m" and (match := FEMININE.search(line)):
        found.append(f"said to a man: « {match[0]} »")
    return found
