"""While a backup is put back, everybody stands aside: pages, tasks, backups."""

import threading

import pytest
from pytest_django.asserts import assertContains

from atelier import maintenance
from atelier.celery import PatientTask, app
from atelier.operations.backup import archive, create
from atelier.outbox import tasks
from atelier.outbox.models import Message


@pytest.mark.parametrize("path", ["/", "/espace/", "/admin/", "/sante/pret/", "/nulle-part/"])
def test_a_page_says_when_to_come_back_and_asks_the_database_nothing(client, path):
    with maintenance.closed():  # without the fixture of the database: asking it would fail
        response = client.get(path)
        posted = client.post(path)

    assertContains(response, "Le site revient dans un instant", status_code=503)
    assert (response["Retry-After"], posted.status_code) == ("60", 503)
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_process_still_says_that_it_lives(client):
    with maintenance.closed():
        assert client.get("/sante/").status_code == 200


def test_it_stays_closed_until_it_is_reopened(client, db):
    with maintenance.closed():
        pass
    assert client.get("/").status_code == 503  # whoever was alone is gone, killed perhaps

    maintenance.reopen()
    assert client.get("/").status_code == 200


def test_a_task_does_nothing_meanwhile(db, monkeypatch):
    swept = []
    monkeypatch.setattr(Message.objects, "expire", swept.append)
    with maintenance.closed():
        tasks.expire()
        tasks.expire.apply(throw=True)
    assert swept == []
    maintenance.reopen()
    tasks.expire.apply(throw=True)

    assert len(swept) == 1


def test_every_task_of_ours_stands_aside():
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}

    assert "atelier.seasons.tasks.run_job" in ours
    assert [name for name, task in ours.items() if not isinstance(task, PatientTask)] == []


def test_a_backup_is_refused_meanwhile(tmp_path):
    with maintenance.closed(), pytest.raises(archive.Refused, match="Une restauration est en cours"):
        create.write(tmp_path / "backups")

    assert not (tmp_path / "backups").exists()


def test_whoever_was_inside_has_ended_before_anybody_is_alone():
    inside, leave, order = threading.Event(), threading.Event(), []

    def work():
        with maintenance.working():
            inside.set()
            leave.wait(10)
            order.append("worked")

    worker = threading.Thread(target=work)
    worker.start()
    inside.wait(10)
    with pytest.raises(maintenance.Busy), maintenance.closed(patience=0.2):
        order.append("too early")
    with maintenance.working():  # it reopened
        pass
    threading.Timer(0.2, leave.set).start()
    with maintenance.closed(patience=10):
        order.append("alone")
    worker.join()

    assert order == ["worked", "alone"]


def test_two_are_never_alone_at_once():
    with maintenance.closed(), pytest.raises(maintenance.Busy), maintenance.closed(patience=0.1):
        pass
    with pytest.raises(maintenance.Closed), maintenance.working():
        pass
