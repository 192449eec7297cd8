"""The colors of figures that stand alone: stills that know light and dark, prints with literals.

In a page the same classes take the design's custom properties (static/css/features/figure.css);
the values here are those of the design, so that a still and its moving twin look alike.
"""

from __future__ import annotations

# Skin and hair, chosen by the person who looks: 1 is the lightest, 4 the darkest.
TONES = {
    1: ("#f0c4a3", "#6b4a38"),
    2: ("#d79d74", "#3a2a24"),
    3: ("#a56a45", "#241b19"),
    4: ("#704630", "#171213"),
}
DEFAULT_TONE = 2

# Role -> color by day and by night. Roles are one letter, for they stand in every still.
_THEMES = {
    "l": ("#16302a", "#f3efe7"),  # leggings
    "m": ("#49675f", "#b9b6ad"),  # the far leg
    "t": ("#2e7564", "#bfd3cb"),  # shirt
    "u": ("#548f80", "#8ea59c"),  # the far sleeve
    "o": ("#ffffffb0", "#0d1412b0"),  # line between parts
    "w": ("#ee6c38", "#de5018"),  # working muscle
    "y": ("#9fc3b4", "#3a564d"),  # mat
    "z": ("#86ae9e", "#2c453d"),
    "f": ("#0d1b1714", "#ffffff12"),  # floor
    "d": ("#0d1b1730", "#00000059"),  # shadow
    "a": ("#d9c09a", "#86745a"),  # wood, by light
    "b": ("#c4a97f", "#6d5e48"),
    "c": ("#ad9269", "#57492f"),
    "p": ("#f7f8f6", "#cfd6d2"),  # pillow, bed
    "q": ("#dfe4e1", "#a3ada8"),
    "r": ("#e9edeb", "#3a4742"),  # wall
    "s": ("#d3dad7", "#2b3733"),
    "e": ("#6a4fb3", "#b7a2f0"),  # ball, band, strap
    "g": ("#0b5a4c", "#7adbbf"),  # arrow
    "x": ("#f4f1ec", "#e2ded6"),  # shoe
}
LIGHT = {role: day for role, (day, _) in _THEMES.items()}

# Class -> role of its fill, and of its line; "k" is skin, "h" hair, "i" the line round skin.
_CLASSES = {
    "skin": ("k", "i"),
    "skin-far": ("j", "i"),
    "ear": ("k", "i"),
    "hair": ("h", "o"),
    "top": ("t", "o"),
    "top-far": ("u", "o"),
    "patch": ("t", ""),
    "legs": ("l", "o"),
    "legs-far": ("m", "o"),
    "shoe": ("x", "i"),
    "shoe-far": ("x", "i"),
    "mat-a": ("y", "y"),
    "mat-b": ("z", "z"),
    "mat-c": ("z", "z"),
    "floor": ("f", ""),
    "shadow": ("d", ""),
    "wood-a": ("a", ""),
    "wood-b": ("b", ""),
    "wood-c": ("c", ""),
    "soft-a": ("p", ""),
    "soft-b": ("q", ""),
    "soft-c": ("q", ""),
    "pillow": ("p", "d"),
    "wall-a": ("s", ""),
    "wall-b": ("r", ""),
    "wall-c": ("s", ""),
    "ball": ("e", "o"),
    "lift": ("w", ""),
}
# Class -> role of its line and how wide it is, for what has no fill.
_LINES = {
    "crease": ("o", 1.0),
    "face": ("h", 1.2),
    "band": ("e", 5.0),
    "strap": ("e", 4.0),
    "stick": ("b", 5.0),
    "arrow": ("g", 4.0),
    "nerve": ("w", 5.0),
}
# Muscles glow: full, through the body from behind, and all round the trunk.
_GLOWS = {"hot": 1.0, "hot-through": 0.9, "hot-band": 0.85}
CLASSES = (*_CLASSES, *_LINES, *_GLOWS)
_LINE = 1.8

