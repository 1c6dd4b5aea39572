"""Each language by its own name: whoever needs it cannot read the others."""

from __future__ import annotations

NAMES = {
    "en": "English",
    "ar": "العربية",
    "ckb": "کوردی",
    "fa": "فارسی",
    "az": "Azərbaycanca",
}
