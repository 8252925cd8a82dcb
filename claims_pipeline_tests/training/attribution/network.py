"""The networks in PyTorch: an encoder that finds cues, and a tagger of what belongs to one cue."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from claims_pipeline.claims.tagging.network import DISTANCES
from claims_pipeline.claims.tagging.wordpieces import N_CASES

PIECES, POSITIONS, HIDDEN, LAYERS, HEADS = 30_522, 512, 384, 6, 12
"""The shape of MiniLM-L6."""
KEPT_LAYERS = (0, 1, 2, 3)
"""Layers of the trained encoder with which the shipped one begins: two thirds of the time."""
NARROW, NARROW_LAYERS, NARROW_HEADS = 128, 2, 4
"""The shape of the tagger: it reads a word once for every cue nearby, so it is kept small."""
N_LABELS = 3
DROPOUT = 0.1
_NEVER = -1e4
_PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "joined": "attention.output.dense",
    "first_norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "back": "output.dense",
    "second_norm": "output.LayerNorm",
}
"""Parts of a layer → their names in the file of the pre-trained encoder."""


class Dropout(nn.Module):
    """Dropout from a pool of random numbers: drawing fresh ones takes a quarter of a training step on a CPU."""

    _pool: Tensor | None = None

    def forward(self, values: Tensor) -> Tensor:
        """Return values with a tenth of them at 0, the others scaled up to keep their mean."""
        if not self.training:
            return values
        if Dropout._pool is None:
            Dropout._pool = ((torch.rand(1 << 25) >= DROPOUT) / (1 - DROPOUT)).bfloat16()
        size = values.numel()
        start = int(torch.randint(0, len(Dropout._pool) - size, (1,)))
        return values * Dropout._pool[start : start + size].view(values.shape).to(values.dtype)


class Layer(nn.Module):
    """A transformer layer (Vaswani et al. 2017), normalised after each half as in BERT."""

    def __init__(self, size: int, heads: int, width: int, activation: Callable[[Tensor], Tensor] = F.gelu) -> None:
        super().__init__()
        self.heads, self.activation = heads, activation
        self.query, self.key, self.value, self.joined = (nn.Linear(size, size) for _ in range(4))
        self.wide, self.back = nn.Linear(size, width), nn.Linear(width, size)
        self.first_norm, self.second_norm = nn.LayerNorm(size, eps=1e-12), nn.LayerNorm(size, eps=1e-12)
        self.dropout = Dropout()

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """Return the next layer's input; ``bias`` is added to the attention, very low for what must not be seen."""
        query, key, value = (self._split(part(x)) for part in (self.query, self.key, self.value))
        attention = (query * query.shape[-1] ** -0.5) @ key.transpose(2, 3)
        if bias is not None:
            attention = attention + bias.to(attention.dtype)
        seen = (torch.softmax(attention, -1, dtype=attention.dtype) @ value).transpose(1, 2).reshape(x.shape)
        x = self.first_norm(x + self.dropout(self.joined(seen)))
        return self.second_norm(x + self.dropout(self.back(self.activation(self.wide(x)))))

    def _split(self, x: Tensor) -> Tensor:
        rows, length, size = x.shape
        return x.view(rows, length, self.heads, size // self.heads).transpose(1, 2)


class Encoder(nn.Module):
    """Pieces → what each word means where it stands, and whether it is part of a cue."""

    def __init__(self, n_layers: int = LAYERS, activation: Callable[[Tensor], Tensor] = F.gelu) -> None:
        super().__init__()
        self.pieces, self.positions = nn.Embedding(PIECES, HIDDEN), nn.Embedding(POSITIONS, HIDDEN)
        self.segment = nn.Parameter(torch.zeros(HIDDEN))
        self.cases, self.quotes = nn.Embedding(N_CASES, HIDDEN), nn.Embedding(2, HIDDEN)
        nn.init.normal_(self.cases.weight, 0, 0.01)
        nn.init.normal_(self.quotes.weight, 0, 0.01)
        self.norm, self.dropout = nn.LayerNorm(HIDDEN, eps=1e-12), Dropout()
        self.layers = nn.ModuleList(Layer(HIDDEN, HEADS, 4 * HIDDEN, activation) for _ in range(n_layers))
        self.cue, self.roles = nn.Linear(HIDDEN, N_LABELS), nn.Linear(HIDDEN, 2)

    def forward(self, ids: Tensor, cases: Tensor, quotes: Tensor, first: Tensor, bias: Tensor | None) -> Tensor:
        """Return a vector a word: windows × words × ``HIDDEN``."""
        x = self.pieces(ids) + self.positions.weight[: ids.shape[1]] + self.segment
        x = self.dropout(self.norm(x + self.cases(cases) + self.quotes(quotes)))
        for layer in self.layers:
            x = layer(x, bias)
        return x.gather(1, first[..., None].expand(-1, -1, HIDDEN))

    def load(self, path: Path) -> None:
        """Take the weights of the pre-trained encoder."""
        weights = read_safetensors(path)
        embeddings = "embeddings.{}.weight".format
        self.pieces.weight.data = weights[embeddings("word_embeddings")]
        self.positions.weight.data = weights[embeddings("position_embeddings")]
        self.segment.data = weights[embeddings("token_type_embeddings")][0]
        _take(self.norm, weights, "embeddings.LayerNorm")
        for number, layer in enumerate(self.layers):
            for part, name in _PARTS.items():
                _take(getattr(layer, part), weights, f"encoder.layer.{number}.{name}")


class Arguments(nn.Module):
    """The words around a cue → which are its source, which its content."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.cue = nn.Linear(HIDDEN, NARROW), nn.Linear(HIDDEN, NARROW)
        self.distances, self.in_cue = nn.Embedding(len(DISTANCES) + 1, NARROW), nn.Embedding(2, NARROW)
        nn.init.normal_(self.distances.weight, 0, 0.05)
        nn.init.normal_(self.in_cue.weight, 0, 0.05)
        self.norm = nn.LayerNorm(NARROW)
        self.layers = nn.ModuleList(Layer(NARROW, NARROW_HEADS, 2 * NARROW) for _ in range(NARROW_LAYERS))
        self.label = nn.Linear(NARROW, N_LABELS)
        self.start = nn.Parameter(torch.zeros(N_LABELS))
        self.transitions = nn.Parameter(torch.zeros(N_LABELS, N_LABELS))

    def forward(self, words: Tensor, cue: Tensor, in_cue: Tensor, distances: Tensor, mask: Tensor) -> Tensor:
        """Return the scores of each word's labels; ``words`` and ``cue`` are narrow already."""
        x = self.norm(words + cue[:, None] + self.distances(distances) + self.in_cue(in_cue))
        bias = attention_bias(mask)
        for layer in self.layers:
            x = layer(x, bias)
        return self.label(x)

    def loss(self, emissions: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """Return the mean negative log-likelihood of the labels in a conditional random field (Lafferty 2001)."""
        emissions = emissions.float()
        score = emissions[:, 0] + self.start
        told = emissions.gather(2, labels[..., None])[..., 0]
        gold = told[:, 0] + self.start[labels[:, 0]]
        for at in range(1, emissions.shape[1]):
            here = mask[:, at]
            following = torch.logsumexp(score[:, :, None] + self.transitions, 1) + emissions[:, at]
            score = torch.where(here[:, None], following, score)
            step = told[:, at] + self.transitions[labels[:, at - 1], labels[:, at]]
            gold = gold + torch.where(here, step, torch.zeros_like(step))
        return (torch.logsumexp(score, 1) - gold).mean()


class Networks(nn.Module):
    """Both networks, trained together."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder, self.arguments = encoder, Arguments()

    def shallower(self) -> Networks:
        """Return networks with some of these layers, and a ramp for a curve, that are to be trained further.

        Layers of a network that has learned its task can be left out at little cost (Sajjad et al. 2023).
        """
        networks = Networks(Encoder(len(KEPT_LAYERS), F.relu))
        kept = {f"encoder.layers.{number}.": f"encoder.layers.{at}." for at, number in enumerate(KEPT_LAYERS)}
        weights = {}
        for name, value in self.state_dict().items():
            layer = name[: len("encoder.layers.0.")] if name.startswith("encoder.layers.") else ""
            if not layer or layer in kept:
                weights[kept.get(layer, "") + name[len(layer) :]] = value
        networks.load_state_dict(weights)
        return networks


def attention_bias(mask: Tensor) -> Tensor:
    """Return what hides the padding of rows × words from attention."""
    return torch.where(mask, 0.0, _NEVER)[:, None, None, :]


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """Read a file of safetensors: a header of JSON, then numbers; nothing in it can run."""
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    kinds = {"F32": np.float32, "I64": np.int64}
    tensors = {}
    for name, told in json.loads(data[8 : 8 + size]).items():
        if name != "__metadata__":
            start, end = (8 + size + offset for offset in told["data_offsets"])
            values = np.frombuffer(data[start:end], kinds[told["dtype"]]).reshape(told["shape"])
            tensors[name] = torch.from_numpy(values.copy())
    return tensors


def _take(module: nn.Module, weights: dict[str, Tensor], name: str) -> None:
    module.weight.data, module.bias.data = weights[f"{name}.weight"], weights[f"{name}.bias"]
