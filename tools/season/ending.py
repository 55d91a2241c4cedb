"""Attestations, booklets, the file of the season, the archive."""

DOCUMENTS = "/admin/atelier_sessions/day/documents/"


def play(stage) -> None:
    with stage.step("Les attestations partent, les livrets sont faits"):
        stage.until(2021, 4, 20)
        stage.desk.fill(DOCUMENTS, {}, button="attestations", says="Attestations émises")
        stage.work()
        stage.desk.fill(DOCUMENTS, {}, button="booklets", says="Livrets émis")
        stage.work()
        stage.papers.read_booklets()


def archive(stage) -> None:
    with stage.step("La saison est archivée, après ce qui restait"):
        season = stage.truth.season()
        address = f"/admin/seasons/season/{season['id']}/change/"
        page = stage.desk.post_refused(address, {"status": "archived"}, button="_save")
        stage.desk.send(page, {"status": "archived", "archive_anyway": "on"}, button="_save")
        stage.until(2021, 9, 15)
