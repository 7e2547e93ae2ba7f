"""Whisper models with random weights and the true shapes of their vocabularies: what a model breaks in, without one."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs.whisper_spec import WhisperSpec

from models.weights import PART_1, packaged_file

FEATURES, HEADS = 64, 1
ENGLISH, FIRST, THIRD = 51_864, 51_865, 51_866  # tokens of English-only models, of those until version 2, and of v3
LAST_LANGUAGE = 50_357
LAYERS = 2
END, END_WEIGHT = 50_257, 1.2  # `<|endoftext|>` of models that know many languages; texts of some ten tokens


def random_whisper(
    folder: Path,
    *,
    tokens: int = THIRD,
    mels: int = 128,
    alignment_heads: Sequence[Sequence[int]] | None = ((1, 0),),
    quantization: str = "float16",
    layers: int = LAYERS,
    seed: int = 0,
) -> Path:
    """Write a model into `folder` as CTranslate2's converter does; without `alignment_heads` some conversions come."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary, tokenizer = _vocabulary(tokens), _tokenizer(tokens)
    spec = WhisperSpec(layers, HEADS, layers, HEADS)
    _fill(spec, tokens, mels, np.random.default_rng(seed))
    spec.register_vocabulary(vocabulary)
    spec.config.alignment_heads = [list(head) for head in alignment_heads] if alignment_heads is not None else None
    spec.config.lang_ids = [at for at, token in enumerate(vocabulary) if re.fullmatch(r"<\|[a-z]{2,3}\|>", token)]
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [1, 2, 7], [220, vocabulary.index("<|endoftext|>")]
    spec.validate()
    spec.optimize(quantization)
    spec.save(str(folder))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    return folder


def _fill(spec: WhisperSpec, tokens: int, mels: int, chance: np.random.Generator) -> None:
    """Every weight: small and random, scales of normalisation one."""
    sizes = {
        "conv1/weight": (FEATURES, mels, 3),
        "conv2/weight": (FEATURES, FEATURES, 3),
        "embeddings/weight": (tokens, FEATURES),
    }
    encoder_positions = chance.normal(0, 0.1, (1500, FEATURES)).astype(np.float32)
    spec.encoder.position_encodings.encodings = encoder_positions
    spec.decoder.position_encodings.encodings = chance.normal(0, 0.1, (448, FEATURES)).astype(np.float32)
    for part in (spec.encoder, spec.decoder):
        for owner, name in _unset(part):
            path = name.split("/")
            shape = sizes.get("/".join(path[-2:])) or _shape(path)
            scale = np.ones(shape) if path[-1] == "gamma" else chance.normal(0, 0.2, shape)
            setattr(owner, path[-1], scale.astype(np.float32))
    # The end comes as readily as the likeliest words do, so that texts are short.
    spec.decoder.embeddings.weight[END] = END_WEIGHT * spec.decoder.layer_norm.beta
    spec.decoder.projection.weight = spec.decoder.embeddings.weight


def _unset(part: Any) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = []
    part._visit(lambda owner, name, value: found.append((owner, name)) if value is None else None)
    return [(owner, name) for owner, name in found if not name.startswith("projection")]


def _shape(path: list[str]) -> tuple[int, ...]:
    """Of a weight or bias by its place: attention has its matrices joined, the network between is four times wider."""
    joined = {"self_attention": (3, 1), "attention": (1, 2, 1)}
    rows, columns = FEATURES, FEATURES
    if path[-2].startswith("linear_") and path[-3] in joined:
        rows = FEATURES * joined[path[-3]][int(path[-2][-1])]
    elif path[-3:-1] == ["ffn", "linear_0"]:
        rows = 4 * FEATURES
    elif path[-3:-1] == ["ffn", "linear_1"]:
        columns = 4 * FEATURES
    return (rows, columns) if path[-1] == "weight" else (rows,)


@cache
def _published() -> tuple[dict[str, Any], tuple[str, ...]]:
    """Tokenizer and vocabulary of the models until version 2, as base has them."""
    tokenizer = json.loads(packaged_file(PART_1, "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = packaged_file(PART_1, "vocabulary.txt").read_text(encoding="utf-8")
    return tokenizer, tuple(vocabulary.removesuffix("\n").split("\n"))


def _vocabulary(tokens: int) -> list[str]:
    """Version 3 has one language more, English-only models one word less."""
    words = list(_published()[1])
    if tokens == THIRD:
        words.insert(LAST_LANGUAGE + 1, "<|yue|>")
    return words[FIRST - tokens :] if tokens < FIRST else words


def _tokenizer(tokens: int) -> dict[str, Any]:
    tokenizer: dict[str, Any] = json.loads(json.dumps(_published()[0]))
    if tokens == THIRD:
        added = tokenizer["added_tokens"]
        for token in added:
            token["id"] += token["id"] > LAST_LANGUAGE
        added.append({**added[0], "id": LAST_LANGUAGE + 1, "content": "<|yue|>"})
        added.sort(key=lambda token: token["id"])
    return tokenizer
