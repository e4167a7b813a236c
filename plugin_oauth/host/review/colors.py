"""Colours as #RRGGBB, and how well one is seen on another (WCAG 2.2, contrast ratio)."""

import re

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


def is_color(text: str) -> bool:
    return _COLOR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    darkest = 0.04045
    return channel / 12.92 if channel <= darkest else float(((channel + 0.055) / 1.055) ** 2.4)
