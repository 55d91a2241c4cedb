"""The seventeen kinds, one line each; a kind that cannot be tried to its end counts as a fault."""

import time
import traceback

from tools.attack import documents, doors, forms, keys, limits, people, words, work
from tools.attack.servers import Stand
from tools.attack.tally import Tally

KINDS = {
    1: ("an outsider’s text as a pattern: erasing", people.erase),
    2: ("one name, one home: public pages hold nobody’s words", words.public_pages),
    3: ("limits before the work: files, and servers that hang", work.hold_the_site),
    4: ("limits kept in rows that can be deleted", limits.flood),
    5: ("line breaks in one-line fields", words.break_lines),
    6: ("a check tied to an address: second factor by role", doors.go_without_second_factor),
    7: ("secrets that many may read", words.read_secrets),
    8: ("the first to type owns a shared row", people.type_first),
    9: ("a promise kept in one field only", people.publish_a_name),
    10: ("a POST that creates and has no key: double clicks", forms.click_twice),
    11: ("a confirmation that compares a count", forms.confirm_another),
    12: ("numbers by count()", documents.number_after_erasure),
    13: ("keys that rotate", keys.rotate),
    14: ("fail open", keys.fail_open),
    15: ("rate limits that hit the wrong people", doors.ask_for_codes),
    16: ("windows beside the door", people.look_behind_an_address),
    17: ("a queue without a count of tries or a share", documents.flood_the_queue),
}


def run(stand: Stand, chosen: set[int]) -> int:
    """Try the chosen kinds, all of them when none is; returns the number of faults."""
    faults = 0
    for number, (title, attempt) in KINDS.items():
        if chosen and number not in chosen:
            continue
        tally, started = Tally(), time.monotonic()
        try:
            attempt(stand, tally)
        except Exception:  # noqa: BLE001 - whatever stops a kind is said, and the others are tried
            tally.check(False, f"could not go on:\n{traceback.format_exc()}")
        faults += len(tally.faults)
        print(tally.line(number, title, time.monotonic() - started), flush=True)
    print(f"{faults} faults")
    return faults
