"""Redis is killed, comes back empty, is emptied: a real worker and a real beat lose nothing and send nothing twice."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from django.conf import settings

from tools.chaos import mail

COUNT, PATIENCE = 50, 60  # messages a step, seconds to drain after Redis is back


def run():
    """Prints what became of each step; returns how many promises were broken."""
    wrong = 0
    with ExitStack() as exits:
        lines = exits.enter_context(mail.ledger())
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO")},
            "ATELIER_VAR": str(settings.VAR_DIR),
            "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        redis = start_redis(environment)
        start = partial(start_process, exits, environment)
        start("worker", "--concurrency", "2")
        redis, stuck = stuck_without_sweep(redis, environment)
        wrong += stuck == 0
        start("beat", "--schedule", str(settings.VAR_DIR / "beat"))
        wrong += step("up", lines, lambda write: write())

        def down(write):
            nonlocal redis
            redis = lost_and_back(redis, environment, write)

        wrong += step("killed, back empty", lines, down)
        wrong += step("emptied", lines, lambda write: (write(), flush()))
        end(redis)
    return wrong


def start_process(exits, environment, *arguments):
    command = ["celery", "--quiet", "--app", "atelier", *arguments, "--loglevel", "critical"]
    exits.callback(end, subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL))


def lost_and_back(redis, environment, write):
    """Kill Redis, write while it is away, bring it back with nothing in it."""
    redis.kill()
    redis.wait()
    (settings.VAR_DIR / "redis.sock").unlink(missing_ok=True)
    write()
    for leftover in settings.VAR_DIR.glob("redis-aof/*"):
        leftover.unlink()
    return start_redis(environment)


def stuck_without_sweep(redis, environment):
    """The control: with nobody who sweeps, what was written while Redis was away does not leave."""
    from atelier.outbox.models import Message  # noqa: PLC0415 - once Django is set up

    time.sleep(8)  # the worker has swept once, as it does when it starts
    keys = [f"broker:control:{number}" for number in range(COUNT)]
    redis = lost_and_back(redis, environment, lambda: [mail.queued(key, asks=False) for key in keys])
    time.sleep(15)
    stuck = Message.objects.filter(key__in=keys).exclude(state=Message.State.SENT).count()
    print(f"  unprotected  Redis killed, nobody sweeps: {stuck} of {COUNT} messages stuck", flush=True)
    return redis, stuck


def start_redis(environment):
    return subprocess.Popen(
        [sys.executable, "-m", "atelier.operations.embedded_redis"], env=environment, stdout=subprocess.DEVNULL
    )


def end(process):
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()


def flush():
    import redis  # noqa: PLC0415

    redis.from_url(settings.REDIS_URL).flushall()


def step(name, lines, harm):
    """Queue messages, do the harm, wait until all have left; says what was slow, lost, doubled."""
    from atelier.outbox import delivery  # noqa: PLC0415 - once Django is set up
    from atelier.outbox.models import Message  # noqa: PLC0415

    keys = [f"broker:{name}:{number}" for number in range(COUNT)]
    slowest = 0.0

    def write():
        nonlocal slowest
        for key in keys:
            started = time.perf_counter()
            mail.queued(key, asks=False)
            slowest = max(slowest, time.perf_counter() - started)

    harm(write)
    started = time.monotonic()
    messages = Message.objects.filter(key__in=keys)
    while messages.exclude(state=Message.State.SENT).exists() and time.monotonic() - started < PATIENCE + 30:
        time.sleep(0.25)
    drained = time.monotonic() - started
    accepted = lines()
    counts = [accepted[delivery.message_id(message)] for message in messages.order_by("pk")]
    lost, twice = sum(count == 0 for count in counts), sum(count > 1 for count in counts)
    print(
        f"  protected    Redis {name}: {len(counts)} messages, {lost} lost, {twice} twice, "
        f"slowest verb {slowest:.2f} s, drained in {drained:.0f} s",
        flush=True,
    )
    return lost + twice + (drained > PATIENCE) + (len(counts) != COUNT)
