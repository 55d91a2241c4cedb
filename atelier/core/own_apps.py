"""Which installed apps are those of this product, and not of a library."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models import Model


def own_apps() -> list[AppConfig]:
    """The apps of this repository, in the order of INSTALLED_APPS."""
    root, virtual_environment = Path(settings.BASE_DIR), Path(settings.BASE_DIR, ".venv")
    paths = {config: Path(config.path) for config in apps.get_app_configs()}
    return [
        config
        for config, path in paths.items()
        if path.is_relative_to(root) and not path.is_relative_to(virtual_environment)
    ]


def own_models() -> Iterator[type[Model]]:
    """Every model of these apps, proxies included."""
    for config in own_apps():
        yield from config.get_models()
