"""Regions → maps: outlines on an equal-area projection, a sheet for each theatre, ready to be drawn as SVG.

Input: ISO 3166-2 codes, the most important first. Output: ``Sheet``s with a path a region, and the regions of which no
outline is known or which no sheet holds. ``ORIGIN.md`` says where the outlines come from.

Projection: Lambert's azimuthal equal-area (Snyder, Map Projections, a Working Manual, 1987, p. 185) about the middle of
each sheet. Areas are true, as a choropleth needs, and no country lies across an edge: not even one at 180° east.
"""

from __future__ import annotations

from claims_pipeline.report.maps.outlines import DEGREE, OUTLINES, read_outlines
from claims_pipeline.report.maps.sheets import Sheet, lay_sheets

__all__ = ["DEGREE", "OUTLINES", "Sheet", "lay_sheets", "read_outlines"]
