"""Train the line classifier, and say by cross-validation how good it is: ``make train``.

    python -m claims_pipeline_tests.training.train FOLDER SCORER [text|html ...]

FOLDER holds pages with the true text of their articles (``corpus.load_corpus``), SCORER is the benchmark's
``score_text.py``. Written are ``text.npz`` and ``html.npz`` in ``claims_pipeline/articles/model/``, and
``claims_pipeline_tests/evaluation/cross_validation.json``: the figures of pages whose whole site was left out of
training (five folds), with the rules of ``labels.judge`` on top as in the pipeline.

Each part is taught with verdicts of the parts before it on pages that those had not seen; at the end each is trained
on all pages.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

from claims_pipeline import articles
from claims_pipeline.articles import naming, wording
from claims_pipeline.articles.alphabet import Array
from claims_pipeline.articles.features import Spoken, evidence
from claims_pipeline.articles.line_model import HASHED, STAGES, matrix
from claims_pipeline.articles.second_look import second_features
from claims_pipeline.articles.surroundings import Features
from claims_pipeline.articles.trees import logistic
from claims_pipeline_tests.evaluation.article_texts import CROSS_VALIDATION
from claims_pipeline_tests.training.corpus import FORMS, N_FOLDS, Corpus, load_corpus
from claims_pipeline_tests.training.figures import cross_validated

MODEL = Path(articles.__file__).parent / "model"
_ALPHA = {"words": 3e-6, "names": 1e-5}
_DEPTH = 6
_TREES = {
    "depth": _DEPTH, "l2_leaf_reg": 5, "border_count": 64, "rsm": 0.3, "bootstrap_type": "Bernoulli", "subsample": 0.7,
    "boosting_type": "Plain", "leaf_estimation_iterations": 1, "random_seed": 1, "thread_count": 1, "verbose": False,
    "allow_writing_files": False,
}  # fmt: skip
_SPEEDS = {"first": {"iterations": 400, "learning_rate": 0.1}, "second": {"iterations": 250, "learning_rate": 0.08}}


def train(corpus: Corpus, form: str, scorer: Path) -> dict[str, float]:
    """Train all parts, write the model, and return the figures of cross-validation."""
    everything = np.ones(len(corpus.truth), bool)
    arrays: dict[str, Any] = {}
    spoken = {kind: np.zeros(len(corpus.truth)) for kind in HASHED}
    for kind, bags in _bags(corpus).items():
        fit = partial(_fit_hashed, corpus, kind, bags)
        spoken[kind] = _unseen(corpus, fit, lambda model, on, bags=bags: model.decision_function(bags[on]))
        arrays |= _hashed_arrays(kind, fit(everything))
    found = evidence(corpus.given, Spoken(*spoken.values()))
    features: Features = found.features
    told: dict[str, float] = {}
    for stage in STAGES:
        rows = matrix(features, list(features))
        fit_trees = partial(_fit_trees, stage, rows, corpus)
        odds = _unseen(corpus, fit_trees, lambda m, on, rows=rows: m.predict(rows.T[on], "RawFormulaVal"))
        arrays |= _tree_arrays(stage, fit_trees(everything), list(features))
        told = cross_validated(corpus, form, logistic(odds), scorer)
        print(form, stage, json.dumps(told), flush=True)
        features = second_features(odds, corpus.given.pages, found.n_words, found.groups) | found.features
    np.savez_compressed(MODEL / f"{form}.npz", **arrays)
    return told


def _bags(corpus: Corpus) -> dict[str, Any]:
    """Return the hashed features of all lines, each line's scaled to length one."""
    rows, columns = map(np.concatenate, zip(*wording.word_buckets(corpus.given.lines), strict=True))
    bags = {"words": _scaled(rows, columns, len(corpus.truth), wording.N_BUCKETS)}
    if corpus.given.markup is not None:
        buckets = [naming.name_buckets(context) for context in corpus.given.markup.context]
        rows = np.repeat(np.arange(len(buckets)), [len(line) for line in buckets])
        columns = np.array([bucket for line in buckets for bucket in line], np.int64)
        bags["names"] = _scaled(rows, columns, len(corpus.truth), naming.N_BUCKETS)
    return bags


