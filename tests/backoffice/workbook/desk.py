"""How a test gives a workbook and reads what became of it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from atelier.backoffice.workbook import import_export
from atelier.seasons.models import Job

PAGE = "/admin/classeur/"


def sent(desk, content, name="import.xlsx", **more):
    """Give a file; the job that it makes."""
    file = SimpleUploadedFile(name, content)
    response = desk.post(PAGE, {"file": file, "sheet": "", **more})
    return Job.objects.get(pk=response.url.split("/")[-2]) if response.status_code == 302 else response


def told(job):
    return [(row["sheet"], row["number"], row["state"], row["changes"], row["errors"]) for row in job.rows]


def written(desk, job):
    desk.post(reverse("workbook_apply", args=[job.pk]))
    job.refresh_from_db()
    return job


def book_of(season):
    """The workbook as it goes out, as lists that a test can change."""
    return {sheet.title: sheet.table(season) for sheet in import_export.worksheets().values()}
