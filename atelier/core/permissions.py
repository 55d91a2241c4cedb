"""The gates of the pilot pages: a permission, then a row; whoever lacks the permission is refused."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.shortcuts import get_object_or_404


def require_permissions(request, *permissions: str) -> None:
    """Raises PermissionDenied unless the user has every one, said without its app label."""
    if not request.user.has_perms([f"atelier_sessions.{permission}" for permission in permissions]):
        raise PermissionDenied


def get_or_404(request, rows, pk: int, permission: str) -> Model:
    """The row, for whoever has the permission."""
    require_permissions(request, permission)
    return get_object_or_404(rows, pk=pk)
