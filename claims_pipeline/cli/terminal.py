"""Text from pages on a terminal: control characters must not move the cursor or change colours."""

from __future__ import annotations

import re
from typing import IO

from rich.console import Console

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def console(stream: IO[str] | None = None) -> Console:
    """Print without markup or emoji codes: brackets in a page are brackets."""
    return Console(file=stream, markup=False, emoji=False, highlight=False, soft_wrap=True)


def safe(text: str) -> str:
    r"""Show control and direction characters instead of obeying them; keeps tabs and line ends, and the length.

    >>> safe("\x1b[31mred")
    '�[31mred'
    """
    return _CONTROL.sub("�", text)
