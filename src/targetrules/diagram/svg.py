"""A picture as SVG: nothing is fetched, nothing runs, no other program is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Final

from targetrules.diagram.layout import Layout, Place, Size, laid_out
from targetrules.diagram.model import Arrow, Box, BoxKind, Diagram
from targetrules.diagram.words import kind_of, label_of, legend_of
from targetrules.html_document import CODES

__all__ = ["svg"]

_FILLS: Final[dict[BoxKind, str]] = {
    "input": "#eef3fb",
    "parameter": "#f3f3f3",
    "details": "#e9f5f4",
    "above": "#eef0f8",
    "made": "#e9f5f4",
    "measure": "#ffffff",
    "cut": "#fdf3e3",
    "ranking": "#f6eefb",
    "grade": "#fff8d6",
    "condition": "#eef7ea",
    "status": "#e4f1de",
    "consequence": "#fdeceb",
}
_EM: Final = 14.0
_ROW: Final = 19.0
_WIDEST: Final = 13
"""How many wide characters stand in a line of a label."""
_MOST_ROWS: Final = 4
_MARGIN: Final = 24.0
_TOP: Final = 60.0
_BULGE: Final = 46.0
"""How far an arrow within a column runs out on the right."""
_ASIDE: Final = 6.0
"""How far an arrow to earlier periods runs beside that of the same period."""
_WIDE: Final = 0x2E80
"""The first character that is as wide as it is high."""
_ARROWHEAD: Final = (
    '<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8"'
    ' markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z" fill="#3d3d3d"/></marker></defs>'
)
_STYLE: Final = (
    "text{font:14px 'Noto Sans CJK SC','Microsoft YaHei',system-ui,sans-serif;fill:#1b1b1b}"
    ".kind{font-size:11px;fill:#595959}.title{font-size:18px;font-weight:bold}"
    ".box{stroke:#3d3d3d;stroke-width:1.2}.line{fill:none;stroke:#4a4a4a;stroke-width:1.3}"
    ".past{stroke-dasharray:6 4;stroke:#0b4f9e}.others{stroke-width:2.6}"
    ".replaces{stroke-dasharray:1.5 3.5;stroke:#a3140f}"
)


def svg(diagram: Diagram) -> str:
    """The file."""
    rows = [_rows(box.label) for box in diagram.boxes]
    kinds = [kind_of(box.kind, diagram.language) for box in diagram.boxes]
    layout = laid_out(diagram, [_size(each, kind) for each, kind in zip(rows, kinds, strict=True)])
    below = _deepest(diagram, layout) + 34
    inside = max(layout.width + _BULGE, _widths_of_legend(diagram.language))
    width, height = inside + 2 * _MARGIN, below + _TOP + 2 * _MARGIN
    size, title = f'width="{width:.0f}" height="{height:.0f}"', escape(diagram.title)
    about = f'role="img" aria-label="{title}" lang="{CODES[diagram.language]}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width:.0f} {height:.0f}" {about}>',
        f"<title>{title}</title><style>{_STYLE}</style>{_ARROWHEAD}",
        f'<rect {size} fill="#ffffff"/>',
        f'<text class="title" x="{_MARGIN:.0f}" y="32">{title}</text>',
        f'<g transform="translate({_MARGIN:.0f} {_TOP:.0f})">',
        *_arrows(diagram, layout),
        *_boxes(diagram, layout, rows),
        *_legend(diagram.language, below),
        "</g>\n</svg>\n",
    ]
    return "\n".join(lines)


# ---- labels ----------------------------------------------------------------------------------------------------------


def _width(text: str) -> float:
    """How wide a text is, in widths of a Chinese character."""
    return sum(1.0 if ord(each) >= _WIDE else 0.58 for each in text)


def _rows(label: str) -> list[str]:
    """A label in rows, the last of which says where there would be more."""
    rows, row = [], ""
    for part in _parts(label):
        if row and _width(row + part.rstrip()) > _WIDEST:
            rows.append(row.rstrip())
            row = ""
        row += part if row or part.strip() else ""
    rows.append(row.rstrip())
    return rows if len(rows) <= _MOST_ROWS else [*rows[: _MOST_ROWS - 1], rows[_MOST_ROWS - 1][:-1] + "…"]


def _parts(label: str) -> Iterator[str]:
    """Where a label may be broken: behind blanks, and beside Chinese characters; a long word anywhere."""
    word = ""
    for each in label:
        if ord(each) >= _WIDE or len(word) >= 2 * _WIDEST:
            if word:
                yield word
            word = each
            continue
        if word and ord(word[-1]) >= _WIDE:
            yield word
            word = ""
        word += each
        if each in " -_/":
            yield word
            word = ""
    if word:
        yield word


def _size(rows: Sequence[str], kind: str) -> Size:
    width = max(max(map(_width, rows)) * _EM, _width(kind) * 11.0)
    return Size(width + 24, len(rows) * _ROW + 26)


# ---- boxes -----------------------------------------------------------------------------------------------------------


def _boxes(diagram: Diagram, layout: Layout, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for box, place, lines in zip(diagram.boxes, layout.places, rows, strict=True):
        top = place.middle - place.size.height / 2
        yield f"<g><title>{escape(box.label)}</title>{_outline(box, place, top)}"
        center = place.left + place.size.width / 2
        kind = escape(kind_of(box.kind, diagram.language))
        yield f'<text class="kind" x="{center:.1f}" y="{top + 16:.1f}" text-anchor="middle">{kind}</text>'
        for at, line in enumerate(lines):
            y = top + 34 + at * _ROW
            yield f'<text x="{center:.1f}" y="{y:.1f}" text-anchor="middle">{escape(line)}</text>'
        yield "</g>"


def _outline(box: Box, place: Place, top: float) -> str:
    """The shape of a box: round for data, doubled for a cut, a stack for details."""
    left, width, height = place.left, place.size.width, place.size.height
    round_ = {"input": 14, "status": 14, "grade": height / 2, "ranking": 4, "condition": 4}.get(box.kind, 0)

    def rectangle(inset: float, dx: float = 0.0, dy: float = 0.0) -> str:
        x, y, w, h = left + inset + dx, top + inset + dy, width - 2 * inset, height - 2 * inset
        dash = ' stroke-dasharray="4 3"' if box.kind == "parameter" else ""
        return (
            f'<rect class="box" x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{round_:.0f}"'
            f' fill="{_FILLS[box.kind]}"{dash}/>'
        )

    if box.kind in ("details", "above"):
        return rectangle(0, 5, 5) + rectangle(0)
    return rectangle(0) + rectangle(3) if box.kind == "cut" else rectangle(0)


# ---- arrows ----------------------------------------------------------------------------------------------------------


def _class(arrow: Arrow) -> str:
    return " ".join(["line", *(name for name in ("past", "others", "replaces") if getattr(arrow, name))])


def _arrows(diagram: Diagram, layout: Layout) -> Iterator[str]:
    for arrow, way in zip(diagram.arrows, layout.ways, strict=True):
        source, target = layout.places[arrow.source], layout.places[arrow.target]
        aside = _ASIDE if arrow.past else 0.0
        if source.right <= target.left:
            path = _forward(source, way, target, aside)
        else:
            path = _beside(source, target, aside) if source.left == target.left else _around(source, target)
        names = f"{diagram.boxes[arrow.source].label} → {diagram.boxes[arrow.target].label}"
        label = label_of(arrow, diagram.language)
        told = escape(f"{names} ({label})" if label else names)
        yield f'<path class="{_class(arrow)}" d="{path}" marker-end="url(#end)"><title>{told}</title></path>'


def _forward(source: Place, way: Sequence[tuple[float, float]], target: Place, aside: float) -> str:
    """From the right edge of one box through the columns to the left edge of another."""
    points = [(source.right, source.middle + aside), *way, (target.left, target.middle + aside)]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x, y), (further, beside) in pairwise(points):
        half = (x + further) / 2
        path += f"C{half:.1f} {y:.1f} {half:.1f} {beside:.1f} {further:.1f} {beside:.1f}"
    return path


def _beside(source: Place, target: Place, aside: float) -> str:
    """From one box to another of its column, or to itself, along the right side."""
    begin, end = source.middle + aside, target.middle + aside
    if source is target:
        begin, end = begin - 8, end + 8
    out = max(source.right, target.right) + _BULGE
    return f"M{source.right:.1f} {begin:.1f}C{out:.1f} {begin:.1f} {out:.1f} {end:.1f} {target.right:.1f} {end:.1f}"


def _around(source: Place, target: Place) -> str:
    """From one box back into an earlier column, below both."""
    low = _lowest(source, target)
    x, y = source.left + 12, source.middle + source.size.height / 2
    to_x, to_y = target.left + target.size.width / 2, target.middle + target.size.height / 2
    return f"M{x:.1f} {y:.1f}C{x:.1f} {low:.1f} {to_x:.1f} {low:.1f} {to_x:.1f} {to_y:.1f}"


def _lowest(source: Place, target: Place) -> float:
    return max(each.middle + each.size.height / 2 for each in (source, target)) + _BULGE


def _deepest(diagram: Diagram, layout: Layout) -> float:
    """How far down anything is drawn."""
    ends = [(layout.places[each.source], layout.places[each.target]) for each in diagram.arrows]
    return max([layout.height, *(_lowest(*each) for each in ends if each[0].left > each[1].left)])


def _width_of_sign(text: str) -> float:
    """How much room a line and what it means take."""
    return 52 + _width(text) * 11.0 + 26


def _widths_of_legend(language: str) -> float:
    return sum(_width_of_sign(text) for _, text in legend_of(language))


def _legend(language: str, top: float) -> Iterator[str]:
    """What the lines mean."""
    at = 0.0
    for name, text in legend_of(language):
        kind = "line" if name == "present" else f"line {name}"
        yield f'<path class="{kind}" d="M{at:.0f} {top:.1f}h44" marker-end="url(#end)"/>'
        yield f'<text class="kind" x="{at + 52:.0f}" y="{top + 4:.1f}">{escape(text)}</text>'
        at += _width_of_sign(text)
