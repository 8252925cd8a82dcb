"""Every knob of the pipeline, once: default, range and reason.

Set one by environment variable: ``CLAIMS_PIPELINE_`` + section + ``__`` + knob, for example
``CLAIMS_PIPELINE_PAGES__MAX_BYTES=1000000``. Stages receive their section; nothing else reads the environment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Track = Callable[[Iterable[Any]], Iterable[Any]]
"""What a stage passes its pages through, one by one, so that a caller can show progress; ``iter`` shows none."""


class PagesSettings(BaseModel):
    """Limits on hostile pages."""

    max_bytes: int = Field(25_000_000, gt=0, description="A larger page, after decompression, is rejected: bytes.")
    max_markup_chars: int = Field(
        10_000_000,
        gt=0,
        description="A larger HTML page is read without its scripts; still larger, it is rejected: characters.",
    )
    max_container_bytes: int = Field(
        500_000_000, gt=0, description="A larger file of many pages, after decompression, is read up to here: bytes."
    )
    max_records: int = Field(100_000, gt=0, description="Records read from one container file; the rest is rejected.")
    max_depth: int = Field(
        255,
        gt=0,
        le=255,
        description="Nesting of HTML elements that an XPath tells; deeper text is kept, under the element there.",
    )
    max_elements: int = Field(120_000, gt=0, description="HTML elements of one page; a page with more is rejected.")
    max_blocks: int = Field(50_000, gt=0, description="Blocks of one page; a page with more is rejected.")
    max_text_chars: int = Field(
        1_000_000, gt=0, description="A page with more text, longer than a long novel, is rejected: characters."
    )
    max_binary_share: float = Field(
        0.05, ge=0, le=1, description="Share of control and replacement characters above which a page is binary."
    )


class ArticlesSettings(BaseModel):
    """How blocks are judged."""

    min_language_words: int = Field(20, ge=1, description="Words below which no language is told.")


class StoriesSettings(BaseModel):
    """When two pages share text."""

    min_words: int = Field(8, ge=1, description="Words below which equal texts are no evidence of copying.")
    min_seeds: float = Field(
        0.8, ge=0, description="Shared seeds (chosen shingles) of the rarest kind from which two texts are compared."
    )
    max_frequency: int = Field(50, ge=2, description="A shingle in more texts pairs each with its neighbours only.")
    neighbours: int = Field(4, ge=1, description="Texts that a frequent shingle pairs each text with.")
    corpus_floor: int = Field(1_000, ge=2, description="Rarity is reckoned as if there were at least this many texts.")
    furniture_pages: int = Field(3, ge=2, description="Texts of one outlet that make what they share its furniture.")
    version_share: float = Field(
        0.5, gt=0, le=1, description="Share of shingles in common that makes two pages of an outlet one for furniture."
    )
    carried_text_share: float = Field(
        0.3, gt=0, le=1, description="The same for pages of two outlets: they carry one text, which stays rare."
    )
    max_counted: int = Field(10, ge=2, description="Pages that carry one text count so many times for rarity at most.")
    reprint_seed_share: float = Field(
        0.8, gt=0, le=1, description="The same from which pages of two outlets are one story without further ado."
    )
    min_run: int = Field(6, ge=5, description="Words of the shortest shared passage that is listed.")
    min_rare: float = Field(
        8,
        ge=0,
        description="Three-word shingles of the rarest kind, outside furniture, that a listed pair shares at least.",
    )
    quote_weight: float = Field(
        0.5, ge=0, le=1, description="Weight of words in quotation marks, against 1 for the outlet's own prose."
    )
    copy_cosine: float = Field(0.2, gt=0, le=1, description="Rarity-weighted cosine from which a text is a copy.")
    revised_cosine: float = Field(0.85, gt=0, le=1, description="Cosine from which a copy is the same text revised.")
    stock_paragraphs: int = Field(2, ge=0, description="Paragraphs that two stories may share as background.")
    stock_gap_days: int = Field(3, ge=1, description="Days apart from which so little is background, not a copy.")
    series_gap_days: int = Field(
        5, ge=0, description="Days apart from which two pages of one outlet are no versions of one text."
    )
    reprint_share: float = Field(
        0.8, gt=0, le=1, description="Share of one in the other from which such pages are one text printed again."
    )
    rewrite_quotes: int = Field(2, ge=1, description="Shared long quotes that make a rewrite.")
    rewrite_quote_words: int = Field(15, ge=8, description="Words of a long quote.")
    rewrite_quote_share: float = Field(
        0.5, gt=0, le=1, description="Share of the quoted words of either text that the shared long quotes make up."
    )
    rewrite_strength: float = Field(
        0.6, ge=0, le=1, description="Cosine that a rewrite counts as in a story: other copies may lack a quote."
    )
    rewrite_gap_days: int = Field(3, ge=0, description="Rewrites are published at most this far apart: days.")
    rewrite_topic: float = Field(
        0.2, ge=0, le=1, description="Cosine of the words of a text and of its rewrite, at least."
    )
    retelling_cosine: float = Field(
        0.18, ge=0, le=1, description="Cosine of the words of two stories from which one may retell the other."
    )
    retelling_margin: float = Field(
        1.4, ge=1, description="How much nearer than any other story of those days a retelling is."
    )
    retelling_min_words: int = Field(60, ge=1, description="Words of a text that may retell another.")
    retelling_gap_days: int = Field(3, ge=0, description="Retellings are published at most this far apart: days.")
    retelling_max_texts: int = Field(
        12, ge=2, description="A word in more stories does not suggest that two of them tell the same."
    )
    carried_share: float = Field(0.5, gt=0, le=1, description="Share of a story's text that a round-up carries.")
    max_listed: int = Field(100, ge=1, description="Pairs listed of two texts that many pages carry word for word.")


class EndpointSettings(BaseModel):
    """Whether a language model reads pages too, where it is, and what it may cost. Off without ``url``."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    url: str | None = Field(
        None,
        pattern=r"^https?://[^\s@?#]+$",
        description="Base of an OpenAI-compatible API, such as http://localhost:8000/v1; none: no endpoint is asked.",
    )
    model: str = Field("", max_length=200, description="Name of the model, as the endpoint spells it.")
    api_key: SecretStr | None = Field(None, description="Sent as bearer token; never written anywhere.")
    temperature: float | None = Field(
        0, ge=0, le=2, description="0 makes answers repeatable; none leaves it out, for models that refuse it."
    )
    probability: float = Field(
        0.9, ge=0, le=1, description="What an attribution by the endpoint counts in the vote: models tell none."
    )
    connect_seconds: float = Field(5, gt=0, le=60, description="How long a connection may take: seconds.")
    timeout_seconds: float = Field(
        120, gt=0, le=3_600, description="How long one try may take from name look-up to last byte: seconds."
    )
    max_retries: int = Field(2, ge=0, le=10, description="Tries after the first, where another may help.")
    backoff_seconds: float = Field(
        1, ge=0, le=60, description="Longest wait before the second try; it doubles with each further one: seconds."
    )
    max_wait_seconds: float = Field(
        30, ge=0, le=600, description="Longest wait before any try; an endpoint that asks for more is left: seconds."
    )
    max_requests: int = Field(
        1_000, ge=0, description="Requests of one run, retries included; pages after that get no answer."
    )
    max_run_seconds: float = Field(
        3_600, ge=0, description="The same of the time spent on requests and waits: seconds."
    )
    max_page_chars: int = Field(60_000, gt=0, description="A page with more text is not sent: characters.")
    max_response_bytes: int = Field(
        2_000_000, gt=0, description="A longer response is dropped while it arrives: bytes."
    )


