"""The pictures of the README, made anew from what `make run` leaves behind with no display."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PIL import Image

PRACTICE, PICTURES = Path("build/practice"), Path("docs/pictures")
COLOURS = 128
SCREENS = {
    "window-en": ("field-en-light-*-today.png", 1366),
    "hazards-ar": ("field-ar-light-*-hazards.png", 900),
    "custody-en": ("field-en-light-*-remains-custody.png", 900),
    "map-en": ("field-en-light-*-map-site.png", 900),
    "matrix-en": ("field-en-light-*-sites-matrix.png", 900),
    "skeleton-en": ("field-en-light-*-remains-skeleton.png", 1366),
}
FORMS = {"form-ar": "F1-*-KA0002-ar.pdf", "report-ar": "F4-*-ar.pdf", "plan-ar": "PLAN-*-ar.pdf"}
FORM_WIDTH = 640


def main() -> None:
    """Write every picture; each comes from the one file that its pattern names."""
    for name, (pattern, width) in SCREENS.items():
        (screen,) = (PRACTICE / "screens").glob(pattern)
        keep(name, Image.open(screen), width)
    for name, pattern in FORMS.items():
        (form,) = (PRACTICE / "forms").glob(pattern)
        keep(name, pypdfium2.PdfDocument(form)[0].render(scale=2).to_pil(), FORM_WIDTH)


def keep(name: str, picture: Image.Image, width: int) -> None:
    """Write a picture so many pixels wide, in few colours: the repository keeps each for ever."""
    height = round(picture.height * width / picture.width)
    sized = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    sized.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
