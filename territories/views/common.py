"""What every page of an application shows."""

from dataclasses import dataclass

from territories import application as applications
from territories.models import Triptych


@dataclass(frozen=True)
class ApplicationStep:
    slug: str
    title: str
    is_current: bool


def context(triptych: Triptych, **more) -> dict:
    """What every page of an application shows: its state, its steps, what remains to be done."""
    step = more.get("step", "")
    return {
        "triptych": triptych,
        "season": triptych.season,
        "territory": triptych.territory,
        "steps": [ApplicationStep(slug, title, slug == step) for slug, title in applications.STEPS.items()],
        "step_title": applications.STEPS.get(step, ""),
        "remaining": applications.remaining_steps(triptych),
        "panels": triptych.panels(),
        "corrections": triptych.corrections.filter(resolved_at=None),
        "edits": triptych.edits.select_related("author")[:8],
        **more,
    }
