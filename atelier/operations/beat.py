"""The scheduler of beat, whose file is checked against the clock.

Celery keeps in a file when each task was last given. A date of tomorrow, left by a clock that was once wrong, makes it
wait until then, for years perhaps, and say nothing.
"""

import logging
from typing import Any

from celery.beat import PersistentScheduler, ScheduleEntry

log = logging.getLogger(__name__)


class ClockedScheduler(PersistentScheduler):
    """Takes for given now whatever was given in the future: it is due again one period later."""

    def setup_schedule(self) -> None:
        super().setup_schedule()
        self._put_right()

    def tick(self, *args: Any, **kwargs: Any) -> float:
        self._put_right()
        return float(super().tick(*args, **kwargs))

    def _put_right(self) -> None:
        wrong: list[ScheduleEntry] = [
            entry for entry in self.schedule.values() if entry.last_run_at and entry.last_run_at > entry.default_now()
        ]
        for entry in wrong:
            log.error("The clock went back: %s was last given on %s; taken for now.", entry.name, entry.last_run_at)
            entry.last_run_at = entry.default_now()
        if wrong:
            self._heap = None  # drawn again from these dates
