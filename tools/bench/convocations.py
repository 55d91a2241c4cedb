"""The 180 convocations of a season, in two processes as two workers do; beside the naive loop on the same words."""

import multiprocessing
import resource
import time
from datetime import date
from pathlib import Path

import django
from django.conf import settings

PROCESSES, NAIVE = 2, 24


def measure():
    keys = prepare()
    print(f"Convocations: {len(keys)} one-page tagged PDF on {PROCESSES} processes, beside the naive loop in one")
    naive = run_naive(keys[:NAIVE])
    with multiprocessing.get_context("spawn").Pool(PROCESSES, initializer=django.setup) as pool:
        pool.map(draw, keys[:PROCESSES], chunksize=1)  # both processes have loaded what they need
        started = time.perf_counter()
        results = pool.map(draw, keys, chunksize=6)
        ours = len(keys) / (time.perf_counter() - started)
    peak = max(memory for _, memory in results)
    size = sum(size for size, _ in results) / len(results)
    print(f"  naive loop   {naive:5.2f} documents a second")
    print(f"  Atelier      {ours:5.2f} documents a second, {ours / naive:.1f} times as many; {size / 1000:.0f} kB each")
    print(f"  memory       {peak:.0f} MiB a process at most, database and application included")
    print(f"  again        {again()} rendered when nothing changed")


def prepare():
    from sessions.documents import convocations  # noqa: PLC0415
    from sessions.documents.models import Convocation  # noqa: PLC0415
    from sessions.programme.models import Day  # noqa: PLC0415
    from tests.factories import SeasonFactory, TriptychFactory, add_days  # noqa: PLC0415

    season = SeasonFactory(number=3)
    for rank in range(1, 7):
        TriptychFactory(season=season, admitted=True, rank=rank, people=6, people__state="confirmed")
    for day in add_days(season, *(date(2090, month, 5) for month in range(1, 6))):
        for part in day.half_days.all():
            part.items.create(starts_at=part.starts_at, format="inter", title="Coopérer quand tout pousse à faire seul")
            part.items.create(starts_at=part.ends_at, format="collective", title="Ce que nous rapportons chez nous")
    for day in Day.objects.filter(season=season):
        convocations.issue_convocations(day=day)
    return list(Convocation.objects.order_by("pk").values_list("pk", flat=True))


def draw(pk):
    """What a worker does for one convocation, down to the stored file; its size, and the peak of the process in MiB."""
    from sessions.documents import rendering  # noqa: PLC0415
    from sessions.documents.models import Convocation  # noqa: PLC0415

    rendering.render_convocation(pk)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Convocation.objects.get(pk=pk).size, memory


def run_naive(keys):
    """`HTML(string).write_pdf()` for each: same words, same style sheet in the page, woff2 fonts, nothing shared."""
    from django.template.loader import render_to_string  # noqa: PLC0415
    from weasyprint import HTML  # noqa: PLC0415

    from sessions.documents import rendering  # noqa: PLC0415
    from sessions.documents.models import Convocation  # noqa: PLC0415

    fonts = Path(settings.BASE_DIR, "static", "fonts")
    styles = Path(settings.BASE_DIR, "static", "css", "document.css").read_text()
    files = {"sans-regular": "sans", "sans-bold": "sans", "sans-italic": "sans", "serif-bold": "serif"}
    for face, file in files.items():
        styles = styles.replace(f"static:fonts/atelier-{face}.ttf", (fonts / f"atelier-{file}.woff2").as_uri())
    rows = [Convocation.objects.get(pk=pk) for pk in keys]
    started = time.perf_counter()
    for convocation in rows:
        html = render_to_string("sessions/documents/convocation.html", rendering.convocation_context(convocation))
        HTML(string=html.replace("</head>", f"<style>{styles}</style></head>")).write_pdf(pdf_variant="pdf/ua-1")
    return len(rows) / (time.perf_counter() - started)


def again():
    """Issuing once more: what is unchanged is not rendered."""
    from sessions.documents import convocations  # noqa: PLC0415
    from sessions.programme.models import Day  # noqa: PLC0415

    return sum(len(convocations.issue_convocations(day=day).created) for day in Day.objects.all())
