"""The shape of the code: layers hold for relations too, files and functions stay small."""

import ast
import re
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

from atelier.celery import app
from atelier.core.declarations import ScheduledTask, Sweep, declared

ROOT = Path(settings.BASE_DIR)
PACKAGES = ["atelier", "territories", "sessions", "referential", "contributions"]
FOUNDATIONS = {"auth", "contenttypes"}
LAYERS = [
    "core", "accounts", "outbox", "seasons", "reminders", "checklist", "webhooks", "territories", "referential",
    "atelier_sessions", "contributions", "privacy", "api",
]  # fmt: skip


@cache
def sources():
    return sorted(
        path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
    )


@cache
def nodes(path):
    """Every node of a file, read once."""
    return list(ast.walk(ast.parse(path.read_text())))


def test_every_relation_points_to_the_same_layer_or_below():
    upward = [
        f"{field.model.__name__}.{field.name} -> {field.related_model.__name__}"
        for label in LAYERS
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model  # none where any table may be
        if field.related_model._meta.app_label not in FOUNDATIONS
        if LAYERS.index(field.related_model._meta.app_label) > LAYERS.index(label)
    ]

    assert upward == []


def test_every_constraint_has_a_name_and_a_french_sentence():
    silent = [
        constraint.name
        for label in LAYERS
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]

    assert silent == []


def test_files_and_functions_stay_small():
    functions = [
        (path, node)
        for path in sources()
        for node in nodes(path)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]

    assert [str(path) for path in sources() if len(path.read_text().splitlines()) > 300] == []
    assert [(str(path), node.name) for path, node in functions if node.end_lineno - node.lineno >= 50] == []


def test_files_of_tests_and_tools_stay_small():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for folder in ("tests", "tools")
        for path in (ROOT / folder).rglob("*.py")
    }

    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_a_fixture_that_several_modules_want_stands_in_a_conftest():
    """Under one name, in one place: four modules that each make their own `triptych` make four different ones."""
    modules = {}
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef) and any("fixture" in ast.unparse(one) for one in node.decorator_list):
                modules.setdefault(node.name, []).append(path.stem)

    assert {name: sorted(found) for name, found in modules.items() if len(found) >= 4} == {}


def test_the_names_of_cookies_stand_in_the_settings_alone():
    """Written twice, one of them is wrong in production, where the names are others."""
    others = [
        *(ROOT / "static/js").rglob("*.js"),
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "tests").rglob("*.py"),
    ]
    names = re.compile(r"sessionid|csrftoken|__Host-\w|COOKIE.*\"messages\"")
    where = {str(path.relative_to(ROOT)) for path in [*sources(), *others] if names.search(path.read_text())}

    assert where - {str(Path(__file__).relative_to(ROOT))} == {"atelier/settings.py"}


def test_only_the_named_modules_mark_text_as_safe():
    marked = [
        str(path.relative_to(ROOT))
        for path in sources()
        if any(word in path.read_text() for word in ("mark_safe(", "SafeString(", "|safe"))
    ]

    assert marked == ["atelier/core/templatetags/french_text.py", "atelier/core/templatetags/ui.py"]


def test_one_module_says_who_is_expected_at_a_day():
    """No other reads when a seat is held; verbs write it, and one page says when the seat passed on."""
    words = re.compile(r"\b(not_left|seated_at|left_on|has_left_by)\b|\.departures\b|took_effect_at")
    found = {str(path.relative_to(ROOT)) for path in sources() if words.search(path.read_text())}

    assert found == {
        "sessions/attendance/expected.py",
        "territories/models/participant.py",
        "territories/models/holder_change.py",
        # what writes it
        "atelier/backoffice/data_quality/merging.py",
        "atelier/operations/demo/build.py",
        "atelier/privacy/erasure.py",
        "territories/admin/people.py",
        "territories/declarations.py",
        "territories/seat_transfer.py",
        "territories/selection.py",
        # what asks of one row that was read: a rate of today, a calendar and a page of one's own
        "atelier/website/my_space.py",
        "sessions/attendance/statistics.py",
        "sessions/programme/feeds.py",
    }


