"""What a territory is called in the sheets of a season, so that each line finds its own again."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from atelier.core.headings import heading_key
from atelier.seasons.models import Season
from territories.models import Triptych


class TerritoryNames:
    """Of one season, in the order of their keys; those of one name differ by their department, else by a number."""

    def __init__(self, triptychs: Iterable[Triptych]) -> None:
        self._called: dict[str, list[Triptych]] = {}
        self._all: list[Triptych] = []
        for triptych in triptychs:
            self.add(triptych)

    @classmethod
    def of(cls, season: Season) -> "TerritoryNames":
        return cls(Triptych.objects.filter(season=season).select_related("territory").order_by("pk"))

    def add(self, triptych: Triptych) -> None:
        self._all.append(triptych)
        for key in {heading_key(triptych.territory.name), heading_key(triptych.territory.short_name)} - {""}:
            self._called.setdefault(key, []).append(triptych)

    def written(self, triptych: Triptych) -> str:
        """« Val », « Val (62) » beside another one, « Val (62, 2) » beside another one of this department."""
        name, department = str(triptych.territory), triptych.territory.department
        same = self._called[heading_key(name)]
        if len(same) == 1:
            return name
        near = [one for one in same if one.territory.department == department]
        rank = "" if department and len(near) == 1 else str(near.index(triptych) + 1)
        return f"{name} ({', '.join(filter(None, (department, rank)))})"

    def find(self, text: str, department: str = "") -> Triptych | None:
        """None for a name of nobody. Raises ValidationError where several bear it and nothing says which is meant."""
        key = heading_key(text)
        found = self._called.get(key, [])
        if len(found) > 1 and department:
            found = [one for one in found if one.territory.department == department] or found
        found = found or [one for one in self._all if heading_key(self.written(one)) == key]
        if len(found) > 1:
            which = ", ".join(f"«\u00a0{self.written(one)}\u00a0»" for one in found)
            raise ValidationError(
                f"Plusieurs territoires de la saison s’appellent «\u00a0{text}\u00a0»\u00a0: dites lequel, {which}."
            )
        return found[0] if found else None
