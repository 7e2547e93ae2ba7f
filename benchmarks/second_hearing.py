"""The second hearing: how many phrases that were said and written wrongly the sound gives back, and how often wrongly.

    python -m benchmarks.second_hearing LABELLED... [--plot FILE.png]

LABELLED are folders of recordings with labels (`NAME.truth.json`). The belief is fitted on other calls than it is asked
about, in turn; with several folders, also on the others alone: other authors, other voices.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from pipeline.cli.train import answers_of
from pipeline.evaluation.files import labelled_recordings, read_truths
from pipeline.hearing.calibration import Answer, fit, unseen
from pipeline.hearing.engine import Engine
from pipeline.hearing.second_hearing import BELIEVED
from pipeline.settings import load_settings

Told = Sequence[tuple[float, bool]]
LIMITS = (0.3, 0.5, 0.6, BELIEVED, 0.8, 0.9)


def main() -> None:
    """Print the figures, and draw the curve where a file is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--plot", type=Path)
    args = parser.parse_args()
    engine = Engine(load_settings())
    heard = {folder: _answers(engine, folder) for folder in args.folders}
    told = {"other calls": unseen([own for calls in heard.values() for own in calls])}
    for folder in heard if len(heard) > 1 else ():
        told[f"others' calls: {folder.name}"] = _by_others(heard, folder)
    for name, answers in told.items():
        _print(name, answers)
    if args.plot:
        _draw(told, args.plot)


def _answers(engine: Engine, folder: Path) -> list[list[Answer]]:
    truths = read_truths(folder)
    return list(answers_of(engine, engine.transcriber, labelled_recordings(folder, truths), truths))  # type: ignore[arg-type]


def _by_others(heard: dict[Path, list[list[Answer]]], folder: Path) -> Told:
    belief = fit([one for other, calls in heard.items() if other != folder for own in calls for one in own])
    return [(belief.probability(likeness, ratio), said) for own in heard[folder] for likeness, ratio, said in own]


def _print(name: str, told: Told) -> None:
    print(f"{name}: {len(told)} likenesses, {sum(said for _, said in told)} of them were said")
    for limit in LIMITS:
        taken = [said for probability, said in told if probability >= limit]
        print(f"  from {limit:.1f} on: {sum(taken)} found, {len(taken) - sum(taken)} wrongly")


def _draw(told: dict[str, Told], file: Path) -> None:
    """Recall over false answers, a curve for each way of testing."""
    import matplotlib.pyplot as plt
    from sklearn.metrics import roc_curve

    figure, axes = plt.subplots(figsize=(5, 4), layout="constrained")
    for name, answers in told.items():
        false, true, _ = roc_curve([said for _, said in answers], [probability for probability, _ in answers])
        axes.step(false, true, where="post", label=name)
    axes.set(xlabel="false answers, share of likenesses not said", ylabel="phrases given back, share", xlim=(0, 0.3))
    axes.legend(loc="lower right")
    axes.grid(alpha=0.3)
    figure.savefig(file, dpi=120)


if __name__ == "__main__":
    main()
