"""Colours, as far as people must be able to read what stands on them."""

WHITE = "#ffffff"
INK = "#15191e"
LEAST_ACCENT = 7.0  # white text on the accent, and the accent on white


def contrast(one: str, other: str) -> float:
    """The contrast of two colours ``#rrggbb``, from 1 to 21. Source: WCAG 2.2, 1.4.3."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(colour: str) -> str:
    """Ink or white, whichever is read better on *colour*."""
    return max((WHITE, INK), key=lambda text: contrast(text, colour))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
