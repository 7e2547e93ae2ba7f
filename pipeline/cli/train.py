"""``tingjian train``: the classifiers from the repository's sentences and the pack's examples; from labelled recordings
what the recogniser's second hearing means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.second_hearing import SecondHearing
from pipeline.cli.console import console, say, with_progress
from pipeline.domain.call import Role
from pipeline.evaluation.files import labelled_recordings, read_truths
from pipeline.evaluation.labelled import labelled_call
from pipeline.hearing.calibration import Answer, answers, fit, save, unseen
from pipeline.hearing.engine import Engine
from pipeline.hearing.listen import listen
from pipeline.hearing.second_hearing import BELIEVED
from pipeline.hearing.transcribe import transcribe
from pipeline.intake.inputs import stem
from pipeline.settings import load_settings


def train_command(labelled: Path | None = None, reviews: bool = False) -> int:
    """Train what is missing or out of date; says what is ready. ``labelled`` recordings calibrate hearing again,
    ``reviews`` of the store have the decision learn again."""
    engine = Engine(load_settings())
    with console().status("训练角色分类器和禁语分类器"):
        _ = engine.roles, engine.judge
    say(f"分类器已就绪：{engine.settings.cache_dir / 'classifiers'}")
    status = _learn_reviews(engine) if reviews else 0
    return status if labelled is None else _calibrate(engine, labelled)


def _learn_reviews(engine: Engine) -> int:
    """The decision learns from the store's reviews, and takes over only where held-back reviews show that it is
    better: status 1 where there are too few of them to tell."""
    from pipeline.hearing.trained import keep
    from pipeline.jobs.learn_reviews import TooFewReviews, relearn, reviewed_calls
    from pipeline.storage.store import Store

    with Store.of(engine.settings).database.reading() as session:
        calls = reviewed_calls(session)
    try:
        with console().status("用复核重新学，再在留出的复核上检验"):
            decision, trial = relearn(calls, engine.judge, engine.pack)
    except TooFewReviews as error:
        say(str(error))
        return 1
    say(f"留出检验：{trial.calls} 通、{trial.turns} 句、{trial.faults} 处禁语，重抽样中 {trial.better:.0%} 更好")
    say(
        f"对数损失 {trial.loss_old:.4f} → {trial.loss_new:.4f}，误判为确定的 {trial.wrongly_certain_old} → "
        f"{trial.wrongly_certain_new} 句"
    )
    if not trial.replaces:
        say("没有把握说新的更好，仍用原来的判断")
        return 0
    keep(engine.own_decision_file, decision)
    say(f"新的判断已启用；删除 {engine.own_decision_file} 即恢复原来的。已评的通话请用 rescore 重评")
    return 0


def _calibrate(engine: Engine, folder: Path) -> int:
    if not isinstance(engine.transcriber, SecondHearing):
        say(f"识别引擎 {engine.transcriber.name} 不能再听")
        return 2
    truths = read_truths(folder)
    recordings = labelled_recordings(folder, truths)
    heard = answers_of(engine, engine.transcriber, recordings, truths)
    calls = list(with_progress(heard, len(recordings), "再听标注的录音"))
    known = [answer for own in calls for answer in own]
    save(fit(known), engine.belief_file)
    taken = [said for probability, said in unseen(calls) if probability >= BELIEVED]
    said = sum(said for *_, said in known)
    say(f"换通话检验：{said} 处听写有误的用语，找回 {sum(taken)} 处；另有 {len(taken) - sum(taken)} 处误认")
    say(f"已写入 {engine.belief_file}")
    return 0


def answers_of(
    engine: Engine, recogniser: SecondHearing, recordings: Sequence[Path], truths: Mapping[str, Any]
) -> Iterator[list[Answer]]:
    """What the sound of each labelled recording tells about what resembles a phrase of the pack."""
    for recording in recordings:
        call = labelled_call(stem(recording), truths[stem(recording)])
        spoken = [(t.start, t.end, t.text) for t in call.timeline if t.role is Role.AGENT]
        [turns] = transcribe([listen(recording, engine.settings)], engine.transcriber)
        yield answers(turns, spoken, engine.pack, recogniser)
