"""Text → attributions, by a network: which words attribute, and for each cue its source and its content.

The encoder is MiniLM-L6 (Wang et al. 2020), fine-tuned on PolNeAR (Newell et al. 2018) and on passages written for this
project; ``model/card.md`` says how, on what, and how well. Like semantic role labelling (Shi and Lin 2019), a second
network reads the words around each cue again, told which cue is meant: so links come with the spans, and an attribution
inside another's content is found like any other. Both run in 8 bits on a CPU.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from claims_pipeline.claims.tagging.decoding import Span, Tagged
from claims_pipeline.claims.tagging.network import Least, tag_windows
from claims_pipeline.claims.tagging.wordpieces import cut_windows

_AT_ONCE = 16
"""Windows whose vectors are held together: an ordinary page has fewer."""
__all__ = ["Least", "Tagged", "tag_lines"]


def tag_lines(text: str, lines: Iterable[Span], least: Least, named: Iterable[Span] = ()) -> Iterator[Tagged]:
    """Yield the attributions in the lines of a page (start and end characters) whose cues are probable enough.

    ``named`` are the cues that another reader found (characters too). Cost is linear in the text. Raises nothing on
    any text.
    """
    told = {at for start, end in named for at in range(start, end)}
    windows = cut_windows(text, lines)
    while some := list(islice(windows, _AT_ONCE)):
        yield from tag_windows(some, least, told)
