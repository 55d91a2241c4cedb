from urllib.parse import urlencode

from auditlog.registry import auditlog
from django import template
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import reverse

register = template.Library()


@register.filter
def journal_address(row: Model | None) -> str:
    """Where the changes of a row are read; empty for a table that is not followed."""
    if row is None or not auditlog.contains(type(row)):
        return ""
    about = {"content_type": ContentType.objects.get_for_model(row).pk, "object_pk": row.pk}
    return f"{reverse('admin:audit_change_changelist')}?{urlencode(about)}"
