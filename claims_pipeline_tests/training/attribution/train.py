"""Train the networks that find attributions: ``make attribution``.

    python -m claims_pipeline_tests.training.attribution.train ARTICLES ENCODER

ARTICLES is the training part of PolNeAR as ``examples.read_corpus`` reads it, ENCODER the ``model.safetensors`` of
all-MiniLM-L6-v2. Written is all that lies in ``claims_pipeline/claims/tagging/model/`` but the card. The whole encoder
is trained first, then its lower layers alone are trained on: together some two hours of one core.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from claims_pipeline.claims.tagging.network import around, distance_classes
from claims_pipeline.claims.tagging.wordpieces import N_CASES, vocabulary
from claims_pipeline_tests.evaluation.marked import read_passages
from claims_pipeline_tests.training.attribution.examples import Example, examples, read_corpus
from claims_pipeline_tests.training.attribution.export import export
from claims_pipeline_tests.training.attribution.network import Encoder, Networks, attention_bias

ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PASSAGES = Path(__file__).parent / "passages"
SEED = 7
EPOCHS, SHALLOW_EPOCHS = 4.5, 4
"""Passes over the articles and passages with all layers of the encoder, and with those that are kept."""
TIMES_PASSAGES = 3
"""How often a marked passage is read for each time that an article is."""
BATCH_PIECES = 2_048
MAX_CUES = 56
"""Cues of one batch whose arguments are learned; more are drawn by lot."""
ENCODER_RATE, FRESH_RATE, WARM_UP = 1e-4, 5e-4, 0.06
MASKED = 0.03
"""Share of the pieces that are hidden, so that context is learned."""
WEIGHTS = {"cues": 10.0, "arguments": 0.3, "roles": 1.0}
_MASK = "[MASK]"


def main() -> None:
    """Train, and write the networks."""
    parser = argparse.ArgumentParser(description="Train the networks that find attributions.")
    parser.add_argument("articles", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("--share", type=float, default=1.0, help="of the passes, to try the script out")
    told = parser.parse_args()
    if hashlib.sha256(told.encoder.read_bytes()).hexdigest() != ENCODER_SHA256:
        parser.error(f"{told.encoder} is not the encoder that this project knows: its SHA-256 differs")
    export(train(told.articles, told.encoder, told.share))


def train(articles: Path, encoder: Path, share: float = 1.0) -> Networks:
    """Return the trained networks."""
    for seed in (torch.manual_seed, random.seed, np.random.seed):
        seed(SEED)
    torch.set_num_threads(1)
    learned = [one for article in read_corpus(articles) for one in examples(article, marks_nested=False)]
    for path in sorted(PASSAGES.glob("*.txt")):
        for passage in read_passages(path):
            learned += TIMES_PASSAGES * list(examples(passage, marks_nested=True))
    networks = Networks(Encoder())
    networks.encoder.load(encoder)
    _learn(networks, learned, share * EPOCHS)
    networks = networks.shallower()
    _learn(networks, learned, share * SHALLOW_EPOCHS)
    return networks.eval()


def _learn(networks: Networks, learned: list[Example], epochs: float) -> None:
    optimiser = torch.optim.AdamW(_groups(networks), weight_decay=0.01, fused=True)
    steps = int(epochs * sum(1 for _ in _batches(learned)))
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, _rate(steps))
    began, done = time.monotonic(), 0
    while done < steps:
        for batch in _batches(learned):
            losses = _losses(networks, batch)
            optimiser.zero_grad()
            sum(WEIGHTS[name] * loss for name, loss in losses.items()).backward()
            torch.nn.utils.clip_grad_norm_(networks.parameters(), 2.0)
            optimiser.step()
            rates.step()
            done += 1
            if done % 100 == 0:
                told = " ".join(f"{name} {loss.item():.3f}" for name, loss in losses.items())
                print(f"step {done} of {steps}, {time.monotonic() - began:.0f} s: {told}", flush=True)
            if done == steps:
                return


def _groups(networks: Networks) -> list[dict]:
    """Return what was pre-trained, which learns slowly, and what is fresh."""
    fresh = ("arguments.", "encoder.cue.", "encoder.roles.", "encoder.cases.", "encoder.quotes.")
    named = list(networks.named_parameters())
    return [
        {"params": [value for name, value in named if not name.startswith(fresh)], "lr": ENCODER_RATE},
        {"params": [value for name, value in named if name.startswith(fresh)], "lr": FRESH_RATE},
    ]


def _rate(steps: int) -> Callable[[int], float]:
    return lambda done: min(1.0, (done + 1) / (WARM_UP * steps)) * max(0.02, 1 - done / steps)


def _batches(learned: list[Example]) -> Iterator[list[Example]]:
    """Yield all examples in an order of chance, those of like length together."""
    random.shuffle(learned)
    for start in range(0, len(learned), 400):
        chunk = sorted(learned[start : start + 400], key=lambda one: len(one.window.ids))
        batches: list[list[Example]] = [[]]
        for one in chunk:
            if batches[-1] and (len(batches[-1]) + 1) * len(one.window.ids) > BATCH_PIECES:
                batches.append([])
            batches[-1].append(one)
        random.shuffle(batches)
        yield from batches


def _losses(networks: Networks, batch: Sequence[Example]) -> dict[str, Tensor]:
    windows = [one.window for one in batch]
    pieces = _mask([len(window.ids) for window in windows])
    words = _mask([len(window.first) for window in windows])
    ids = _hide(_pad([window.ids for window in windows]), pieces)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        vectors = networks.encoder(
            ids,
            _pad([window.cases for window in windows], N_CASES - 1),
            _pad([window.quotes for window in windows]),
            _pad([window.first for window in windows]),
            attention_bias(pieces),
        )
        cues, roles = networks.encoder.cue(vectors).float(), networks.encoder.roles(vectors).float()
        arguments = _arguments_loss(networks, batch, vectors)
    missed = F.cross_entropy(cues.flatten(0, 1), _pad([one.cues for one in batch]).flatten(), reduction="none")
    weights = _pad([one.weights for one in batch]).flatten()
    wrong = F.binary_cross_entropy_with_logits(roles, _pad([one.roles for one in batch]), reduction="none").mean(-1)
    return {
        "cues": (missed * weights).sum() / weights.sum(),
        "arguments": arguments,
        "roles": (wrong * words).sum() / words.sum(),
    }


def _arguments_loss(networks: Networks, batch: Sequence[Example], vectors: Tensor) -> Tensor:
    rows = [(at, cue, labels) for at, one in enumerate(batch) for cue, labels in one.arguments]
    rows = random.sample(rows, min(len(rows), MAX_CUES))
    if not rows:
        return torch.zeros(())
    near = [around(cue, len(labels)) for _, cue, labels in rows]
    mask = _mask([len(words) for words in near])
    at = torch.tensor([number for number, _, _ in rows])
    in_cue = _pad([np.isin(words, cue).astype(np.int64) for words, (_, cue, _) in zip(near, rows, strict=True)])
    distances = _pad([distance_classes(words, cue) for words, (_, cue, _) in zip(near, rows, strict=True)])
    labels = _pad([labels[words] for words, (_, _, labels) in zip(near, rows, strict=True)])
    tagger = networks.arguments
    around_cue = vectors[at[:, None].expand(mask.shape), _pad(near)]
    weights = in_cue.to(around_cue.dtype)[..., None]
    cue = (around_cue * weights).sum(1) / weights.sum(1).clamp(min=1)
    emissions = tagger(tagger.word(around_cue), tagger.cue(cue), in_cue, distances, mask)
    return tagger.loss(emissions, labels, mask)


def _hide(ids: Tensor, mask: Tensor) -> Tensor:
    known = vocabulary()
    hidden = (torch.rand(ids.shape) < MASKED) & mask & (ids != known["[CLS]"]) & (ids != known["[SEP]"])
    return torch.where(hidden, torch.full_like(ids, known[_MASK]), ids)


def _pad(rows: Sequence[np.ndarray], filler: int = 0) -> Tensor:
    width = max(map(len, rows))
    padded = np.full((len(rows), width, *rows[0].shape[1:]), filler, rows[0].dtype)
    for row, values in zip(padded, rows, strict=True):
        row[: len(values)] = values
    return torch.from_numpy(padded)


def _mask(lengths: Sequence[int]) -> Tensor:
    return torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]


if __name__ == "__main__":
    main()
