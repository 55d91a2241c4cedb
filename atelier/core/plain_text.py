"""Texts composed (NFC), without control or invisible characters, in every column, whichever way they come in.

Nobody sees such a character, so it is taken out and not refused: nothing that was typed is lost. A line break in a
name would otherwise write the headers and the words of a mail. ZWJ and ZWNJ go too: no French text needs them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.db import models

from atelier.core.secret_links import refuse_personal_links

_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, format characters, lone surrogates, separators of lines
_BREAKS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MARK = "[" + "".join(mark for mark in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(mark)) + "]"
_STACKED = re.compile("(" + _MARK + "{30})" + _MARK + "+")


_UNDRAWN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(one) for one in range(0xFE00, 0xFE10)}


def is_unseen(text: str) -> bool:
    """Whether the text has characters, beside white space, and none that is drawn: whoever typed it wrote nothing."""
    hidden = (one in _UNDRAWN or one.isspace() or unicodedata.category(one) in _INVISIBLE for one in text)
    return bool(text) and not text.isspace() and all(hidden)


def without_stacked_marks(text: str) -> str:
    """The text with thirty combining marks in a row at most, as « stream-safe » text has (Unicode, UAX 15).

    Unicode orders the marks of one letter by insertion: half a million of them hold a process for an hour.
    """
    return text if text.isascii() else _STACKED.sub(r"\1", text)


def one_line(text: str) -> str:
    """The text on one line: a break becomes a space, other invisible characters go, accents are composed."""
    if is_unseen(text):
        return ""
    text = unicodedata.normalize("NFC", without_stacked_marks(text))
    if text.isprintable():
        return text
    kept = (" " if one in _BREAKS else "" if unicodedata.category(one) in _INVISIBLE else one for one in text)
    bare = "".join(kept)
    return text if bare == text else re.sub(" {2,}", " ", bare).strip()


def paragraphs(text: str) -> str:
    """The text with line feeds and tabs, and no other control character; accents are composed.

    One of which nothing is seen is empty.
    """
    if is_unseen(text):
        return ""
    text = unicodedata.normalize("NFC", without_stacked_marks(text))
    return text if text.isprintable() else _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def _in_json(value: object) -> object:
    """The same for each text that a list or a dictionary holds, keys included."""
    if isinstance(value, str):
        return paragraphs(value)
    if isinstance(value, dict):
        return {_in_json(key): _in_json(one) for key, one in value.items()}
    return [_in_json(one) for one in value] if isinstance(value, list | tuple) else value


class _CleanedField(models.Field):
    """Mixed into the class of a column: checked, saved, written in bulk, updated or looked for, it holds clean text."""

    cleaned: Callable[[object], object]

    def to_python(self, value: object) -> object:
        return self.cleaned(super().to_python(value))

    def get_prep_value(self, value: object) -> object:
        return self.cleaned(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> object:
        """The object in memory reads as its row."""
        value = super().pre_save(model_instance, add)
        cleaned = self.cleaned(value)
        if cleaned is not value:
            setattr(model_instance, self.attname, cleaned)
        return cleaned


@cache
def _cleaned_class(base: type[models.Field], clean: Callable[[Any], object]) -> type[models.Field]:
    """A subclass of the same name and path, which is `base` for migrations and for whoever asks its kind."""

    def cleaned(_field: models.Field, value: object) -> object:
        return clean(value) if isinstance(value, str | dict | list) else value

    path = {"__module__": base.__module__, "__qualname__": base.__qualname__}
    return type(base.__name__, (_CleanedField, base), {**path, "cleaned": cleaned})


CLEANED: tuple[tuple[type[models.Field], Callable[[Any], object]], ...] = (
    (models.CharField, one_line),
    (models.TextField, paragraphs),
    (models.JSONField, _in_json),
)


def clean_columns(all_models: Iterable[type[models.Model]]) -> None:
    """Make every text column of these models clean, and refuse personal links: a model cannot forget it."""
    for model in all_models:
        for field in model._meta.concrete_fields:
            for base, clean in CLEANED:
                kind: type = type(field)
                if isinstance(field, base) and not isinstance(field, _CleanedField):
                    field.__class__ = _cleaned_class(kind, clean)
                    field.validators.append(refuse_personal_links)
