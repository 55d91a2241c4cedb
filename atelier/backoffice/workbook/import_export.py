"""A workbook goes out, or comes in: rehearsed as a whole and taken back, shown, then written line by line."""

from collections.abc import Iterator, Sequence
from functools import cache

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from atelier.accounts.models import User
from atelier.backoffice.workbook.columns import (
    SAME,
    WRONG,
    Row,
    Worksheet,
    find_sheet_table,
    read_rows,
    refuse_lost_values,
)
from atelier.core import pdf, rehearsals, spreadsheets
from atelier.core.declarations import declared
from atelier.core.headings import heading_key
from atelier.core.spreadsheets import Book, Sheet
from atelier.core.tables import TITLES_WITHIN, Table, other_sheets
from atelier.seasons import jobs
from atelier.seasons.figures import FigureSheet
from atelier.seasons.models import Job, Season
from sessions.attendance.models import Attendance

MOST = 5_000  # lines of a file
AT_ONCE = 150  # lines that a page waits for; more of them are a worker's
STEP = 20  # lines between two notes of progress
CLASH = "la ligne se heurte à une autre fiche"
LATER = "la ligne a changé depuis la relecture\u00a0: relisez le fichier"


@cache
def worksheets() -> dict[str, Worksheet]:
    """The worksheets of the workbook by the key of their title, in the order in which they are written."""
    return {heading_key(sheet.title): sheet for sheet in declared(Worksheet)}


@cache
def exported_sheets() -> dict[str, Worksheet | FigureSheet]:
    """The same, then the rows that the figures of a season are made of, which are never read back."""
    return {**worksheets(), **{heading_key(sheet.title): sheet for sheet in declared(FigureSheet)}}


def export(*, season: Season, author: User, sheets: Sequence[Worksheet | FigureSheet], extension: str) -> Job:
    """Ask for the workbook; a small one is made at once. A csv file holds one sheet."""
    stem = "classeur" if len(sheets) > 1 else heading_key(sheets[0].title)
    name = f"{stem}-saison-{season.number}.{extension}"
    keys = [heading_key(sheet.title) for sheet in sheets]
    job = Job.objects.create(kind=Job.Kind.EXPORT, season=season, author=author, name=name, sheets=keys)
    return jobs.start(job, small=Attendance.objects.filter(participant__season=season).count() <= AT_ONCE * 10)


def start_import(
    *,
    season: Season,
    author: User,
    name: str,
    content: bytes,
    sheet: Worksheet | None,
    invite: bool,
    allowed: list[Worksheet],
) -> Job:
    """Read a file and rehearse it; a small one at once. `sheet` says what a file without titles of sheets holds.

    Raises ValidationError, in words, for a file that cannot be read or that holds none of the sheets allowed.
    """
    found, notes = _recognised_tables(name, content, sheet)
    refused = [worksheets()[key].title for key in found if worksheets()[key] not in allowed]
    if refused:
        raise ValidationError(f"Votre rôle ne permet pas d’écrire\u00a0: {', '.join(refused)}.")
    job = Job(
        kind=Job.Kind.IMPORT,
        season=season,
        author=author,
        name=f"import.{name.rpartition('.')[2].lower()[:10]}",
    )
    job.sheets = list(found)
    job.options = {"invite": invite, "sheet": heading_key(sheet.title) if sheet else "", "notes": notes}
    job.total = sum(len(table.rows) for table in found.values())
    with transaction.atomic():
        job.save()
        pdf.store_file(job.path, content)
    return jobs.start(job, small=job.total <= AT_ONCE)


