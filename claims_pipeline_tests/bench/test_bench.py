"""What `make bench` prints rests on rules and figures that are right, and it runs where nothing else is."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from claims_pipeline.schemas import TABLES
from claims_pipeline.stories.candidates import components
from claims_pipeline.warehouse import Home, open_store
from claims_pipeline.warehouse.references import REFERENCES, broken_references
from claims_pipeline_tests.bench import publishing
from claims_pipeline_tests.bench import report as report_bench
from claims_pipeline_tests.bench.comparison import compare
from claims_pipeline_tests.bench.copy_costs import pair_f1
from claims_pipeline_tests.bench.copy_peers import PEERS
from claims_pipeline_tests.bench.extractors import OURS
from claims_pipeline_tests.bench.figures import Scored, difference, pool
from claims_pipeline_tests.bench.generated import flattened_page, furnished_page
from claims_pipeline_tests.bench.generated_claims import make_claims, make_pages
from claims_pipeline_tests.bench.generated_copies import make_articles
from claims_pipeline_tests.bench.line_rules import c4_lines, longest_run
from claims_pipeline_tests.bench.places import DICTIONARY, STAGE
from claims_pipeline_tests.evaluation.article_texts import FLAT, HTML
from claims_pipeline_tests.evaluation.metadata import Told, judge
from claims_pipeline_tests.stories.evaluate import count_linked

SENTENCE = "The quarry will open again in the spring, its owner said."


def test_the_longest_run_leaves_out_what_stands_around_it() -> None:
    """Menus before and after go, a short line within goes too, a lone sentence far away is no part of the run."""
    menu = ["Home", "World", "Sport", "Weather", "Video"]
    lines = [SENTENCE, *menu, SENTENCE, "A quiet year", SENTENCE, SENTENCE, *menu]
    assert longest_run("\n".join(lines)).split("\n") == [SENTENCE] * 3


def test_c4_keeps_sentences_wherever_they_stand() -> None:
    lines = ["Home", SENTENCE, "We use cookies, as our privacy policy says.", "Two words.", "No end to this line"]
    assert c4_lines("\n".join(lines)) == SENTENCE


def _rate(true: float, other: float) -> float:
    return true / (true + other) if true + other else 0.0


SCORER: Any = SimpleNamespace(
    precision=lambda true, false, _missed: _rate(true, false),
    recall=lambda true, _false, missed: _rate(true, missed),
    aggregate=lambda shares, right: {
        "f1": sum(true for true, _, _ in shares) / len(shares),
        "precision": 0.0,
        "recall": 0.0,
        "accuracy": sum(right) / len(right),
        "pages_below_0.5": 0,
    },
)
"""The scorer lies with the data; its signature is all that is needed here."""


def _scored(*found: float) -> Scored:
    shares = {str(page): (true, (1 - true) / 2, (1 - true) / 2) for page, true in enumerate(found)}
    return Scored(sum(found) / len(found), 0, 0, 0, 0, shares, dict.fromkeys(shares, 0.0))


def test_an_extractor_differs_from_itself_by_nothing() -> None:
    ours = _scored(0.9, 0.5, 0.7, 0.2)
    assert difference(SCORER, ours, ours) == (0, 0, 0)


def test_a_gain_on_every_page_is_sure_and_one_on_a_single_page_is_not() -> None:
    theirs = _scored(*[0.5, 0.6, 0.7, 0.8] * 10)
    assert difference(SCORER, _scored(*[0.6, 0.7, 0.8, 0.9] * 10), theirs)[1] > 0
    low, high = difference(SCORER, _scored(*[0.5, 0.6, 0.7, 0.8] * 9, 0.9, 0.4, 0.7, 0.8), theirs)[1:]
    assert low < 0 < high


def test_pages_of_two_sets_with_equal_ids_stay_two_pages() -> None:
    pooled = pool(SCORER, [_scored(0.4, 0.6), _scored(0.8)])
    assert len(pooled.shares) == 3
    assert pooled.f1 == pytest.approx(0.6)


def test_metadata_are_compared_as_folded_words_and_sets_of_names() -> None:
    truth = {"title": "Quarry opens", "date": "2025-06-07"}
    records = [{"id": "a", "authors": "Ann Lee, Bob Ray", **truth}, {"id": "b", "authors": "", **truth}]
    told = {"a": Told("QUARRY: opens!", "Bob Ray; ann lee", "2025-06-07"), "b": Told("Quarry", "Staff", None)}
    assert judge(records, told) == {"title": 0.5, "authors": 0.5, "day": 0.5, "authors_not_invented": 0.0}


def test_every_page_has_a_text_of_every_extractor_in_both_forms() -> None:
    records = [{"id": str(n), "html": furnished_page(n), "flat_text": flattened_page(n)} for n in range(2)]
    runs = compare(records)
    assert {run.form for run in runs if run.name == OURS} == {HTML, FLAT}
    assert all(list(run.texts) == ["0", "1"] for run in runs)


def test_without_data_and_peers_the_bench_says_so_and_measures_speed(tmp_path: Path) -> None:
    module = "claims_pipeline_tests.bench"
    options = ["--extraction", "--pages", "2", "--shared", str(tmp_path), "--peers", str(tmp_path / "python")]
    told = subprocess.run([sys.executable, "-m", module, *options], capture_output=True, text=True, check=True).stdout
    assert "make peers" in told
    assert "2 generated pages" in told
    assert "no development data" in told


def test_copies_of_copies_are_one_group_and_a_group_is_named_by_its_first_text() -> None:
    assert components(6, [(1, 4), (4, 3), (0, 5)]) == [0, 1, 2, 1, 1, 0]


def test_a_round_up_is_linked_if_it_shares_a_group_with_each_of_its_stories() -> None:
    truth: list[dict[str, Any]] = [{"doc_id": name, "cluster_id": name, "role": "original"} for name in "ab"]
    truth += [{"doc_id": name, "role": "merge", "members": ["a", "b"]} for name in ("both", "one")]
    assert count_linked(truth, {"a": [1], "b": [2], "both": [1, 2], "one": [1]}) == 1


def test_a_fifth_of_the_generated_articles_are_copies_and_they_are_the_same_each_time() -> None:
    articles = make_articles(200)
    assert articles == make_articles(200)
    assert 20 < sum(article.story != number for number, article in enumerate(articles)) < 60


def test_generated_claims_keep_their_schemas_and_are_the_same_each_time() -> None:
    made, again = make_claims(300), make_claims(300)
    for name, frame in (made._asdict() | make_pages(made)).items():
        TABLES[name].schema.validate(frame)
    assert all(one.equals(other) for one, other in zip(made, again, strict=True))


def test_pairs_in_one_group_are_what_counts() -> None:
    assert pair_f1([0, 0, 0, 3], "aaab") == 1
    assert pair_f1([0, 0, 2, 2], "aaaa") == pytest.approx(2 * 2 / (2 + 6))


def test_without_data_and_peers_copies_are_still_found_and_timed(tmp_path: Path) -> None:
    module = "claims_pipeline_tests.bench"
    options = ["--copies", "--documents", "60", "--shared", str(tmp_path), "--peers", str(tmp_path / "python")]
    told = subprocess.run([sys.executable, "-m", module, *options], capture_output=True, text=True, check=True).stdout
    assert "no development data" in told
    assert "60 generated articles" in told
    assert f"\n{OURS}" in told
    assert all((name in told) == bool(find_spec(peer)) for name, (peer, _) in PEERS.items())


def test_without_data_and_peers_places_are_still_found_and_timed(tmp_path: Path) -> None:
    module = "claims_pipeline_tests.bench.places"
    options = [sys.executable, "-m", module, "--shared", str(tmp_path)]
    told = subprocess.run(options, capture_output=True, text=True, check=True).stdout
    assert ("make peers" in told) == (find_spec("spacy") is None)
    assert all(f"\n{reader}" in told for reader in (STAGE, DICTIONARY))


def test_publishing_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On a small ledger: its generated rows obey the references, and every query is timed."""
    publishing.measure(1_000, tmp_path)
    told = capsys.readouterr().out
    assert told.startswith("1,000 claims")
    assert all(query in told for query in publishing.QUERIES)
    with open_store(Home(tmp_path)) as con:
        assert broken_references(con, REFERENCES) == []


def test_building_the_report_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On a small ledger: a page a region, and the largest file of each kind is told."""
    report_bench.measure(1_000, tmp_path)
    told = capsys.readouterr().out
    assert told.startswith("1,000 claims, 27 regions")
    for kind in ("front page", "page of a region", "page of a source", "shard of the index", "shard of claims"):
        assert f"largest {kind}: " in told
