"""What every page of an application shows."""

from territories import application as applications
from territories.models import Triptych


def context(triptych: Triptych, **more) -> dict:
    """What every page of an application shows: its state, its steps, what remains to be done."""
    step = more.get("step")
    return {
        "triptych": triptych,
        "season": triptych.season,
        "territory": triptych.territory,
        "steps": [(slug, title, slug == step) for slug, title in applications.STEPS.items()],
        "step_title": applications.STEPS.get(step, ""),
        "remaining": applications.remaining_steps(triptych),
        "panels": triptych.panels(),
        "corrections": triptych.corrections.filter(resolved_at=None),
        "edits": triptych.edits.select_related("author")[:8],
        **more,
    }
