"""Trained networks → the files of ``claims_pipeline/claims/tagging/model``: ONNX, in 8 bits."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from claims_pipeline.claims import tagging
from claims_pipeline_tests.training.attribution.network import NARROW, Networks

MODEL = Path(tagging.__file__).parent / "model"
_OPSET = 17


class _EncoderDoor(nn.Module):
    """The encoder as the pipeline calls it: what the tagger needs of each word is made once a word, not once a cue."""

    def __init__(self, networks: Networks) -> None:
        super().__init__()
        self.networks = networks

    def forward(self, ids: Tensor, cases: Tensor, quotes: Tensor, first: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        vectors = self.networks.encoder(ids, cases, quotes, first, None)
        probabilities = torch.softmax(self.networks.encoder.cue(vectors), -1)
        return probabilities, self.networks.arguments.word(vectors), self.networks.arguments.cue(vectors)


def export(networks: Networks, folder: Path = MODEL) -> None:
    """Write both networks and the scores of label after label."""
    networks.eval()
    arguments = networks.arguments
    word, row = torch.zeros(1, 30, dtype=torch.int64), torch.zeros(3, 50, dtype=torch.int64)
    piece = torch.zeros(1, 40, dtype=torch.int64)
    _write(
        _EncoderDoor(networks), (piece, piece, piece, word), folder / "encoder.onnx",
        {"ids": ("pieces",), "cases": ("pieces",), "quotes": ("pieces",), "first": ("words",)},
        {"cue_probabilities": ("words",), "words": ("words",), "cue_words": ("words",)}, first_axis=1,
    )  # fmt: skip
    _write(
        arguments, (torch.zeros(3, 50, NARROW), torch.zeros(3, NARROW), row, row, torch.ones(3, 50, dtype=torch.bool)),
        folder / "arguments.onnx",
        {"words": ("cues", "words"), "cue": ("cues",), "in_cue": ("cues", "words"), "distances": ("cues", "words"),
         "mask": ("cues", "words")},
        {"emissions": ("cues", "words")}, first_axis=0,
    )  # fmt: skip
    told = {"start": arguments.start.tolist(), "transitions": arguments.transitions.tolist()}
    folder.joinpath("transitions.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _write(
    network: nn.Module,
    inputs: tuple[Tensor, ...],
    path: Path,
    takes: dict[str, tuple[str, ...]],
    gives: dict[str, tuple[str, ...]],
    first_axis: int,
) -> None:
    axes = {name: dict(enumerate(of, first_axis)) for name, of in (takes | gives).items()}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / path.name
        torch.onnx.export(
            network, inputs, str(plain), input_names=list(takes), output_names=list(gives), dynamic_axes=axes,
            opset_version=_OPSET, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(
            plain, path, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gather"],
            extra_options={"MatMulConstBOnly": True},
        )  # fmt: skip
