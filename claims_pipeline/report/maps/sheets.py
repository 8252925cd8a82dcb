"""Sheets: which regions stand on one map, and their paths on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from claims_pipeline.report.maps.outlines import Ring, read_outlines, widest_place

WIDTH = 1000
"""Width of a sheet in its own units; points are whole units."""

TALLEST, FLATTEST = 1.1, 0.5
"""Height of a sheet to its width."""

ZOOM = 9
"""A country is shown whole, unless its box is so many times that of the regions that are spoken of."""

MARGIN = 0.04
"""Room around what a sheet is about, to its size."""

MOST_SHEETS = 6


@dataclass(frozen=True)
class Mark:
    """One region on a sheet: its path, and where its label stands; ``room`` is how wide that may be."""

    region_id: str
    path: str
    x: int
    y: int
    room: int


@dataclass(frozen=True)
class Sheet:
    """One map: regions that are spoken of, others of their countries, and the land around, as SVG paths."""

    country: str
    height: int
    marks: list[Mark]
    others: str
    land: str
    width: int = WIDTH


def lay_sheets(regions: Sequence[str], most: int = MOST_SHEETS) -> tuple[list[Sheet], list[str]]:
    """Lay regions on as few sheets as show them well; give those that no sheet shows too.

    The country of the first region has the first sheet. Regions of other countries that lie in its frame stand on it,
    and what is left goes on in the same way.
    """
    outlines = read_outlines()
    left = [region for region in dict.fromkeys(regions) if region in outlines]
    sheets: list[Sheet] = []
    while left and len(sheets) < most:
        sheet = _sheet(left[0][:2], left, regions)
        sheets.append(sheet)
        shown = {mark.region_id for mark in sheet.marks}
        left = [region for region in left if region not in shown]
    shown = {mark.region_id for sheet in sheets for mark in sheet.marks}
    return sheets, [region for region in dict.fromkeys(regions) if region not in shown]


def _sheet(country: str, left: Sequence[str], regions: Iterable[str]) -> Sheet:
    outlines = read_outlines()
    own = [region for region in outlines if region[:2] == country]
    view = View([ring for region in own for ring in outlines[region]])
    spoken = [region for region in left if region[:2] == country]
    whole, part = view.box(own), view.box(spoken)
    if _area(whole) > ZOOM * _area(part):
        view = View([ring for region in spoken for ring in outlines[region]])
        whole = view.box(spoken)
    frame = _framed(whole)
    there = [region for region in left if region[:2] == country or view.holds(region, frame)]
    countries = {region[:2] for region in regions}
    drawn = [region for region in outlines if view.meets(region, frame)]
    return Sheet(
        country=country,
        height=round(WIDTH * (frame[3] - frame[1]) / (frame[2] - frame[0])),
        marks=[_mark(view, region, frame) for region in there if view.meets(region, frame)],
        others=_path(view, [r for r in drawn if r[:2] in countries and r not in there], frame),
        land=_path(view, [r for r in drawn if r[:2] not in countries], frame),
    )


Box = tuple[float, float, float, float]
"""Least x, least y, greatest x, greatest y."""


class View:
    """The earth seen from above the middle of some rings, y to the south; the earth's radius is 1."""

    def __init__(self, rings: Sequence[Ring]) -> None:
        points = np.radians(np.concatenate(rings))
        middle = np.stack(_on_sphere(points)).mean(axis=1)
        self._longitude = float(np.arctan2(middle[1], middle[0]))
        self._latitude = float(np.arctan2(middle[2], np.hypot(middle[0], middle[1])))
        self._projected: dict[str, list[Ring]] = {}

    def project(self, ring: Ring) -> Ring:
        """Project degrees to x and y; what lies near the antipode lands far away."""
        longitude, latitude = np.radians(ring).T
        east = longitude - self._longitude
        up, down = sin(self._latitude), cos(self._latitude)
        towards = up * np.sin(latitude) + down * np.cos(latitude) * np.cos(east)
        scale = np.sqrt(2 / np.maximum(1 + towards, 0.02))
        x = scale * np.cos(latitude) * np.sin(east)
        y = scale * (down * np.sin(latitude) - up * np.cos(latitude) * np.cos(east))
        return np.stack([x, -y], axis=1)

    def rings(self, region: str) -> list[Ring]:
        """Project the rings of a region, once."""
        if region not in self._projected:
            self._projected[region] = [self.project(ring) for ring in read_outlines()[region]]
        return self._projected[region]

    def box(self, regions: Iterable[str]) -> Box:
        """Measure the box of some regions."""
        points = np.concatenate([ring for region in regions for ring in self.rings(region)])
        return *points.min(axis=0).tolist(), *points.max(axis=0).tolist()

    def meets(self, region: str, frame: Box) -> bool:
        """Whether a region's largest ring reaches into a frame; what lies on the far side does not."""
        first = np.radians(read_outlines()[region][0][0])
        east = first[0] - self._longitude
        if sin(self._latitude) * sin(first[1]) + cos(self._latitude) * cos(first[1]) * cos(east) < cos(radians(75)):
            return False
        west, top, right, bottom = self.box([region])
        return west < frame[2] and right > frame[0] and top < frame[3] and bottom > frame[1]

    def holds(self, region: str, frame: Box) -> bool:
        """Whether a region's label would stand in a frame."""
        if not self.meets(region, frame):
            return False
        x, y, _ = widest_place(self.rings(region)[0])
        return frame[0] < x < frame[2] and frame[1] < y < frame[3]


