"""Fresh sign-ins: what takes everything away or cannot be undone waits for a person who has just proved who they are.

A session lasts a month, on a machine that others may use; a code by e-mail, or a key, proves who is there now.
"""

import time
from datetime import timedelta

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

FRESH = timedelta(minutes=10)


def recently_authenticated(request: HttpRequest, within: timedelta = FRESH) -> bool:
    """Did this session begin, or prove itself anew, so short a time ago?"""
    proofs = get_authentication_records(request, request.user)
    return any(time.time() - proof["at"] < within.total_seconds() for proof in proofs)
