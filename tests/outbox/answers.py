"""Twenty mails in the shapes of the programs that people answer with, and what each says that is new.

`{mid}` is the identifier of the message answered, `{reply}` the address that it asked to be answered at.
"""

from dataclasses import dataclass

ABSENT = "Je serai absent mardi, une réunion du conseil m’en empêche."
QUOTED = "> Bonjour Zoé Martin,\n> Vous êtes attendue le 16 mars.\n"


@dataclass(frozen=True)
class Answer:
    """`words` are what is shown first; `threaded` by its references, else by the address that it came to alone."""

    name: str
    headers: str
    body: str
    words: str = ABSENT
    kind: str = "written"
    to: str = "{reply}"

    def raw(self, *, mid: str, reply: str) -> bytes:
        top = f"From: Zoé <zoe@example.org>\nTo: {self.to}\nMessage-ID: <{self.name}@essai.example>\n{self.headers}"
        if "Content-Type" not in top:
            top += "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        whole = f"{top}MIME-Version: 1.0\n\n{self.body}"
        return whole.replace("{mid}", mid).replace("{reply}", reply).encode()


THREAD = "Subject: Re: Journée 3\nIn-Reply-To: {mid}\nReferences: {mid}\n"
BARE = "Subject: TR: Journée 3\n"
DSN = 'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n'
MIXED = 'Content-Type: multipart/mixed; boundary="B"\n'
ALTERNATIVE = 'Content-Type: multipart/alternative; boundary="B"\n'
OUTLOOK_BLOCK = (
    "De : Atelier <atelier@example.org>\nEnvoyé : samedi 28 novembre 2026 09:12\nÀ : Zoé Martin\n"
    "Objet : Journée 3\n\nBonjour Zoé Martin,\nVous êtes attendue le 16 mars.\n"
)
HTML_ONLY = (
    "<html><head><style>p {color: red}</style></head><body><p>Je serai absent mardi,<br>\n"
    "une réunion du conseil m’en empêche.</p><blockquote type='cite'><p>Bonjour Zoé,</p></blockquote></body></html>"
)
REPORT = (
    "--B\nContent-Type: text/plain; charset=utf-8\n\nVotre message n’a pas été remis.\n"
    "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
    "Final-Recipient: rfc822; zoe@example.org\nAction: failed\nStatus: 5.1.1\n"
    "Diagnostic-Code: smtp; 550 5.1.1 user unknown\n\n"
    "--B\nContent-Type: message/rfc822\n\nFrom: atelier@example.org\nMessage-ID: {mid}\nSubject: Journée 3\n\n"
    "Bonjour\n--B--\n"
)
ANSWERS = [
    Answer(
        "gmail",
        THREAD,
        f"{ABSENT}\n\nLe sam. 28 nov. 2026 à 09:12, Atelier <\natelier@example.org> a écrit :\n\n{QUOTED}",
    ),
    Answer(
        "gmail-phone",
        THREAD + ALTERNATIVE,
        f"--B\nContent-Type: text/plain; charset=utf-8\n\n{ABSENT}\n\n"
        f"Le sam. 28 nov. 2026, 09:12, Atelier <atelier@example.org> a écrit :\n\n{QUOTED}\n"
        f"--B\nContent-Type: text/html; charset=utf-8\n\n<p>{ABSENT}</p>\n--B--\n",
    ),
    Answer("outlook", THREAD, f"{ABSENT}\n\nZoé Martin\n\n{OUTLOOK_BLOCK}", words=f"{ABSENT}\n\nZoé Martin"),
    Answer("outlook-line", THREAD, f"{ABSENT}\n________________________________\n{OUTLOOK_BLOCK}"),
    Answer(
        "outlook-phone", THREAD, f"{ABSENT}\n\nObtenez Outlook pour iOS<https://aka.ms/x>\n{'_' * 32}\n{OUTLOOK_BLOCK}"
    ),
    Answer(
        "outlook-english",
        THREAD,
        f"{ABSENT}\n\nFrom: Atelier <a@example.org>\nSent: Saturday\nTo: Zoé\nSubject: Journée 3\n\nBonjour",
    ),
    Answer("outlook-old", THREAD, f"{ABSENT}\n\n-----Message d'origine-----\n{OUTLOOK_BLOCK}"),
    Answer("thunderbird", THREAD, f"{ABSENT}\n\nLe 28/11/2026 à 09:12, Atelier a écrit\u00a0:\n{QUOTED}"),
    Answer(
        "thunderbird-below",
        THREAD,
        f"Le 28/11/2026 à 09:12, Atelier a écrit :\n{QUOTED}\n{ABSENT}\n\n-- \nZoé Martin\nMairie",
    ),
    Answer(
        "thunderbird-between",
        THREAD,
        f"Le 28/11/2026 à 09:12, Atelier a écrit :\n> Bonjour Zoé Martin,\n\n{ABSENT}\n\n{QUOTED}",
    ),
    Answer(
        "apple", THREAD, f"{ABSENT}\n\n> Le 28 nov. 2026 à 09:12, Atelier <atelier@example.org> a écrit :\n> \n{QUOTED}"
    ),
    Answer(
        "apple-phone",
        THREAD,
        f"{ABSENT}\n\nEnvoyé de mon iPhone\n\n> Le 28 nov. 2026 à 09:12, Atelier a écrit :\n{QUOTED}",
    ),
    Answer("roundcube", THREAD, f"{ABSENT}\n\nLe 2026-11-28 09:12, Atelier a écrit :\n{QUOTED}"),
    Answer(
        "yahoo",
        THREAD,
        f"{ABSENT}\n\nLe samedi 28 novembre 2026 à 09:12:00 UTC+1, Atelier\n<a@example.org> a écrit :\n\nBonjour Zoé",
    ),
    Answer(
        "html-only",
        THREAD + "Content-Type: text/html; charset=utf-8\n",
        HTML_ONLY,
        words="Je serai absent mardi,\nune réunion du conseil m’en empêche.",
    ),
    Answer("forwarded", BARE, f"{ABSENT}\n\n---------- Forwarded message ---------\n{OUTLOOK_BLOCK}"),
    Answer("other-thread", "Subject: Une question\n", ABSENT),
    Answer(
        "with-file",
        THREAD + MIXED,
        f"--B\nContent-Type: text/plain; charset=iso-nowhere\n\n{ABSENT}\n"
        "--B\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\nJVBERg==\n--B--\n",
    ),
    Answer(
        "out-of-office",
        "Subject: Réponse automatique : Journée 3\nAuto-Submitted: auto-replied\nIn-Reply-To: {mid}\n",
        "Je suis absente jusqu’au 3 décembre.",
        words="Je suis absente jusqu’au 3 décembre.",
        kind="automatic",
    ),
    Answer(
        "bounce",
        "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\n" + DSN,
        REPORT,
        words="Votre message n’a pas été remis.",
        kind="refusal",
        to="atelier@example.org",
    ),
]
