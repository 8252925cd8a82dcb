"""The weights of the resolver, on the scale of a softmax exponent.

Set by hand on development sentences after the ablation of the method's prototype: regions named outweigh neighbours,
neighbours outweigh size. They are not probabilities: one temperature, fitted to pages of which the truth is known,
makes them such (Guo et al., *On Calibration of Modern Neural Networks*, 2017).
"""

from __future__ import annotations

SCHEME_SCORE = {
    "kmu2010": 0.0, "official": 0.0, "bgn": 0.0, "geonames_main": 0.0, "noun": 0.0, "iso": 0.0,
    "curated": 0.5, "country": 0.5, "kmu2010_g": -0.2, "bgn_g": -0.3, "news": -0.2, "geonames": -0.3,
    "russian": -0.4, "old": -0.8, "geonames_old": -2.2, "adjective": -1.5, "head": -1.0, "sound": -1.0,
}  # fmt: skip
"""How usual a spelling of that scheme is for its place."""

CATEGORY_SCORE = {
    "capital": 2.6, "city": 2.8, "town": 1.3, "settlement": 0.5, "region": 1.5, "district": 0.2, "municipality": 0.2,
    "country": 3.0, "macro_region": 3.0, "quarter": -1.0,
}  # fmt: skip
CANDIDATE = 1.0
"""Head start of a listed form over the reading that it is no place."""
SIZE = 0.55
"""Weight of log10(inhabitants / 1000)."""
HEAD_FITS, HEAD_MISSES = 6.0, -4.0
VILLAGE_FITS, VILLAGE_MISSES = 1.5, -1.5
CONTAINER, NOT_CONTAINED = 6.0, -2.0
SAME_SENTENCE_DISTRICT = 3.0
SAME_SENTENCE_REGION = 2.6
EARLIER_REGION = 1.6
EARLIER_DECAY = 0.85
"""Of the weight of a region named earlier, per sentence."""
PAGE_REGION = 1.5
SHARED_SENSE = 0.8
"""Share of the explicit evidence for a place that other mentions of the same name on the page inherit."""
FOCUS = 1.2
"""For a region that all certain names of the page are in; less where they are in several."""
LISTED = 1.2
"""For the region of a certain name listed right beside it."""
PRIOR = 0.8
"""Weight of log(1 + certain names in the same district on the other pages of the day), where no region is named."""
COUNTRY = 2.0
COUNTRY_ABSENT = -1.0
UNSUPPORTED = -5.0
"""Against a small or doubtful name of a country that nothing else on the page speaks for."""
NEIGHBOUR = 2.2
NEIGHBOUR_SCALE_KM = 30.0
NEIGHBOURS = 4
SAME_REGION_NEIGHBOUR = 0.8
ROUNDS = 3
OWN_CONTEXT = 0.4
"""Share of a mention's own context against the mean over the page's mentions of the same name: one sense a page."""
NO_PLACE = {
    "english": 3.0,
    "english_initial": 4.0,
    "given_name": 2.0,
    "surname": 0.8,
    "located": -1.5,
    "named_kind": -3.0,
}
"""What speaks for and against the reading that the string is no place."""
FOREIGN_HOMOGRAPH = {"given_name": -3.0, "surname": -2.5}
"""Against a place known only from the list of the world's cities whose bare name is also a person's."""
WORLD_SCHEMES = ("geonames_main", "geonames", "geonames_old")
TEMPERATURE = 0.7
"""Divides the sums before the last softmax, so that of the regions given with a probability that share is right."""