def test_every_task_enqueued_by_name_is_registered():
    calls = [
        node
        for path in sources()
        for node in nodes(path)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "enqueue_on_commit"
    ]
    scheduled = {one.task for kind in (ScheduledTask, Sweep) for one in declared(kind)}
    names = {call.args[0].value for call in calls} | scheduled

    app.loader.import_default_modules()
    assert len(names) > 12
    assert names - set(app.tasks) == set()


def test_no_import_stands_inside_a_function():
    """WeasyPrint alone is imported where it is used: it takes a second, which only the first document pays."""
    found = {
        f"{path.relative_to(ROOT)}: {ast.unparse(inner)}"
        for path in sources()
        for node in nodes(path)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom)) and "weasyprint" not in ast.unparse(inner)
    }

    assert found == set()


# What would turn words into code, commands, queries or objects of their own choice, or draw what must not be guessed.
CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "RawSQL", "raw", "extra", "md5", "sha1"}
MODULES = {"pickle", "marshal", "shelve", "telnetlib"}
SEEDED = {  # draws that must be the same again
    "sessions/groups/annealing.py",
    "sessions/groups/seating.py",
    "atelier/operations/demo/shared.py",
}


def words_made_code(path):
    """The calls and imports of a module that could obey a word that somebody typed."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            owner = getattr(getattr(node.func, "value", None), "id", "")
            if owner == "re":  # whose expressions are constants
                yield from (f"re.{name}" for first in node.args[:1] if isinstance(first, ast.JoinedStr))
            elif name in CALLS or (owner, name) == ("yaml", "load"):
                yield name
            yield from (keyword.arg for keyword in node.keywords if keyword.arg == "shell")
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            named = {getattr(node, "module", None), *(alias.name for alias in node.names)}
            allowed = {"random"} if str(path.relative_to(ROOT)) in SEEDED else set()
            yield from named & ((MODULES | {"random"}) - allowed)


def test_no_code_is_made_of_words():
    found = {str(path.relative_to(ROOT)): made for path in sources() if (made := sorted(words_made_code(path)))}

    assert found == {}


OBEYED = (
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "eval(",
    "Function(",
    "postMessage",
    "Object.assign",
)


def test_scripts_write_text_and_never_markup():
    scripts = [*(ROOT / "static" / "js").glob("*.js")]
    found = {path.name: [word for word in OBEYED if word in path.read_text()] for path in scripts}

    assert len(scripts) >= 3
    assert [name for name, words in found.items() if words] == []


def test_the_tags_of_core_know_no_domain():
    """Drawings of seats, stakes and categories are in the apps that own them."""
    domain = re.compile(r"seat|triptych|stake|radar|season|categor|dimension|participant", re.IGNORECASE)
    found = {path.name: domain.findall(path.read_text()) for path in (ROOT / "atelier/core/templatetags").glob("*.py")}

    assert {name: words for name, words in found.items() if words} == {}


def test_a_refusal_becomes_a_sentence_of_the_page_in_one_place():
    """Views and admins call `call_or_form_error` or `refusals_as_messages` of `atelier/core/forms.py`."""
    typed_date = ROOT / "atelier/backoffice/views/rollover.py"  # it reads a date again, and calls no verb
    pages = [path for path in sources() if {"views", "admin"} & {*path.parts, path.stem} and path != typed_date]
    found = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in pages
        for node in nodes(path)
        if isinstance(node, ast.ExceptHandler) and "ValidationError" in ast.unparse(node.type or ast.Name("all"))
    }

    assert len(pages) > 40
    assert found == set()


CLOCK = {"localdate", "localtime", "now", "today", "utcnow"}


def read_at_import(node):
    """The calls that are made when a file is read: all but those within functions; their defaults are read then."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        yield from (call for part in [*getattr(node, "decorator_list", []), node.args] for call in read_at_import(part))
        return
    if isinstance(node, ast.Call):
        yield getattr(node.func, "attr", getattr(node.func, "id", ""))
    for child in ast.iter_child_nodes(node):
        yield from read_at_import(child)


def test_no_day_is_kept_from_when_a_file_was_read():
    """A worker lives for weeks, and a suite that starts before midnight ends after it: then today was yesterday."""
    files = [*sources(), *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "tools").rglob("*.py"))]
    found = {str(path.relative_to(ROOT)) for path in files if CLOCK & set(read_at_import(ast.parse(path.read_text())))}

    assert found == set()