def _on_sphere(points: Ring) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    longitude, latitude = points.T
    return np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _framed(box: Box) -> Box:
    """Widen a box by the margin, and to a shape that a page has room for."""
    width, height = box[2] - box[0], box[3] - box[1]
    margin = MARGIN * max(width, height)
    width, height = width + 2 * margin, height + 2 * margin
    wide, tall = max(width, height / TALLEST), max(height, width * FLATTEST)
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2


def _scaled(ring: Ring, frame: Box) -> Ring:
    """Whole units of the sheet; points that fall together are one."""
    points = np.round((ring - frame[:2]) * (WIDTH / (frame[2] - frame[0]))).astype(int)
    return points[np.any(points != np.roll(points, 1, axis=0), axis=1)]


def _clipped(ring: Ring, frame: Box, room: float = 0.02) -> Ring:
    """Cut a ring at the frame's edges, or a little outside of them (Sutherland and Hodgman, 1974)."""
    room *= frame[2] - frame[0]
    for axis, sign, edge in (
        (0, 1, frame[0] - room), (0, -1, frame[2] + room), (1, 1, frame[1] - room), (1, -1, frame[3] + room)
    ):  # fmt: skip
        within = sign * (ring[:, axis] - edge) >= 0
        if within.all():
            continue
        if not within.any():
            return ring[:0]
        following, enters = np.roll(ring, -1, axis=0), np.roll(within, -1)
        kept: list[np.ndarray] = []
        for point, after, is_in, will_be in zip(ring, following, within, enters, strict=True):
            if is_in:
                kept.append(point)
            if is_in != will_be:
                kept.append(point + (after - point) * (edge - point[axis]) / (after[axis] - point[axis]))
        ring = np.array(kept)
    return ring


def _path(view: View, regions: Iterable[str], frame: Box) -> str:
    return "".join(_line(ring, frame) for region in regions for ring in view.rings(region))


def _line(ring: Ring, frame: Box) -> str:
    points = _scaled(_clipped(ring, frame), frame)
    if len(points) < 3:
        return ""
    steps = np.diff(points, axis=0)
    return f"M{points[0][0]},{points[0][1]}l" + " ".join(f"{x},{y}" for x, y in steps.tolist()) + "z"


def _mark(view: View, region: str, frame: Box) -> Mark:
    largest = _clipped(view.rings(region)[0], frame, room=0)
    if not len(largest):
        largest = view.rings(region)[0]
    x, y, room = widest_place((largest - frame[:2]) * (WIDTH / (frame[2] - frame[0])))
    return Mark(region, _path(view, [region], frame), round(x), round(y), round(room))
