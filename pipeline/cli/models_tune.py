"""``tingjian models tune``: how a model hears best, measured on labelled calls."""

from __future__ import annotations

from pathlib import Path

from models.errors import WeightsStorageError
from models.tuning import NEVER, Setting, Trial, Tuning
from pipeline.cli.console import console, say
from pipeline.cli.shift import in_thread
from pipeline.hearing.engine import Engine
from pipeline.jobs.tune import tune_model
from pipeline.settings import load_settings

make_engine = Engine


def tune_command(name: str, on: Path, calls: int) -> int:
    """Each trial is a line on stderr; Ctrl-C ends it at once, the next run goes on."""
    engine = make_engine(load_settings().model_copy(update={"asr_model": name}))
    found: list[Tuning] = []
    with console().status("载入模型和分类器"):
        _ = engine.transcriber, engine.roles
    try:
        in_thread(lambda: found.append(tune_model(engine, on, calls, lambda trial: say(_line(trial)))))
    except OSError as error:
        raise WeightsStorageError(engine.settings.cache_dir, error, 0) from error
    (tuning,) = found
    if tuning.chosen and (trial := tuning.known(tuning.chosen)):
        say(f"已选定 {_words(tuning.chosen)}：字错率 {trial.error_rate:.3f}，{trial.cpu_seconds:.0f} CPU 秒")
    return 0


def _line(trial: Trial) -> str:
    rate = f"字错率 {trial.error_rate:.3f}（{trial.errors}/{trial.characters}）"
    return f"{_words(trial.setting)}：{rate}，{trial.cpu_seconds:.0f} CPU 秒"


def _words(setting: Setting) -> str:
    doubt = "不再听" if setting.doubt_below == NEVER else f"低于 {setting.doubt_below} 再听"
    return f"静音 {setting.silence:g} 秒、窗口 {setting.longest:g} 秒、束宽 {setting.beam_size}、{doubt}"