def _recognised_tables(name: str, content: bytes, sheet: Worksheet | None) -> tuple[dict[str, Table], list[str]]:
    """The sheets of the file that are ours, in the order in which they are written, and what was not read.

    `sheet` says what the file holds when its sheets have no title of ours: the first that has the columns is taken.
    """
    book = spreadsheets.read_book(name, content, most=MOST)
    by_title: dict[str, Sheet] = {}
    for one in book.sheets:
        if by_title.setdefault(heading_key(one.title), one) is not one and heading_key(one.title) in worksheets():
            raise ValidationError(
                f"Deux feuilles de ce fichier s’appellent «\u00a0{worksheets()[heading_key(one.title)].title}\u00a0»"
                "\u00a0: retirez celle qui est de trop, ou renommez-la."
            )
    wanted = [heading_key(sheet.title)] if sheet else [key for key in worksheets() if key in by_title]
    tables = {}
    for key in wanted:
        within = Book([by_title[key]]) if key in by_title else book
        only = within.sheets[0] if len(within.sheets) == 1 else None
        if only is None or len(only.seen_lines(MOST + TITLES_WITHIN)) > 1:  # more than titles
            tables[key] = find_sheet_table(worksheets()[key], within, most=MOST)
    count = sum(len(table.rows) for table in tables.values())
    if not count:
        raise ValidationError(
            "Ce fichier ne contient aucune ligne à lire\u00a0: ses feuilles s’appellent "
            f"{', '.join(one.title for one in worksheets().values())}, ou dites ce qu’il contient."
        )
    if count > MOST:
        raise ValidationError(f"Ce classeur compte plus de {MOST} lignes\u00a0: envoyez-le en plusieurs fois.")
    notes = [f"{worksheets()[key].title}. {note}" for key, table in tables.items() for note in table.notes]
    taken = [by_title[key] for key in tables if key in by_title]
    return tables, notes + (other_sheets(book, taken) if taken else [])


def make_export(job: Job) -> None:
    """Every row of the sheets asked for, as xlsx or csv."""
    tables = {exported_sheets()[key].title: exported_sheets()[key].table(job.season) for key in job.sheets}
    if job.name.endswith(".csv"):
        content = spreadsheets.write_csv(next(iter(tables.values())))
    else:
        content = spreadsheets.write_xlsx(tables)
    jobs.finish(job, content)


def read_or_write(job: Job) -> None:
    """A file that was given is rehearsed; once agreed, it is written."""
    if job.state == Job.State.WAITING:
        rehearse(job)
    else:
        _apply_rows(job)


def rehearse(job: Job) -> None:
    """Write everything, note what each line did, take everything back."""
    with rehearsals.taken_back(long=job.total > AT_ONCE):
        rows = list(_attempted(job))
    told = [row.plain() for row in rows if row.state != SAME]
    jobs.end(job, Job.State.READ, rows=told, total=len(rows))


def _attempted(job: Job) -> Iterator[Row]:
    """Each line written in its own transaction, or wrong with what is wrong."""
    with default_storage.open(job.path) as file:
        content = file.read()
    tables, _ = _recognised_tables(job.name, content, worksheets().get(job.options.get("sheet", "")))
    agreed = {(one["sheet"], one["number"]): one for one in job.rows} if job.state == Job.State.APPLYING else None
    for key, table in tables.items():
        sheet = worksheets()[key]
        writer = sheet.open(job.season, job.author, job.options)
        for number, cells in read_rows(sheet, table):
            row = Row(sheet.title, number)
            try:
                refuse_lost_values(cells, sheet.columns)
                with transaction.atomic():
                    writer(cells, row)
                    _refuse_changed_row(row, agreed)
            except (ValidationError, IntegrityError) as error:
                row.state, row.changes, row.errors = WRONG, [], getattr(error, "messages", [CLASH])
            yield row


def _refuse_changed_row(row: Row, agreed: dict | None) -> None:
    """What is written is what was shown, to the letter. Raises ValidationError for a line that would do else."""
    if agreed is None or not row.changes:
        return
    shown = agreed.get((row.sheet, row.number), {}).get("changes", [])
    if [list(change) for change in row.changes] != shown:
        raise ValidationError(LATER)


@transaction.atomic
def apply(job: Job) -> Job:
    """Somebody read the rehearsal and agrees. Raises ValidationError when it is not to be agreed any more."""
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state != Job.State.READ:
        raise ValidationError("Ce classeur n’est plus à relire.")
    Job.objects.filter(pk=job.pk).update(state=Job.State.APPLYING, done=0, finished_at=None)
    locked.refresh_from_db()
    if locked.total > AT_ONCE:
        jobs.start(locked)
    return locked


def _apply_rows(job: Job) -> None:
    """Line by line: a line written stays written, and one written already changes nothing."""
    wrong, count, written = [], 0, job.written
    for count, row in enumerate(_attempted(job), start=1):
        written += bool(row.changes)
        if row.errors:
            wrong.append(row.plain())
        if count % STEP == 0:
            Job.objects.filter(pk=job.pk).update(done=min(count, job.total), written=written)
    jobs.end(job, Job.State.DONE, rows=wrong, done=min(count, job.total), written=written)
    default_storage.delete(job.path)
