"""The assignments of `kapok bench matching` as a picture: bars side by side, as SVG."""

from __future__ import annotations

from typing import Any

PANELS = (
    ("fill_rate", "places filled", "{:.1%}"),
    ("coverage", "shifts covered", "{:.1%}"),
    ("total_cost", "cost, km", "{:,.0f}"),
    ("gini_of_minutes", "Gini of minutes", "{:.3f}"),
)
IN_KM = {"total_cost": 1_000}
WIDTH, HEIGHT, MARGIN, LABELS = 220, 220, 20, 60
COLOURS = {"kapok": "#c8102e", "bare solver": "#7a7a7a", "greedy": "#e0a030", "random": "#5b8db8"}


def picture(found: dict[str, Any]) -> str:
    """A panel for each figure, a bar for each assignment, from zero."""
    assignments = found["assignments"]
    title = f"{found['volunteers']:,} volunteers, {found.get('shifts', 0):,} shifts, {found.get('pairs', 0):,} pairs"
    panels = "".join(_panel(number, key, name, form, assignments) for number, (key, name, form) in enumerate(PANELS))
    width, height = len(PANELS) * (WIDTH + MARGIN) + MARGIN, HEIGHT + LABELS + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>'
        f'<text x="{MARGIN}" y="16">{title}</text>{panels}</svg>\n'
    )


def _panel(number: int, key: str, name: str, form: str, assignments: dict[str, Any]) -> str:
    left, top = MARGIN + number * (WIDTH + MARGIN), 2 * MARGIN
    values = {one: figures[key] / IN_KM.get(key, 1) for one, figures in assignments.items()}
    most = max([*values.values(), 0]) or 1
    wide = WIDTH / max(1, len(values))
    bars = []
    for place, (one, value) in enumerate(values.items()):
        tall = max(0.0, value) / most * (HEIGHT - 2 * MARGIN)
        x, y = left + place * wide, top + HEIGHT - tall
        middle = x + wide / 2 - 2
        bars.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide - 6:.1f}" height="{tall:.1f}" '
            f'fill="{COLOURS.get(one, "#444")}"><title>{one}</title></rect>'
            f'<text x="{middle:.1f}" y="{y - 3:.1f}" font-size="9" text-anchor="middle">{form.format(value)}</text>'
            f'<text x="{middle:.1f}" y="{top + HEIGHT + 12}" font-size="9" text-anchor="middle">{one}</text>'
        )
    return f'<text x="{left}" y="{top + HEIGHT + 32}" font-weight="bold">{name}</text>{"".join(bars)}'
