"""``raw_pages``, ``page_lines``, ``articles`` → ``fingerprints``, ``copies``, ``stories``, ``story_members``.

Who carries whose text. A page's fingerprint (hashes of its words) is made once and stored by landing day; comparing
reads fingerprints of all days, and the texts of those pages only that share something.

Pages of equal words are folded into one text by hash. Texts that share rare five-word shingles, chosen by winnowing,
are candidates. Each candidate pair is verified: three-word shingles, without those that an outlet repeats on pages of
any subject, are compared by a cosine weighted by inverse document frequency, quotes less than prose, and shared
passages are aligned word by word. Groups are merged by average linkage, so one page that shares text with two
strangers cannot join them; a round-up that carries both is a member of both stories.

The canonical page of a story is the one credited to an agency, then the earliest published, then the one of most
words, then the one of lowest page id; never the first to arrive.

References: winnowing after Schleimer, Wilkerson and Aiken (SIGMOD 2003); average linkage over verified pairs after
Silcock et al., "Noise-Robust De-Duplication at Scale" (ICLR 2023); passages from rare shingles after passim (Smith et
al., "Computational methods for uncovering reprinted texts", 2015).
"""

from __future__ import annotations

import dataframely as dy

from claims_pipeline.schemas import Articles, PageLines, RawPages
from claims_pipeline.settings import StoriesSettings, Track
from claims_pipeline.stories.comparison import Comparison, Grouping, compare_pages
from claims_pipeline.stories.fingerprints import fingerprint_pages

__all__ = ["Comparison", "Grouping", "compare_pages", "fingerprint_pages", "group_copies"]


def group_copies(
    raw_pages: dy.DataFrame[RawPages],
    page_lines: dy.DataFrame[PageLines],
    articles: dy.DataFrame[Articles],
    settings: StoriesSettings,
    track: Track = iter,
) -> Grouping:
    """Find pages that share text, say how, and group them into stories.

    Takes the accepted pages of all days at once and gives the same frames for any order of the rows. Every accepted
    page whose article has words is in at least one story. Never raises on any text.
    """
    compared = compare_pages(fingerprint_pages(raw_pages, page_lines, articles, track), settings)
    return compared.group(raw_pages, page_lines)
