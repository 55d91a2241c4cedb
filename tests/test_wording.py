"""What Django and allauth say is in the product's voice, and what is committed is what they say today."""

import re

import pytest

from tools import wording

DOMAINS = list(wording.CATALOGUES)


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_committed_catalogue_is_what_is_built(domain):
    assert wording.built(domain).read_bytes() == wording.binary(wording.sentences(domain)), (
        "Run `python -m tools.wording`."
    )


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_sentence_of_ours_is_still_said_by_a_library(domain):
    assert wording.own(domain).keys() - wording.said_by_libraries(domain).keys() == set()


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_placeholder_of_a_library_is_kept_and_no_other_is_named(domain):
    marks = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%s")
    wrong = {
        said: forms
        for said, forms in wording.own(domain).items()
        for form in forms
        if not set(marks.findall(form)) <= set(marks.findall(said))
    }
    assert wrong == {}


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_sentence_is_left_with_a_straight_apostrophe_or_an_english_mail(domain):
    said = {**wording.said_by_libraries(domain), **wording.sentences(domain)}
    left = [form for forms in said.values() for form in forms if re.search(r"\w'\w|\be-?mails?\b", form, re.IGNORECASE)]
    assert left == []
