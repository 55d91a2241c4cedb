"""No page of the team offers a door that is closed to whoever reads it.

Forms of the administration are read for what their templates offer: the names of related rows that are only read are
linked by Django itself, which asks nobody's right.
"""

import html
import re
from urllib.parse import urljoin, urlsplit

import pytest

from tests.access_matrix import TEAM

pytestmark = pytest.mark.django_db
LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"#]+)")
RELATED = re.compile(r'<div class="readonly">.*?</div>|<td class="field-[^"]*">\s*<p>.*?</p>', re.DOTALL)


def test_no_link_of_a_page_is_refused_to_its_reader(answers):
    refused, followed = set(), set()
    for role in TEAM:
        status = {answer.path: answer.status_code for answer in answers[role].values()}
        for name, answer in answers[role].items():
            if not (answer.is_page and answer.status_code == 200):
                continue
            for href in LINK.findall(RELATED.sub("", answer.content.decode())):
                path = urlsplit(urljoin(answer.path, html.unescape(href))).path
                if path in status:
                    followed.add((role, path))
                if status.get(path) == 403:
                    refused.add((role, name, path))

    assert len(followed) > 200
    assert refused == set()
