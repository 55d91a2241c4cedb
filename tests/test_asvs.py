from pathlib import Path

import pytest

from tools.asvs import ABSENT, BUILT_ON, DEVIATIONS, HELD, WRITTEN, numbers

TESTS = Path(__file__).parent
ANSWERS = [HELD, WRITTEN, BUILT_ON, ABSENT, DEVIATIONS]
NAMED = sorted({name for _, *names in HELD.values() for name in names})


@pytest.mark.parametrize("name", NAMED)
def test_each_test_that_the_sheet_names_exists(name):
    file, function = name.split("::")

    assert f"\ndef {function}(" in (TESTS / file).read_text()


def test_every_requirement_of_levels_1_and_2_is_answered():
    answered = set().union(*ANSWERS)

    assert [len(numbers(level)) for level in "123"] == [70, 183, 92]  # what the standard says of itself
    assert sorted(set(numbers("12")) - answered) == []
    assert answered <= set(numbers("123"))


def test_only_a_deviation_stands_beside_another_answer():
    several = {number for number in set().union(*ANSWERS) if sum(number in answer for answer in ANSWERS) > 1}

    assert several == set(HELD) & set(DEVIATIONS)


@pytest.mark.parametrize(("file", "words"), sorted(set(WRITTEN.values())))
def test_what_the_sheet_says_to_be_written_is(file, words):
    assert words in (TESTS.parent / file).read_text()


def test_every_deviation_has_a_reason_and_something_in_its_place():
    assert all(why and instead for why, instead in DEVIATIONS.values())


def test_the_documentation_counts_the_sheet():
    text = (TESTS.parent / "docs" / "security.md").read_text()
    inside = set(numbers("12"))
    answers = text.partition("| Answer | Requirements |")[2].split("\n\n")[0].splitlines()[2:]
    deviations = text.partition("| Requirement | Deviation |")[2].split("\n\n")[0].splitlines()[2:]

    assert f"the {len(inside)} requirements of levels 1 and 2" in " ".join(text.split())
    assert [int(line.split("|")[2]) for line in answers] == [len(inside & set(answer)) for answer in ANSWERS]
    assert {line.split("|")[1].strip() for line in deviations} == set(DEVIATIONS)
