"""Permission checks of the pages of the administration: a permission, then a row."""

from typing import Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

Row = TypeVar("Row", bound=Model)


class HoldsPermissions(Protocol):
    """Whoever may have a permission: an account, or nobody who signed in."""

    def has_perm(self, perm: str) -> bool: ...


def require_permissions(request: HttpRequest, *permissions: str) -> None:
    """Raises PermissionDenied unless the user has every one of them (`app_label.action_model`)."""
    if not request.user.has_perms(permissions):
        raise PermissionDenied


def get_or_404(request: HttpRequest, rows: QuerySet[Row], pk: int, permission: str) -> Row:
    """The row, for whoever has the permission. Raises PermissionDenied, or Http404 for an unknown row."""
    require_permissions(request, permission)
    return get_object_or_404(rows, pk=pk)
