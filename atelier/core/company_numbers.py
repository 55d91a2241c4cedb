"""SIREN and SIRET numbers, checked by python-stdnum and refused in French."""

from typing import Any

from django.core.exceptions import ValidationError
from stdnum.exceptions import InvalidComponent
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.fr import siren, siret


def _not_zeros(number: str) -> str:
    """Nine zeros pass the check digit, and are nobody's."""
    if not number[:9].strip("0"):
        raise InvalidComponent
    return number


def clean_siret(value: str) -> str:
    """Fourteen digits; La Poste's own rule is known to python-stdnum. Raises ValidationError in French."""
    try:
        return _not_zeros(siret.validate(value))
    except StdnumError as error:
        raise ValidationError("Ce numéro SIRET n’est pas valide : vérifiez les 14 chiffres.") from error


def normalize_siret(row: Any) -> None:
    """Its `siret`, when it has one, without the spaces it was typed with. Raises ValidationError naming that field."""
    if row.siret:
        try:
            row.siret = clean_siret(row.siret)
        except ValidationError as error:
            raise ValidationError({"siret": error}) from error


def clean_siren(value: str) -> str:
    """Nine digits. Raises ValidationError in French."""
    try:
        return _not_zeros(siren.validate(value))
    except StdnumError as error:
        raise ValidationError("Ce numéro SIREN n’est pas valide : vérifiez les 9 chiffres.") from error
