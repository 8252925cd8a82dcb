"""The sources that a person names in one YAML file: read, checked, and told in words where it is wrong.

sources:
  - {name: river-radio, kind: feed, url: https://river.example/rss.xml, outlet: River Radio}
  - {name: herald, kind: sitemap, url: https://herald.example/news.xml, days: 2}
  - {name: ministry, kind: pages, urls: [https://mod.example/news]}
  - {name: dropped, kind: folder, path: /srv/dropped}
  - {name: cc-news, kind: warc, paths: [/srv/cc-news/*.warc.gz], hosts: [herald.example]}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

MAX_FILE_BYTES = 5_000_000


class SourcesError(Exception):
    """The file of sources cannot be used; the message says what is wrong and where."""


def _web_address(text: str) -> str:
    try:
        parts = parse_url(text)
    except LocationParseError:
        raise ValueError("is no web address") from None
    if parts.scheme not in ("http", "https") or not parts.host:
        raise ValueError("must be an address that begins with http:// or https://")
    if parts.auth:
        raise ValueError("must not hold a user or a password")
    return text


Address = Annotated[str, AfterValidator(_web_address)]


class _Source(BaseModel):
    """What all sources have."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$", description="Names the source's files: a-z, 0-9, - and _.")
    outlet: str | None = Field(None, min_length=1, max_length=200, description="Outlet of its pages, if it is one.")
    max_pages: int | None = Field(None, ge=1, description="Pages of one run; the setting of that name, if not given.")


class _Fetched(_Source):
    """What sources on the web have."""

    interval_s: float | None = Field(None, ge=0, description="Least time between two requests to one of its hosts.")
    private_hosts: tuple[str, ...] = Field(
        (), description="Hosts (as in the addresses) that may have a private address; no other ever is asked at one."
    )


class Feed(_Fetched):
    """An RSS or Atom feed: the page of each entry is fetched."""

    kind: Literal["feed"]
    url: Address


class Sitemap(_Fetched):
    """A sitemap, or an index of sitemaps: each page that it lists is fetched, if it is recent enough."""

    kind: Literal["sitemap"]
    url: Address
    days: int | None = Field(
        7, ge=1, description="Older pages are left out; null takes all. Pages without a date stay."
    )


class PageList(_Fetched):
    """Pages that are looked at in every run, and kept when they have changed."""

    kind: Literal["pages"]
    urls: tuple[Address, ...] = Field(min_length=1)


class Folder(_Source):
    """A folder that somebody fills with pages, in any form that the landing folder takes."""

    kind: Literal["folder"]
    path: Path


class Warc(_Source):
    """WARC files: the pages in them, of some hosts or all."""

    kind: Literal["warc"]
    paths: tuple[str, ...] = Field(min_length=1, description="Files; * and ** stand for any part of a name.")
    hosts: tuple[str, ...] = Field((), description="Only pages of these hosts and of those below them; none: all.")


Source = Annotated[Feed | Sitemap | PageList | Folder | Warc, Field(discriminator="kind")]
Web = Feed | Sitemap | PageList
_ONE: TypeAdapter[Any] = TypeAdapter(Source)


def load_sources(path: Path) -> list[Feed | Sitemap | PageList | Folder | Warc]:
    """Read the file of sources; paths in it count from its folder.

    Raises:
        SourcesError: it cannot be read, is no YAML, or a source is wrong; all that is wrong is told at once.
    """
    try:
        text = path.read_bytes()[: MAX_FILE_BYTES + 1]
        if len(text) > MAX_FILE_BYTES:
            raise SourcesError(f"{path} is larger than {MAX_FILE_BYTES:,} bytes.")
        given = yaml.safe_load(text)
    except OSError as error:
        raise SourcesError(f"{path} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise SourcesError(f"{path} is no YAML: {' '.join(str(error).split())}.") from None
    listed = given.get("sources") if isinstance(given, dict) and set(given) == {"sources"} else None
    if not isinstance(listed, list) or not listed:
        raise SourcesError(f"{path} must be one list under `sources:`, and nothing else.")
    found, wrong = [], []
    for number, entry in enumerate(listed, 1):
        try:
            found.append(_from_folder(_ONE.validate_python(entry), path.parent))
        except ValidationError as error:
            wrong += [f"{_title(number, entry)}: {problem}" for problem in _problems(error)]
    twice = [name for name, n in Counter(source.name for source in found).items() if n > 1]
    wrong += [f"two sources are called {name}" for name in twice]
    if wrong:
        raise SourcesError(f"{path}: {'; '.join(wrong)}.")
    return found


def _from_folder(source: Any, folder: Path) -> Any:
    if isinstance(source, Folder):
        return source.model_copy(update={"path": folder / source.path})
    if isinstance(source, Warc):
        return source.model_copy(update={"paths": tuple(str(folder / path) for path in source.paths)})
    return source


def _title(number: int, entry: object) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return f"source {number}{f' ({name})' if isinstance(name, str) else ''}"


def _problems(error: ValidationError) -> Iterable[str]:
    for problem in error.errors(include_url=False, include_input=False):
        where = ".".join(
            str(part) for part in problem["loc"] if part not in ("feed", "sitemap", "pages", "folder", "warc")
        )
        yield f"{where}: {problem['msg'].removeprefix('Value error, ')}" if where else problem["msg"]
