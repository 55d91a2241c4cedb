"""Attendance in the administration, read only: it is entered in its grid."""

from django.contrib import admin

from atelier.core.admin_base import ReadOnlyAdmin
from atelier.reminders.admin import WritingMixin
from atelier.seasons.admin import CurrentSeasonFilter
from sessions.attendance.models import Attendance


class SeasonOfHalfDayFilter(CurrentSeasonFilter):
    lookup = "half_day__day__season"


@admin.register(Attendance)
class AttendanceAdmin(WritingMixin, ReadOnlyAdmin):
    """Presence is entered in its grid, which knows when a day is closed."""

    list_per_page = 50
    list_display = ["participant", "half_day", "status", "minutes", "reason", "source", "noted_at"]
    list_filter = [SeasonOfHalfDayFilter, "status", "source"]
    list_select_related = ["participant", "half_day__day"]
    search_fields = ["participant__sort_name", "participant__email"]
    letter_audience = "people"
    actions = ["write_letter"]

    def letter_target(self, row):
        return row.half_day.day.season_id, row.participant_id