class ClaimsSettings(BaseModel):
    """How attributed statements are found."""

    max_sentence_chars: int = Field(
        1_500, gt=0, description="A longer sentence is cut: its claims are compared with each other."
    )
    min_probability: float = Field(
        0.6, ge=0, le=1, description="Least probability of a cue that the network alone names."
    )
    min_probability_nested: float = Field(
        0.4, ge=0, le=1, description="The same of a cue that is quoted or stands inside the content of another claim."
    )
    min_probability_with_grammar: float = Field(
        0.2, ge=0, le=1, description="The same of a cue that the grammar names too."
    )
    min_confidence: float = Field(
        0.45, ge=0, le=1, description="Least confidence in a claim, but for those that claim, deny or concede."
    )
    endpoint: EndpointSettings = EndpointSettings()


class PlacesSettings(BaseModel):
    """How place names are resolved."""

    country_packs: tuple[str, ...] = Field((), description="Country packs to load; empty loads all that are shipped.")
    min_probability: float = Field(
        0.6,
        ge=0,
        le=1,
        description="Below it a mention rolls up to a region that is certain enough, or stays ambiguous.",
    )


class PropositionsSettings(BaseModel):
    """When two claims are about one statement."""

    max_gap_days: int = Field(
        120, ge=0, description="Claims on one place and event further apart than this start a new proposition: days."
    )
    happening_days: int = Field(
        3,
        ge=0,
        description="A happening (strike, meeting, exchange) told of this long after its first day is the same: days.",
    )
    voice_window_days: int = Field(1, ge=0, description="Statements of one speaker this close are one voice: days.")


