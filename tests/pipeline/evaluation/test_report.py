import io

from rich.console import Console

from pipeline.evaluation import evaluate
from pipeline.evaluation.figures import ScoreGap
from pipeline.evaluation.report import TITLES, figure_table, miss_table
from tests.pipeline.evaluation.made_up import made_up_result
from tests.pipeline.evaluation.test_evaluation import TRUTHS

EVALUATION = evaluate({id: made_up_result(t, 0) for id, t in TRUTHS.items()}, TRUTHS)


def shown(table) -> str:
    console = Console(file=io.StringIO(), width=200)
    console.print(table)
    return console.file.getvalue()


def test_every_figure_has_a_chinese_title():
    assert set(EVALUATION.figures) <= set(TITLES)
    text = shown(figure_table(EVALUATION))
    assert all(TITLES[name] in text for name in EVALUATION.figures)
    assert isinstance(EVALUATION.figures["score gap, clean - poor"], ScoreGap)


def test_misses_are_shown_as_they_are():
    assert "第" in shown(miss_table(EVALUATION.misses))
