"""What must hold after every step of a story, each a function of a name that yields a sentence for each fault."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from contributions.models import CreditNote, Invoice, Payer
from sessions.documents import notices
from sessions.documents.models import Attestation, Convocation
from territories.models import Contact, Participant, Triptych
from tests.privacy import canaries
from tests.reminders import oracle
from tools.rehearsal import rows
from tools.rehearsal.cast import TEAM
from tools.rehearsal.stage import Sent, Stage

CANARY = re.compile(r"Canari(\d+)\.")
NUMBER = re.compile(r"(.+)-(\d+)")
Faults = Iterator[str]


def seats_and_places(stage: Stage) -> Faults:
    """No season admits more than its places, no rank and no seat has two holders, nobody confirms two seats."""
    triptychs = list(Triptych.objects.order_by("pk").values("id", "status", "rank", "season_id", "season__places"))
    for season, places in {(one["season_id"], one["season__places"]) for one in triptychs}:
        ranks = sorted(one["rank"] for one in triptychs if one["season_id"] == season and one["status"] == "admitted")
        if len(set(ranks)) != len(ranks) or (ranks and ranks[-1] > places):
            yield f"season {season} has {places} places, and ranks {ranks}"
    held = Participant.objects.filter(state__in=["invited", "confirmed"]).order_by("pk")
    seats = Counter(held.values_list("triptych_id", "category_id", "seat"))
    confirmed = Counter(held.filter(state="confirmed").values_list("season_id", "email"))
    yield from (f"{what} has {count} holders" for what, count in seats.items() if count > 1)
    yield from (f"{who} confirmed {count} seats" for who, count in confirmed.items() if count > 1)


def one_mail_per_fact(stage: Stage) -> Faults:
    """No message left twice; nobody was told the same of a day twice in a row."""
    yield from (
        f"{key} left {count} times" for key, count in Counter(one.key for one in stage.sent).items() if count > 1
    )
    last: dict[tuple[int, int], tuple] = {}
    for sent in stage.sent:
        if (pair := rows.of_day(sent)) is None:
            continue
        told = tuple(sorted(fact[2:] for fact in sent.says))
        if last.get(pair) == told and not sent.by_hand:
            yield f"{pair} was told twice {told}, by {sent.key}"
        last[pair] = told


def documents_true_or_listed(stage: Stage) -> Faults:
    """Whoever holds something false of a day, or lacks its convocation, stands in « À prévenir »."""
    by_day, by_person = rows.days(), rows.people()
    convened, said, ends = rows.convened_pairs(by_day, by_person), rows.said_of_days(stage), rows.seat_ends(stage)
    with_batch = set(Convocation.objects.order_by("pk").values_list("day_id", flat=True))
    listed = {(one.day.pk, one.person.pk) for one in notices.standing()}
    today = timezone.localdate()
    for key, day in by_day.items():
        if day["season__status"] != "published":
            continue
        for who, person in by_person.items():
            held = said.get((who, key), {})
            if person["email"].endswith("@invalid") or not rows.is_recent(day, held):
                continue
            wrong = _what_is_wrong(day, held, (key, who) in convened, key in with_batch and day["date"] >= today)
            told_once = ends.get(who) and ends[who].isoformat() <= held.get("date", day["date"].isoformat())
            if wrong and (key, who) not in listed and not (wrong == "is not expected" and told_once):
                yield f"person {who} and day {day['number']}: {wrong}, holds {held}"


def _what_is_wrong(day: dict, held: dict[str, str], is_convened: bool, has_batch: bool) -> str:
    state = held.get("state")
    if day["status"] == "cancelled":
        return "is cancelled" if state == "convened" else ""
    if not is_convened:
        return "is not expected" if state == "convened" else ""
    if state and state != "convened":
        return "is expected again"
    if "date" in held and held["date"] != day["date"].isoformat():
        return f"is on {day['date']}"
    if "hours" in held and rows.plain(held["hours"]) != rows.hours(day):
        return f"is at {rows.hours(day)}"
    return "lacks a convocation" if has_batch and not held.get("convocation") else ""


def documents_say_what_is_frozen(stage: Stage) -> Faults:
    """The file of each convocation says the date of its snapshot, and the last version is the one in force."""
    last = Convocation.objects.order_by("-pk").exclude(sha256="").first()
    if last and default_storage.exists(last.pdf_path):
        with default_storage.open(last.pdf_path) as file:
            words = file.read().decode(errors="replace")
        if last.number not in words:
            yield f"{last.number} does not bear its number"
    versions = Counter(Convocation.objects.order_by("pk").values_list("day_id", "participant_id", "version"))
    yield from (f"{which} was issued {count} times" for which, count in versions.items() if count > 1)


def numbers_without_gap(stage: Stage) -> Faults:
    """1, 2, 3… in each series, but for what went with somebody erased; the dates of money follow the numbers."""
    series, dates = defaultdict(list), defaultdict(list)
    issued = [
        number
        for model in (Convocation, Attestation, Invoice, CreditNote)
        for number in model.objects.order_by("pk").values_list("number", flat=True)
    ]
    for number in [*issued, *stage.numbers_gone]:
        name, rank = NUMBER.fullmatch(number).groups()
        series[name].append(int(rank))
    for name, ranks in series.items():
        if sorted(ranks) != list(range(1, len(ranks) + 1)):
            yield f"{name}: {sorted(ranks)}"
    for model in (Invoice, CreditNote):
        for number, on in model.objects.order_by("number").values_list("number", "issued_on"):
            dates[NUMBER.fullmatch(number)[1]].append(on)
    yield from (f"{name}: dates {ons}" for name, ons in dates.items() if ons != sorted(ons))


def money_to_the_cent(stage: Stage) -> Faults:
    """Each document asks, and each balance is, what the ledger of the story says."""
    balances = {one.number: one for one in Invoice.objects.exclude(kind="quote").with_balance().order_by("pk")}
    if set(balances) != set(stage.ledger.asked):
        yield f"documents {sorted(set(balances) ^ set(stage.ledger.asked))} are in one place only"
    for number, asked in stage.ledger.asked.items():
        one = balances.get(number)
        if one and (one.total, one.due) != (asked, stage.ledger.due(number)):
            yield f"{number} asks {one.total}, due {one.due}; the ledger says {asked}, {stage.ledger.due(number)}"


def instalments_make_the_share(stage: Stage) -> Faults:
    """What a payer is to be asked adds up to its share, and is cut as the ledger cuts it."""
    for payer in Payer.objects.order_by("pk"):
        parts = list(payer.instalments.order_by("rank").values_list("amount", flat=True))
        if parts and sum(parts) != payer.amount:
            yield f"payer {payer.pk} is to be asked {parts} of {payer.amount}"
        if payer.pk in stage.ledger.planned and parts != stage.ledger.planned[payer.pk]:
            yield f"payer {payer.pk} is to be asked {parts}; the ledger says {stage.ledger.planned[payer.pk]}"


def nothing_personal_after_erasure(stage: Stage) -> Faults:
    """No column names who was erased, but the texts that an organiser is asked to read again."""
    if stage.erased:
        known = tuple(json.dumps(one, ensure_ascii=False).strip('"') for one in stage.erased)
        yield from (f"{place} names one of {known}" for place in sorted(canaries.named(known) - canaries.listed()))


def no_canary_elsewhere(stage: Stage, sent: Sent) -> Faults:
    """A mail tells nobody what only another territory may read."""
    found = {int(pk) for pk in CANARY.findall(sent.words)}
    if found and sent.to.partition("@")[0] not in TEAM and found - territories_of(sent.to):
        yield f"{sent.key} tells {sent.to} of {found - territories_of(sent.to)}"


def territories_of(address: str) -> set[int]:
    """Of whoever has this address: where they sit or sat, what they fill in, what they pay for."""
    seats = Participant.objects.filter(Q(email=address) | Q(user__email=address)).values_list("triptych_id", flat=True)
    filled = Contact.objects.filter(user__email=address).values_list("triptych_id", flat=True)
    paid = Triptych.objects.filter(agreement__payers__email=address).values_list("pk", flat=True)
    return {*seats.order_by("pk"), *filled.order_by("pk"), *paid.order_by("pk")}


def true_at_leaving(stage: Stage, sent: Sent) -> Faults:
    """What a mail says of a day is so at the very moment that it leaves, of whom it tells it."""
    pair = rows.of_day(sent)
    if pair is None:
        return
    by_day, by_person = rows.days(), rows.people()
    person, day = by_person[pair[0]], by_day[pair[1]]
    facts = {fact[2]: fact[3] for fact in sent.says}
    is_convened = (day["id"], person["id"]) in rows.convened_pairs({day["id"]: day}, {person["id"]: person})
    if wrong := _what_is_wrong(day, facts, is_convened, False):
        yield f"{sent.key} left, and it {wrong}: {facts}"
    if facts.get("state") != "convened" and is_convened:
        yield f"{sent.key} tells somebody expected not to come"
    if person["email"] != sent.to:
        yield f"{sent.key} left to {sent.to}, whose address is {person['email']}"


def reminders_have_a_reason(stage: Stage, sent: Sent) -> Faults:
    """A reminder leaves when the oracle of time, which reads plain rows, says that it should, and to that address."""
    match = oracle.KEY.fullmatch(sent.key)
    if match is None or sent.by_hand:
        return
    rule, *about = match.groups()
    every = oracle.Rows()
    if every.rule[int(rule)]["trigger"] not in oracle.FINDERS:
        return
    wish = oracle.wishes(every, timezone.localdate()).get((int(rule), *about))
    now = timezone.now()
    if wish is None:
        yield f"{sent.key} left, and nothing asks for it"
    elif not wish.moment <= now < wish.expires:
        yield f"{sent.key} left at {now}, due from {wish.moment} to {wish.expires}"
    elif wish.to.email != sent.to:
        yield f"{sent.key} left to {sent.to}, and concerns {wish.to.email}"


AT_LEAVING = (no_canary_elsewhere, true_at_leaving, reminders_have_a_reason)
AFTER_A_STEP = (
    seats_and_places, one_mail_per_fact, documents_true_or_listed, documents_say_what_is_frozen, numbers_without_gap,
    money_to_the_cent, instalments_make_the_share,
)  # fmt: skip
AT_THE_END = (*AFTER_A_STEP, nothing_personal_after_erasure)