class IngestSettings(BaseModel):
    """How pages are fetched: politely, and within limits."""

    user_agent: str = Field(
        "claims-pipeline/0.1 (+https://example.org/your-contact)",
        min_length=1,
        max_length=200,
        pattern=r"^[\x20-\x7e]+$",
        description="Who asks; its first word is matched against robots.txt. Put your contact into it.",
    )
    host_interval_s: float = Field(1.0, ge=0, le=600, description="Least time between two requests to a host: seconds.")
    max_crawl_delay_s: float = Field(
        30.0, ge=0, le=600, description="A host whose robots.txt asks for more between requests is left out: seconds."
    )
    connect_s: float = Field(10, gt=0, le=60, description="How long a connection may take: seconds.")
    silence_s: float = Field(20, gt=0, le=600, description="How long a server may send nothing: seconds.")
    total_s: float = Field(60, gt=0, le=3_600, description="How long one response may take, name look-up included.")
    max_bytes: int = Field(10_000_000, gt=0, description="A larger page, as sent or decompressed, is left: bytes.")
    max_list_bytes: int = Field(
        50_000_000, gt=0, description="A larger feed or sitemap, as sent or decompressed, is left: bytes."
    )
    max_redirects: int = Field(5, ge=0, le=20, description="Redirects followed for one page.")
    max_retries: int = Field(2, ge=0, le=10, description="Tries after the first, where another may help.")
    backoff_s: float = Field(
        2, ge=0, le=60, description="Longest wait before the second try; doubles with each further one: seconds."
    )
    max_wait_s: float = Field(60, ge=0, le=3_600, description="A server that asks to wait longer is left: seconds.")
    max_failures: int = Field(5, ge=1, description="Runs in which a page of a feed may fail before it is given up.")
    max_pages: int = Field(1_000, ge=1, description="Pages fetched from one source in one run; the rest waits.")
    max_sitemaps: int = Field(50, ge=1, description="Sitemaps read below one sitemap index.")
    pages_a_file: int = Field(500, ge=1, description="Pages of one WARC file; a kill loses those of an unfinished one.")
    sources_at_once: int = Field(8, ge=1, le=64, description="Sources fetched side by side; a host is asked by one.")


class DailySettings(BaseModel):
    """How the daily run looks after itself."""

    automatic: bool = Field(
        False, description="Whether schedules and sensors start by themselves; if not, they are started in the UI."
    )
    catch_up_days: int = Field(
        7, ge=0, description="Days back for which a day that was missed, or a late file, is run without being asked."
    )
    look_every_s: int = Field(
        300,
        ge=5,
        description="How often such days, and runs whose process is gone, are looked for: seconds.",
    )
    max_days_a_run: int = Field(31, ge=1, description="Days that one run of a backfill takes.")
    workers: int = Field(0, ge=0, le=256, description="Processes that read claims side by side; 0: one a core.")
    pages_a_worker: int = Field(50, ge=1, description="Pages below which a further process costs more than it saves.")
    webhook: SecretStr | None = Field(
        None, description="Address that is told of a failed run, as JSON by POST; never written anywhere."
    )


class WarehouseSettings(BaseModel):
    """How the ledger is published."""

    keep_snapshots: int = Field(5, ge=1, description="Published snapshots kept, the current one included.")
    catalog: str | None = Field(
        None,
        pattern=r"^[a-z]+:",
        description="DuckLake catalog of a store that several machines share, such as `postgres:dbname=claims host=db` "
        "(password in PGPASSWORD); none: the store is a file of the home.",
    )
    data_path: Path | None = Field(
        None, description="Folder of that store's Parquet files, which every machine sees; needed when it is made."
    )
    memory_mb: int = Field(
        2_048, ge=256, description="Memory for building views, in MiB; what does not fit goes to disk."
    )
    lock_timeout_s: float = Field(
        60, ge=0, description="How long a run waits for another run on the same home: seconds."
    )


class Settings(BaseSettings):
    """All sections, and where things are."""

    model_config = SettingsConfigDict(
        env_prefix="CLAIMS_PIPELINE_",
        env_nested_delimiter="__",
        env_parse_none_str="null",
        extra="forbid",
        hide_input_in_errors=True,
    )

    home: Path = Field(Path("data"), description="Folder of the ledger, the report, the store and Dagster's history.")
    source: Path = Field(Path("data/sample"), description="Landing folder that the schedule and the UI read.")
    sources: Path | None = Field(
        None, description="YAML file of the sources that `ingest` fetches into the landing folder; none: nothing is."
    )
    first_day: date = Field(
        date(2000, 1, 1), description="First landing day that can hold pages: an earlier one is taken for a mistake."
    )

    ingest: IngestSettings = IngestSettings()
    pages: PagesSettings = PagesSettings()
    articles: ArticlesSettings = ArticlesSettings()
    stories: StoriesSettings = StoriesSettings()
    claims: ClaimsSettings = ClaimsSettings()
    places: PlacesSettings = PlacesSettings()
    propositions: PropositionsSettings = PropositionsSettings()
    warehouse: WarehouseSettings = WarehouseSettings()
    daily: DailySettings = DailySettings()
