"""A file for one circle, published on a phone: somebody of the circle gets it, somebody else does not."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_file_published_on_a_phone_reaches_its_circle_alone(javascript, demonstration, visitor, tmp_path):
    title = f"Plan d’accès {'avec' if javascript else 'sans'} script"
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"%PDF-1.7 plan")
    desk = visitor(demonstration, width=390, java_script_enabled=javascript)
    desk.sign_in("organisation@example.org", landing="/admin/")
    desk.go("/admin/atelier_sessions/day/fichiers/")
    desk.follow("Publier un fichier ou un lien")
    desk.fill(title=title)
    desk.page.set_input_files("[name=file]", path)
    desk.page.locator("[name=triptych]").select_option(label="Val de Morlaine")
    desk.page.locator("[name=visibility]").select_option(label="le territoire et l’équipe d’animation")
    desk.press("Publier")
    desk.see("est publié.")
    desk.follow("Ce que voient ses lecteurs")
    address = desk.page.url.removeprefix(demonstration.url)

    reader = visitor(demonstration, width=390, java_script_enabled=javascript)
    reader.sign_in("participante@example.org")
    reader.follow(title)
    with reader.page.expect_download() as told:
        reader.page.get_by_role("link", name="Télécharger").click()
    assert (told.value.suggested_filename, told.value.path().read_bytes()) == ("plan.pdf", b"%PDF-1.7 plan")

    other = visitor(demonstration, java_script_enabled=javascript)
    other.sign_in("odile.ferrandier@example.org")
    answer = other.context.request.get(demonstration.url + address)
    assert answer.status == 404