def _scaled(rows: Array, columns: Array, n_rows: int, n_columns: int) -> Any:
    size = np.sqrt(np.maximum(np.bincount(rows, minlength=n_rows), 1))
    return csr_matrix(((1 / size)[rows].astype(np.float32), (rows, columns)), shape=(n_rows, n_columns))


def _fit_hashed(corpus: Corpus, kind: str, bags: Any, wanted: Array) -> SGDClassifier:
    model = SGDClassifier("log_loss", alpha=_ALPHA[kind], max_iter=6, tol=None, random_state=0, average=True)
    return model.fit(bags[wanted], corpus.truth[wanted], sample_weight=np.sqrt(corpus.weight[wanted]))


def _fit_trees(stage: str, rows: Array, corpus: Corpus, wanted: Array) -> CatBoostClassifier:
    model = CatBoostClassifier(**_TREES, **_SPEEDS[stage])
    return model.fit(rows.T[wanted], corpus.truth[wanted], sample_weight=corpus.weight[wanted])


def _unseen(corpus: Corpus, fit: Callable[[Array], Any], judge: Callable[[Any, Array], Array]) -> Array:
    """Return the verdict on each line by a model that saw no page of its fold."""
    verdicts = np.zeros(len(corpus.truth))
    for fold in range(N_FOLDS):
        test = corpus.fold == fold
        verdicts[test] = judge(fit(~test), test)
    return verdicts


def _hashed_arrays(kind: str, model: SGDClassifier) -> dict[str, Any]:
    weights = model.coef_[0]
    scale = np.abs(weights).max() / 127
    small = np.round(weights / scale).astype(np.int8)
    return {f"{kind}_weight": small, f"{kind}_scale": np.float32(scale), f"{kind}_bias": model.intercept_[0]}


def _tree_arrays(stage: str, model: CatBoostClassifier, names: list[str]) -> dict[str, Any]:
    """Return the trees as arrays; where a tree is shallower than the others, all answer no."""
    told = _as_json(model)
    trees = told["oblivious_trees"]
    splits = [[(split["float_feature_index"], split["border"]) for split in tree["splits"]] for tree in trees]
    used = sorted({feature for tree in splits for feature, _ in tree})
    place = {feature: number for number, feature in enumerate(used)}
    padded = [tree + [(used[0], np.inf)] * (_DEPTH - len(tree)) for tree in splits]
    leaves = [tree["leaf_values"] + [0.0] * (2**_DEPTH - len(tree["leaf_values"])) for tree in trees]
    scale, (bias,) = told["scale_and_bias"]
    return {
        f"{stage}_feature": np.array([[place[feature] for feature, _ in tree] for tree in padded], np.int32),
        f"{stage}_border": np.array([[border for _, border in tree] for tree in padded], np.float32),
        f"{stage}_leaf": np.array(leaves, np.float32) * np.float32(scale),
        f"{stage}_bias": bias,
        f"{stage}_names": np.array([names[feature] for feature in used]),
    }


def _as_json(model: CatBoostClassifier) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trees.json"
        model.save_model(str(path), format="json")
        return dict(json.loads(path.read_text("utf-8")))


def main() -> None:
    """Train on the command line's folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("forms", nargs="*", default=list(FORMS))
    asked = parser.parse_args()
    for form in asked.forms:
        started = time.process_time()
        figures = train(load_corpus(asked.folder, form), form, asked.scorer)
        print(form, f"{time.process_time() - started:.0f} CPU seconds", flush=True)
        told = json.loads(CROSS_VALIDATION.read_text("utf-8")) if CROSS_VALIDATION.exists() else {}
        CROSS_VALIDATION.write_text(json.dumps(dict(sorted((told | figures).items())), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
