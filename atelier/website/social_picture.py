"""The picture that a link to a season shows on social networks, drawn in the colours and the types of the site."""

import io
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from atelier.seasons.models import Season, Workshop

SIZE = (1200, 630)
MARGIN = 80
PAPER, INK, QUIET, ACCENT = "#faf7f1", "#22282a", "#5b6164", "#1d5450"  # as static/css/tokens.css
LINES = 3  # of a theme
_FONTS = Path(settings.BASE_DIR) / "static" / "fonts"


def draw_season(season: Season, dates: str) -> bytes:
    picture = Image.new("RGB", SIZE, PAPER)
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((0, 0, 24, SIZE[1]), fill=ACCENT)
    small, large = _font("atelier-sans-bold.ttf", 34), _font("atelier-serif-bold.ttf", 68)
    head = f"Saison {season.number}" + (f" · {season.label}" if season.label else "")
    drawing.text((MARGIN, 70), head, fill=ACCENT, font=small)
    y = 140
    for line in _wrapped(season.theme, large, LINES):
        drawing.text((MARGIN, y), line, fill=INK, font=large)
        y += 86
    regular = _font("atelier-sans-regular.ttf", 34)
    for line in _wrapped(dates, regular, 2):
        drawing.text((MARGIN, y + 20), line, fill=QUIET, font=regular)
        y += 46
    _draw_sign(drawing, 540)
    drawing.text((MARGIN + 80, 545), _wrapped(Workshop.load().name, small, 1)[0], fill=INK, font=small)
    kept = io.BytesIO()
    picture.save(kept, "PNG")  # smaller by a tenth, `optimize` takes eight times as long, whoever asks
    return kept.getvalue()


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / name, size)


def _draw_sign(drawing: ImageDraw.ImageDraw, y: int) -> None:
    """The three posts of the site's icon."""
    for rank, (top, height) in enumerate(((8, 36), (0, 52), (8, 36))):
        x = MARGIN + rank * 20
        drawing.rounded_rectangle((x, y + top, x + 13, y + top + height), radius=3, fill=ACCENT)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, most: int) -> list[str]:
    """Lines that fit between the margins, at least one; what is beyond `most` lines is cut with « … »."""
    width, lines = SIZE[0] - 2 * MARGIN - 80, [""]
    for word in text.split():
        tried = f"{lines[-1]} {word}".strip()
        if not lines[-1] or font.getlength(tried) <= width:
            lines[-1] = tried
        else:
            lines.append(word)
    lines = [_cut(line, font, width) for line in lines]
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(f"{lines[most - 1]} …", font, width)]


def _cut(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    while font.getlength(line) > width:
        line = f"{line[:-2].rstrip()}…"
    return line
