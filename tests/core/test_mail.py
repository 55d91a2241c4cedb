"""One text, two forms: what a block of a mail is, and what its HTML shows and hides."""

import pytest
from django.core import mail as mailbox
from django.test import override_settings

from atelier.core import mail_layout
from atelier.core.mail import compose_mail
from atelier.core.mail_layout import Block, Day, Fact
from atelier.outbox import delivery
from atelier.outbox.queueing import queue_message
from atelier.seasons import letterheads
from atelier.seasons.models import Workshop
from tests.factories import SeasonFactory

SITE = "https://atelier.example.org"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site():
    with override_settings(SITE_URL=SITE):
        yield


def html_of(text: str) -> str:
    ((html, kind),) = compose_mail(subject="Objet", text=text, to="zoe@example.org").alternatives
    assert kind == "text/html"
    return html


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("Bonjour,\n\nUn mot\net un autre.", [Block("text", ("Bonjour,",)), Block("text", ("Un mot", "et un autre."))]),
        (f"Répondre :\n{SITE}/a/", [Block("button", label="Répondre", url=f"{SITE}/a/")]),
        (f"Votre espace : {SITE}/a/", [Block("button", label="Votre espace", url=f"{SITE}/a/")]),
        (f"{SITE}/a/", [Block("button", label="Ouvrir la page", url=f"{SITE}/a/")]),
        ("https://ailleurs.example/a/", [Block("text", ("https://ailleurs.example/a/",))]),
        (f"https://ailleurs.example/{SITE}/a/", [Block("text", (f"https://ailleurs.example/{SITE}/a/",))]),
        ("Date : lundi\nLieu : Paris", [Block("facts", facts=(Fact("Date", "lundi"), Fact("Lieu", "Paris")))]),
        (
            f"Date : lundi\nPage : {SITE}/a/",
            [Block("text", ("Date : lundi",)), Block("button", label="Page", url=f"{SITE}/a/")],
        ),
        ("Motif : la grippe", [Block("text", ("Motif : la grippe",))]),
        ("Reste :\n- un\n- deux", [Block("text", ("Reste :",)), Block("list", ("un", "deux"))]),
        (
            "- Journée 1 : mardi 2 mars 2027 (passée)\n- Journée 2 : jeudi 1er avril 2027 (à venir)",
            [
                Block(
                    "path",
                    days=(
                        Day("1", "mardi 2 mars 2027", "done", "passée"),
                        Day("2", "jeudi 1er avril 2027", "later", "à venir"),
                    ),
                )
            ],
        ),
        ("DDFB-KQCJ", [Block("code", ("DDFB-KQCJ",))]),
        ("Un.\n\n– – –\n\nDeux.", [Block("text", ("Un.",)), Block("rule"), Block("text", ("Deux.",))]),
        ("Un.\n\nL’équipe d’organisation\nAtelier\na@example.org", [Block("text", ("Un.",))]),
    ],
)
def test_a_block_is_known_by_what_it_holds(text, blocks):
    assert mail_layout.blocks_of(text) == blocks


def test_a_mail_has_one_button_its_neighbours_are_outlined_and_the_rest_are_links():
    text = "\n\n".join(f"Lien {n} :\n{SITE}/{n}/" for n in (1, 2)) + f"\n\nAutre chose.\n\nLien 3 :\n{SITE}/3/"

    assert [block.kind for block in mail_layout.blocks_of(text)] == ["button", "second", "text", "link"]


def test_a_sentence_too_long_for_a_button_stays_a_sentence():
    sentence = "Vérifiez ces informations, complétez-les, ou indiquez que vous ne souhaitez pas participer :"

    assert mail_layout.blocks_of(f"{sentence}\n{SITE}/a/") == [
        Block("text", (sentence,)),
        Block("button", label="Ouvrir la page", url=f"{SITE}/a/"),
    ]


