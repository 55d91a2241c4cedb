import io

import pikepdf
import pytest

from atelier.core import pdf as documents


def render(body, monkeypatch):
    monkeypatch.setattr(
        documents, "render_to_string", lambda template, context: f"<html lang=fr><title>T</title>{body}"
    )
    return documents.render_pdf("x.html", {})


def test_a_document_is_tagged_french_and_titled(monkeypatch):
    with pikepdf.open(io.BytesIO(render("<h1>Bonjour</h1>", monkeypatch))) as pdf:
        assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("fr", True)
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.docinfo.Title) == "T"
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "static:../pyproject.toml", "static:/etc/passwd", "static:nope"],
)
def test_the_fetcher_is_closed_to_the_world(address):
    fetcher, _, _ = documents.shared_resources()

    with pytest.raises(ValueError, match=r"Refused address|No such static file"):
        fetcher.fetch(address)


def test_the_fetcher_serves_our_static_files():
    fetcher, _, _ = documents.shared_resources()

    assert fetcher.fetch("static:fonts/LICENSE.txt").read().startswith(b"Atelier Sans")


def test_a_hostile_image_leaves_nothing_in_the_document(monkeypatch, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("MOT-DE-PASSE")

    content = render(f'<img src="file://{secret}" alt=""><link rel=attachment href="file://{secret}">', monkeypatch)

    assert b"MOT-DE-PASSE" not in content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.attachments) == 0


def test_storing_twice_keeps_one_file(settings):
    documents.store_file("a/b.txt", b"un")
    documents.store_file("a/b.txt", b"deux")

    assert [path.name for path in (settings.MEDIA_ROOT / "a").iterdir()] == ["b.txt"]
    assert (settings.MEDIA_ROOT / "a/b.txt").read_bytes() == b"deux"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("convocation.pdf", "application/pdf"),
        ("journal.txt", "text/plain; charset=utf-8"),
        ("sans-suite", "application/octet-stream"),
    ],
)
def test_a_document_is_said_to_be_what_its_name_says(name, kind):
    assert documents.content_response(b"un", name=name)["Content-Type"] == kind
