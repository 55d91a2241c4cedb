from django.views.decorators.http import require_safe

from atelier import documents
from sessions import access


@require_safe
def convocation(request, number):
    found = access.convocation_for(request.user, number)
    return documents.response(found.pdf_path, name=f"{found.number}.pdf")
