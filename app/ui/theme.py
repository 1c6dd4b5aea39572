"""Colours by what they mean.

Every colour on screen is a role of a theme; no other module writes one down. `READABLE` lists which
role is ever written on which, so that a test can hold all of them to the contrast that tired eyes
and sunlight need.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette

BODY_PT = 11.0
SMALL_PT = 10.0
HEADING_PT = 12.5
TITLE_PT = 16.0

GRID = 8  # px; every gap is a multiple
TARGET = 40  # px; nothing that can be pressed is lower
ROW = 36  # px; the height of a line in a table


@dataclass(frozen=True, slots=True)
class Theme:
    """The roles of one theme, as `#rrggbb`, and how heavy its lines and letters are."""

    name: str
    paper: str
    surface: str
    rail: str
    ink: str
    quiet: str
    line: str
    outline: str
    accent: str
    accent_deep: str
    on_accent: str
    accent_soft: str
    hazard: str
    hazard_stripe: str
    on_hazard: str
    hazard_ink: str
    amber: str
    amber_soft: str
    practice: str
    practice_stripe: str
    on_practice: str
    bone: str
    on_bone: str
    outline_px: int = 1
    least_contrast: float = 4.5
    is_bold: bool = False

    def colour(self, role: str) -> QColor:
        """The colour of a role, such as `"ink"`."""
        return QColor(str(getattr(self, role)))

    def palette(self) -> QPalette:
        """The same roles for what Qt paints by itself: pop-ups, selections, disabled text."""
        palette, kind = QPalette(), QPalette.ColorRole
        roles = {
            kind.Window: "paper",
            kind.WindowText: "ink",
            kind.Base: "surface",
            kind.AlternateBase: "paper",
            kind.Text: "ink",
            kind.Button: "surface",
            kind.ButtonText: "ink",
            kind.BrightText: "on_hazard",
            kind.ToolTipBase: "surface",
            kind.ToolTipText: "ink",
            kind.PlaceholderText: "quiet",
            kind.Highlight: "accent_soft",
            kind.HighlightedText: "ink",
            kind.Link: "accent",
            kind.LinkVisited: "accent",
            kind.Light: "surface",
            kind.Midlight: "line",
            kind.Mid: "outline",
            kind.Dark: "outline",
            kind.Shadow: "outline",
        }
        for place, role in roles.items():
            palette.setColor(place, self.colour(role))
        for place in (kind.WindowText, kind.Text, kind.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, place, self.colour("quiet"))
        return palette


LIGHT = Theme(
    name="light",
    paper="#FAF9F6",
    surface="#FFFFFF",
    rail="#F0EEE8",
    ink="#1F2328",
    quiet="#595D63",
    line="#DCD8CF",
    outline="#8D8981",
    accent="#0F5C63",
    accent_deep="#0A464C",
    on_accent="#FFFFFF",
    accent_soft="#D9E9E9",
    hazard="#B3261E",
    hazard_stripe="#9A1F18",
    on_hazard="#FFFFFF",
    hazard_ink="#B3261E",
    amber="#8A5A00",
    amber_soft="#FBF1DC",
    practice="#585D66",
    practice_stripe="#6A6F78",
    on_practice="#FFFFFF",
    bone="#5E9A9F",
    on_bone="#0A3B40",
)

DARK = Theme(
    name="dark",
    paper="#14171A",
    surface="#1B1F23",
    rail="#101316",
    ink="#E6E3DC",
    quiet="#A6ABB0",
    line="#2E343A",
    outline="#6F767D",
    accent="#7CCAD1",
    accent_deep="#A5DCE1",
    on_accent="#08282B",
    accent_soft="#1E3B3F",
    hazard="#B3261E",
    hazard_stripe="#9A1F18",
    on_hazard="#FFFFFF",
    hazard_ink="#FF9C92",
    amber="#E3AC52",
    amber_soft="#2E2615",
    practice="#4A5059",
    practice_stripe="#5A616B",
    on_practice="#FFFFFF",
    bone="#3F7F86",
    on_bone="#D2F0F3",
)

SUN = Theme(
    name="sun",
    paper="#FFFFFF",
    surface="#FFFFFF",
    rail="#FFFFFF",
    ink="#000000",
    quiet="#000000",
    line="#000000",
    outline="#000000",
    accent="#00383D",
    accent_deep="#000000",
    on_accent="#FFFFFF",
    accent_soft="#CFEFF1",
    hazard="#8C0A04",
    hazard_stripe="#6E0803",
    on_hazard="#FFFFFF",
    hazard_ink="#8C0A04",
    amber="#5A3A00",
    amber_soft="#FFF3D6",
    practice="#000000",
    practice_stripe="#3A3A3A",
    on_practice="#FFFFFF",
    bone="#00383D",
    on_bone="#FFFFFF",
    outline_px=2,
    least_contrast=7.0,
    is_bold=True,
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK, SUN)}

READABLE = (
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "rail"),
    ("ink", "accent_soft"),
    ("ink", "amber_soft"),
    ("quiet", "paper"),
    ("quiet", "surface"),
    ("quiet", "rail"),
    ("quiet", "accent_soft"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("accent", "rail"),
    ("accent", "accent_soft"),
    ("on_accent", "accent"),
    ("on_accent", "accent_deep"),
    ("on_hazard", "hazard"),
    ("on_hazard", "hazard_stripe"),
    ("hazard_ink", "paper"),
    ("hazard_ink", "surface"),
    ("hazard_ink", "accent_soft"),
    ("amber", "paper"),
    ("amber", "surface"),
    ("amber", "rail"),
    ("amber", "amber_soft"),
    ("amber", "accent_soft"),
    ("on_practice", "practice"),
    ("on_practice", "practice_stripe"),
)


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast of two `#rrggbb` colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