def test_no_address_of_the_site_is_written_out_and_that_of_another_is():
    html = html_of(f"Répondre :\n{SITE}/a/{'x' * 130}/\n\nVoyez {SITE}/b/ et https://ailleurs.example/c?d=1&e=2.")

    assert f'href="{SITE}/a/{"x" * 130}/"' in html
    assert f">{SITE}" not in html
    assert ">atelier.example.org</a>" in html
    assert 'href="https://ailleurs.example/c?d=1&amp;e=2"' in html
    assert ">https://ailleurs.example/c?d=1&amp;e=2</a>." in html


def test_nothing_typed_becomes_markup():
    html = html_of("<b>Gras</b>\n\n- <i>un</i>\n\nDate : <s>lundi</s>\nLieu : <u>Paris</u>")

    assert not {"<b>", "<i>", "<s>", "<u>"} & set(html.replace("><", ">\n<").split("\n"))
    assert all(f"&lt;{tag}&gt;" in html for tag in "bisu")


def test_the_styles_are_inlined_and_those_of_a_dark_screen_kept():
    html = html_of("Bonjour,\n\n- Journée 1 : mardi 2 mars 2027 (prochaine)")

    assert "@media (prefers-color-scheme: dark)" in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert 'bgcolor="#a8471f"' in html
    assert "<img" not in html
    assert "class=" in html
    assert "style=" in html.partition("<p")[2].partition(">")[0]


def test_it_leaves_from_the_workshop_and_answers_go_to_it(settings):
    Workshop.objects.update_or_create(
        pk=1, defaults={"name": "Atelier Essai", "email": "ici@example.org", "carried_by": "Institut d’essai"}
    )
    settings.DEFAULT_FROM_EMAIL = "Autre <envoi@example.org>"
    mail = compose_mail(subject="Objet", text="Bonjour,", to="zoe@example.org")

    assert (mail.from_email, mail.reply_to) == ("Atelier Essai <envoi@example.org>", ["ici@example.org"])
    assert mail.extra_headers == {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    assert "porté par l’Institut d’essai" in mail.alternatives[0][0]


def test_each_season_signs_its_mails_and_receives_their_answers():
    Workshop.objects.update_or_create(pk=1, defaults={"name": "Atelier Essai", "email": "ici@example.org"})
    earlier = SeasonFactory(number=2, signed_by="Zoé Marin, pour la saison 2", reply_email="saison-2@example.org")
    current = SeasonFactory(number=3, status="published", signed_by="L’équipe de la saison 3")

    def facts_of(*seasons):
        topics = ["territory:1", *(letterheads.topic(one.pk) for one in seasons)]
        mail = compose_mail(subject="Objet", text="Bonjour,", to="zoe@example.org", topics=topics)
        html = mail.alternatives[0][0]
        signed = [one for one in (earlier.signed_by, current.signed_by, "L’équipe d’organisation") if one in html]
        return mail.reply_to, signed

    assert facts_of(earlier) == (["saison-2@example.org"], [earlier.signed_by])
    assert facts_of(current) == (["ici@example.org"], [current.signed_by])
    assert facts_of() == (["ici@example.org"], [current.signed_by]), "what is of no season is of the current one"
    assert facts_of(earlier, current) == (["ici@example.org"], ["L’équipe d’organisation"])


def test_the_text_and_its_html_are_signed_once_by_the_season():
    season = SeasonFactory(signed_by="Zoé Marin, pour la saison")
    context = {"greeting": "Bonjour", "url": SITE, "name": "Zoé", "by_self": True, "workshop": Workshop.load()}
    message = queue_message(
        key="essai",
        to_email="zoe@example.org",
        template="privacy/emails/address_changed",
        context=context,
        topics=[letterheads.topic(season.pk)],
    )

    delivery.deliver(message.pk)

    (sent,) = mailbox.outbox
    assert sent.body.strip().endswith("Zoé Marin, pour la saison\nAtelier")
    assert sent.alternatives[0][0].count("Zoé Marin, pour la saison") == 1
