"""The same words are drawn once by each process of the tests: a PDF takes a tenth of a second or more.

What WeasyPrint answers depends on the HTML and on the variant alone, beside the files of `static/`, which do not change
during a run.
"""

from functools import lru_cache

from atelier.core import pdf

draw = pdf.render_html


def once(html: str, *, variant: str = pdf.VARIANT) -> bytes:
    return _drawn(html, variant)


@lru_cache(maxsize=500)
def _drawn(html: str, variant: str) -> bytes:
    return draw(html, variant=variant)
