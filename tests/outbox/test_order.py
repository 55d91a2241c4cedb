"""What a worker takes first, asked of a real broker."""

import pytest
from celery import current_app
from kombu import Connection

from atelier.outbox import tasks as outbox
from atelier.seasons.tasks import run_job
from sessions import tasks as sessions
from tests import services


def test_a_mail_does_not_wait_behind_documents():
    options = current_app.conf.broker_transport_options
    try:
        with services.redis() as url, Connection(url, transport_options=options) as broker:
            outbox.deliver_later.apply_async([1], connection=broker)
            sessions.render_convocation.apply_async([1], connection=broker)
            run_job.apply_async([1], connection=broker)
            outbox.deliver.apply_async([1], connection=broker)
            with broker.SimpleQueue("celery") as queue:
                taken = [queue.get(timeout=5).headers["task"] for _ in range(4)]
    except services.Missing as missing:
        if services.required():
            raise
        pytest.skip(f"{missing} is not installed.")

    assert taken == [task.name for task in (outbox.deliver, sessions.render_convocation, run_job, outbox.deliver_later)]