_STOPS = '<stop offset=".45" stop-color="{color}"/><stop offset="1" stop-color="{color}" stop-opacity="0"/>'


def gradient(name: str, color: str = "") -> str:
    """Return the gradient with which a muscle glows, under the id `name`."""
    return (
        f'<radialGradient id="{name}">{_STOPS.format(color=color or _both("w"))}</radialGradient>'
    )


def still_style(used: set[str]) -> str:
    """Return style and markers of a still that uses these classes.

    The end of its address chooses a skin, `#t3`, and a theme against the system's, `#t3l` for
    light and `#t3d` for dark.
    """
    shades = "--j:color-mix(in srgb,var(--k) 84%,#000);--i:color-mix(in srgb,var(--k) 62%,#000)"
    rules = [
        f"g{{color-scheme:light dark;--o:{_both('o')};{_toned(DEFAULT_TONE)}}}",
        "[id$=l]:target~g{color-scheme:light}[id$=d]:target~g{color-scheme:dark}",
        *(f"[id^=t{tone}]:target~g{{{_toned(tone)}}}" for tone in TONES if tone != DEFAULT_TONE),
        f"g{{{shades}}}",
        f"path{{stroke-width:{_LINE};paint-order:stroke;stroke-linecap:round}}",
        *_rules(used),
    ]
    markers = "".join(f'<g id="t{tone}{theme}"/>' for theme in ("", "l", "d") for tone in TONES)
    return f"<style>{''.join(rules)}</style>{markers}"


def _toned(tone: int) -> str:
    skin, hair = TONES[tone]
    return f"--k:{skin};--h:{hair}"


def _darker(color: str, share: float) -> str:
    parts = [round(int(color[place : place + 2], 16) * share) for place in (1, 3, 5)]
    return "#" + "".join(f"{part:02x}" for part in parts)


def _both(role: str) -> str:
    """Return a role's color for day and night; skin, hair and lines are set once for a still."""
    return f"light-dark({','.join(_THEMES[role])})" if role in _THEMES else f"var(--{role})"


def _rules(used: set[str]) -> list[str]:
    """Return a rule for each class, those that look alike together."""
    alike: dict[str, list[str]] = {}
    for css in sorted(used):
        alike.setdefault(_rule(css), []).append(f".{css}")
    return [f"{','.join(names)}{{{looks}}}" for looks, names in alike.items()]


def _rule(css: str) -> str:
    if css in _GLOWS:
        return f"fill:url(#h);fill-opacity:{_GLOWS[css]:g}"
    if css in _LINES:
        role, width = _LINES[css]
        return f"fill:none;stroke:{_shared(role)};stroke-width:{width:g}"
    fill, line = _CLASSES[css]
    return f"fill:{_shared(fill)}" + (f";stroke:{_shared(line)}" if line else "")


def _shared(role: str) -> str:
    return "var(--o)" if role == "o" else _both(role)


def print_attributes(css: str) -> list[str]:
    """Return the attributes of each stroke and fill a printed part is drawn with, in turn."""
    skin, hair = TONES[DEFAULT_TONE]
    colors = {**LIGHT, "k": skin, "j": _darker(skin, 0.84), "i": _darker(skin, 0.62), "h": hair}
    if css in _GLOWS:
        return [f'fill="url(#h)" fill-opacity="{_GLOWS[css]}"']
    if css in _LINES:
        role, width = _LINES[css]
        return [
            f'fill="none" {_ink("stroke", colors[role])} stroke-width="{width}" stroke-linecap="round"'
        ]
    fill, line = _CLASSES[css]
    drawn = [_ink("fill", colors[fill])]
    if line:
        drawn.insert(0, f'fill="none" {_ink("stroke", colors[line])} stroke-width="{_LINE}"')
    return drawn


def _ink(name: str, color: str) -> str:
    """Return a color as attributes; PDF programs want the opacity apart."""
    if len(color) == 9:
        return f'{name}="{color[:7]}" {name}-opacity="{int(color[7:], 16) / 255:.2f}"'
    return f'{name}="{color}"'
