"""Operations that were read before, whatever kind of file each came in.

A bank gives one account as a table, as OFX and as CAMT.053, and cuts, doubles or moves the words of an operation in
each. The same operation has the same day and amount, and either the same number at the bank (of one kind of file: OFX
2.2, 11.4.4.1, FITID; ISO 20022, AcctSvcrRef; a column of numbers) or a label that says nothing else.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from atelier.core import money
from atelier.core.headings import heading_key
from contributions.models import StatementLine
from contributions.statements.operations import Operation

# What a label says of any transfer; the others say whose it is.
COMMON = {
    *("vir", "virt", "virement", "virements", "sepa", "inst", "instantane", "recu", "recue", "transfert", "transfer"),
    *("en", "votre", "faveur", "de", "du", "des", "la", "le", "les", "l", "d", "par", "emetteur", "donneur", "ordre"),
    *("motif", "ref", "reference", "libelle", "credit", "eur"),
}
Money = tuple[date, Decimal]


def new_operations(receipts: Iterable[Operation], kept: Iterable[StatementLine]) -> list[tuple[Operation, str]]:
    """Those that no kept line is, each with its fingerprint, in the order of the file.

    A kept line is at most one operation of the file, so that two payments of one day, amount and label stay two.
    """
    lines: defaultdict[Money, list[StatementLine]] = defaultdict(list)
    for line in kept:
        lines[line.on, line.amount].append(line)
    groups: defaultdict[Money, list[Operation]] = defaultdict(list)
    for one in (receipts := _with_sure_numbers(list(receipts))):
        groups[one.on, one.amount].append(one)
    new = {id(one) for money, group in groups.items() for one in _unknown(group, lines[money])}
    used = {line.fingerprint for group in lines.values() for line in group}
    found = []
    for one in receipts:
        if id(one) in new:
            found.append((one, _free_fingerprint(one, used)))
            used.add(found[-1][1])
    return found


def _with_sure_numbers(receipts: list[Operation]) -> list[Operation]:
    """A number that stands twice in a file is none: « 0 », or the rank of a batch."""
    times = Counter(one.number for one in receipts)
    return [one if times[one.number] == 1 else one.without_number() for one in receipts]


def _unknown(group: list[Operation], lines: list[StatementLine]) -> list[Operation]:
    """Those left once each line found its operation: by the surest sign first."""
    operations, lines = list(group), list(lines)
    for is_same in (_has_same_number, _has_same_label, _has_same_words):
        operations = [one for one in operations if not _take(one, lines, is_same)]
    return _without_alike(operations, lines)


def _without_alike(operations: list[Operation], lines: list[StatementLine]) -> list[Operation]:
    """Those alike to no line, the closest words first: a short label does not take the line of a longer one."""
    pairs = [
        (len(_own_words(one.label) ^ _own_words(line.label)), rank, at)
        for rank, one in enumerate(operations)
        for at, line in enumerate(lines)
        if _has_alike_label(one, line)
    ]
    known: dict[int, int] = {}
    for _, rank, at in sorted(pairs):
        if rank not in known and at not in known.values():
            known[rank] = at
    return [one for rank, one in enumerate(operations) if rank not in known]


def _take(one: Operation, lines: list[StatementLine], is_same: Callable[[Operation, StatementLine], bool]) -> bool:
    """Whether a line is this operation; it is no other one's any more."""
    found = next((line for line in lines if is_same(one, line)), None)
    if found is not None:
        lines.remove(found)
    return found is not None


def _has_same_number(one: Operation, line: StatementLine) -> bool:
    return bool(one.number) and one.number == line.number


def _has_another_number(one: Operation, line: StatementLine) -> bool:
    """Of one kind of file, where numbers can be compared."""
    kinds = one.number.partition(":")[0], line.number.partition(":")[0]
    return bool(one.number) and kinds[0] == kinds[1] and one.number != line.number


def _has_same_label(one: Operation, line: StatementLine) -> bool:
    """By the fingerprint: a line that was set aside has lost its label."""
    return line.fingerprint.partition(".")[0] == _digest(one) and not _has_another_number(one, line)


def _has_same_words(one: Operation, line: StatementLine) -> bool:
    own = _own_words(one.label)
    return bool(own) and own == _own_words(line.label) and not _has_another_number(one, line)


def _has_alike_label(one: Operation, line: StatementLine) -> bool:
    first, second = _own_words(one.label), _own_words(line.label)
    alike = _holds_all(first, second) or _holds_all(second, first)
    return alike and not _has_another_number(one, line)


@lru_cache(maxsize=10_000)
def _own_words(label: str) -> frozenset[str]:
    return frozenset(heading_key(label).split()) - COMMON


def _holds_all(words: frozenset[str], few: frozenset[str]) -> bool:
    """Whether nothing in `few` is said otherwise in `words`; one word, no number, may be cut: names have 32 signs."""
    absent = few - words
    if not absent:
        return bool(few)
    cut = next(iter(absent))
    return len(absent) == 1 < len(few) and cut.isalpha() and any(word.startswith(cut) for word in words)


def _digest(one: Operation) -> str:
    key = f"{one.on.isoformat()}|{heading_key(one.label)}|{money.to_cents(one.amount)}"
    return hashlib.sha256(key.encode()).hexdigest()


def _free_fingerprint(one: Operation, used: set[str]) -> str:
    """What the operation is (SHA-256), and its rank among equal ones."""
    digest, rank = _digest(one), 1
    while f"{digest}.{rank}" in used:
        rank += 1
    return f"{digest}.{rank}"
