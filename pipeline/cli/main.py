"""``tingjian``: the commands are imported when they run, so that ``--help`` is there at once."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.evaluate import evaluate
from pipeline.cli.models import models_app
from pipeline.cli.user import user_app
from pipeline.errors import SettingsError
from pipeline.intake.transcript_format import Format

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
INTERRUPTED = 130

app = typer.Typer(
    name="tingjian",
    help="听鉴：听懂服务热线录音，公平评价通话质量。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
lexicon_app = typer.Typer(help="词库：检查、信任度，学习通话类型的判断。", no_args_is_help=True)
app.add_typer(lexicon_app, name="lexicon")
app.add_typer(models_app, name="models")
app.add_typer(user_app, name="user")
manifest_app = typer.Typer(help="通话清单：更正已存通话的信息。", no_args_is_help=True)
app.add_typer(manifest_app, name="manifest")
cases_app = typer.Typer(help="案件：归案、时限，学习归案和兑现的判断。", no_args_is_help=True)
app.add_typer(cases_app, name="cases")

Paths = Annotated[list[Path], typer.Argument(help="录音、文件夹或现成的转写", metavar="PATH...")]
ListOfCalls = Annotated[Path | None, typer.Option("--manifest", help="电话系统的通话清单（CSV 或 Excel）")]
_FORMAT = "现成转写的格式，不写则按内容判断；写明后，文件夹中的 .json 也作为转写读取，其他格式的转写不接受"
Wanted = Annotated[Format | None, typer.Option("--format", help=_FORMAT)]


@app.command()
def analyze(
    paths: Paths,
    manifest: ListOfCalls = None,
    out: Annotated[Path | None, typer.Option(help="每通电话写一个 <录音名>.json 到这个文件夹")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="每行输出一个 JSON 对象")] = False,
    wanted: Wanted = None,
) -> None:
    """分析录音并评分，不需要数据库。"""
    from pipeline.cli.analyze import analyze_command

    raise typer.Exit(analyze_command(paths, manifest, out, as_json, wanted))


@app.command()
def ingest(
    paths: Paths,
    manifest: ListOfCalls = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出将要读取的文件和信息，不写入")] = False,
    wanted: Wanted = None,
) -> None:
    """分析录音并存入数据库；可随时中断，再次运行会接着做，同一录音不会处理两次。"""
    from pipeline.cli.ingest import ingest_command

    raise typer.Exit(ingest_command(paths, manifest, dry_run, wanted))


@app.command()
def watch(
    folder: Annotated[Path, typer.Argument(help="录音系统写入的文件夹", metavar="DIR")],
    manifest: Annotated[Path | None, typer.Option(help="电话系统的通话清单（CSV 或 Excel），每次重新读取")] = None,
    settled: Annotated[float, typer.Option(min=0.0, help="文件多少秒没有变化才算写完")] = 10.0,
) -> None:
    """看守一个文件夹，新录音写完后自动登记并分析。"""
    from pipeline.cli.worker import watch_command

    raise typer.Exit(watch_command(folder, manifest, settled))


@app.command()
def worker(
    until_empty: Annotated[bool, typer.Option("--until-empty", help="队列空了就结束")] = False,
    healthy: Annotated[bool, typer.Option("--healthy", help="只检查本机的 worker 是否正常（健康检查用）")] = False,
) -> None:
    """长期运行：处理队列中的通话和任务；可在多台机器上同时运行多个。"""
    from pipeline.cli.worker import healthy_command, worker_command

    raise typer.Exit(healthy_command() if healthy else worker_command(until_empty))


@app.command()
def deploy(
    watch: Annotated[Path | None, typer.Option(help="每分钟查看一次的录音文件夹", metavar="DIR")] = None,
    manifest: Annotated[Path | None, typer.Option(help="该文件夹的通话清单（CSV 或 Excel）")] = None,
    kind: Annotated[str, typer.Option("--type", help="work pool 的类型：process、docker 或 kubernetes")] = "process",
    image: Annotated[str | None, typer.Option(help="docker、kubernetes 使用的镜像")] = None,
) -> None:
    """在 Prefect 中建立 work pool 和部署（处理、任务、定期清理、重新评分、训练），可重复执行。"""
    from pipeline.cli.deploy import deploy_command

    raise typer.Exit(deploy_command(watch, manifest, kind, image))


@app.command()
def retention() -> None:
    """按设置的天数删除录音和个人数据，保留分数。"""
    from pipeline.cli.retention import retention_command

    raise typer.Exit(retention_command())


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="备份文件（.tar）", metavar="FILE")]) -> None:
    """把数据库和录音备份到一个文件。"""
    from pipeline.cli.backup import backup_command

    raise typer.Exit(backup_command(file))


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="备份文件（.tar）", metavar="FILE")]) -> None:
    """把备份恢复到一个空的数据库（SQLite 和 PostgreSQL 之间也可以）。"""
    from pipeline.cli.backup import restore_command

    raise typer.Exit(restore_command(file))


@app.command()
def rescore(
    since: Annotated[str | None, typer.Option(help="只重新评分这一天（YYYY-MM-DD）以来的通话")] = None,
    call: Annotated[list[str] | None, typer.Option(help="只重新评分这通电话（编号或其开头；可重复）")] = None,
    hear_again: Annotated[bool, typer.Option("--hear-again", help="先由录音重新识别；需要 --call 或 --since")] = False,
    model: Annotated[str | None, typer.Option(help="重新识别用这个模型，默认为设置中的模型")] = None,
) -> None:
    """用现在的词库和评分表重新评价已存的通话，不需要录音；--hear-again 用另一个模型重新识别，原来的转写保留。"""
    from pipeline.cli.rescore import hear_again_command, rescore_command

    if (hear_again and not (call or since)) or (model and not hear_again):
        raise typer.BadParameter("--hear-again 需要 --call 或 --since，--model 需要 --hear-again")
    raise typer.Exit(hear_again_command(since, call, model) if hear_again else rescore_command(since, call))


@app.command("list")
def list_calls(as_json: Annotated[bool, typer.Option("--json", help="每行输出一个 JSON 对象")] = False) -> None:
    """列出数据库中的通话。"""
    from pipeline.cli.stored_calls import list_command

    raise typer.Exit(list_command(as_json))


@app.command()
def failures(
    as_json: Annotated[bool, typer.Option("--json", help="每行输出一个 JSON 对象")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="把它们重新排队")] = False,
) -> None:
    """列出无法分析的录音和原因。"""
    from pipeline.cli.stored_calls import failures_command

    raise typer.Exit(failures_command(as_json, retry))


app.command()(evaluate)


@app.command()
def demo(serve: Annotated[bool, typer.Option(help="评分后启动网页")] = True) -> None:
    """分析自带的示例录音，显示评分表。"""
    from pipeline.cli.demo import demo_command

    raise typer.Exit(demo_command(serve))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="监听的地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口；0 = 任意空闲端口")] = 8000,
    worker: Annotated[bool, typer.Option("--worker", help="同时启动处理录音的进程")] = False,
) -> None:
    """启动 API 和网页。"""
    from pipeline.cli.serve import serve_command

    raise typer.Exit(serve_command(host, port, worker))


@app.command()
def train(
    hearing: Annotated[
        Path | None, typer.Option(metavar="标注的录音", help="再为所选识别模型校准“再听”：录音和 <录音名>.truth.json")
    ] = None,
    reviews: Annotated[bool, typer.Option("--reviews", help="再用本单位的复核重新学“算不算禁语”的判断")] = False,
) -> None:
    """重新训练角色和禁语分类器（数据改变时也会自动训练）。"""
    from pipeline.cli.train import train_command

    raise typer.Exit(train_command(hearing, reviews))


@app.command()
def report(
    file: Annotated[
        Path | None, typer.Argument(help="写到这个文件；写 quarter 则生成季度报告", metavar="[FILE|quarter]")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            help="agent、team、queue、project、fault_type、kind、check、week、month、quarter、commitments 或 "
            "quality；季度报告只有 project 和 fault_type"
        ),
    ] = None,
    quarter: Annotated[str | None, typer.Option(help="季度报告的季度，如 2026Q4；默认上一个季度")] = None,
    since: Annotated[str | None, typer.Option(help="从这一天或时刻起，如 2026-11-01")] = None,
    until: Annotated[str | None, typer.Option(help="到这一天（含）或时刻为止")] = None,
    team: Annotated[str | None, typer.Option(help="只统计这个班组")] = None,
    agent: Annotated[str | None, typer.Option(help="只统计这位坐席")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV；没有文件名时输出到标准输出")] = False,
    as_xlsx: Annotated[bool, typer.Option("--xlsx", help="Excel 文件；没有文件名时写到数据文件夹的 reports")] = False,
    as_plot: Annotated[bool, typer.Option("--plot", help="趋势图，.png 或 .svg")] = False,
    out: Annotated[Path | None, typer.Option(help="写到这个文件")] = None,
) -> None:
    """统计通话和承诺，带置信区间和样本量；tingjian report quarter 是季度报告（.xlsx、.html 或 .pdf）。"""
    if quarter is not None or str(file) == "quarter":
        from pipeline.cli.quarter import quarter_command

        if as_csv or as_xlsx or as_plot or since or until or team or agent:
            raise typer.BadParameter("季度报告只有 --quarter、--by 和 --out")
        raise typer.Exit(quarter_command(quarter, by or "project", out))
    from pipeline.cli.report import report_command

    chosen = [kind for kind, wanted in (("csv", as_csv), ("xlsx", as_xlsx), ("plot", as_plot)) if wanted]
    if len(chosen) > 1 or ((file or out) and not chosen) or (file and out):
        raise typer.BadParameter("请在 --csv、--xlsx、--plot 中选一种，文件名只写一个")
    raise typer.Exit(
        report_command(by or "agent", chosen[0] if chosen else "table", file or out, since, until, team, agent)
    )


@manifest_app.command("apply")
def manifest_apply(file: Annotated[Path, typer.Argument(help="更正后的清单（CSV 或 Excel）", metavar="FILE")]) -> None:
    """按更正后的清单修改已存通话的坐席、班组、时间等信息，留下记录；影响评分的会重新评分。"""
    from pipeline.cli.manifest import apply_command

    raise typer.Exit(apply_command(file))


@lexicon_app.command("check")
def lexicon_check(folder: Annotated[Path, typer.Argument(help="词库文件夹")] = Path("lexicons")) -> None:
    """检查词库的每个文件，一次列出所有问题。"""
    from pipeline.cli.lexicon import check_command

    raise typer.Exit(check_command(folder))


@lexicon_app.command("trust")
def lexicon_trust(
    labelled: Annotated[bool, typer.Option("--labelled", help="也在有标注的通话上重新统计（需几分钟）")] = False,
) -> None:
    """按人工复核统计每条禁语判对、判错的次数，写入词库的 trust.yaml：常被驳回的不再直接扣分。"""
    from pipeline.cli.lexicon import trust_command

    raise typer.Exit(trust_command(labelled))


@lexicon_app.command("calibrate")
def lexicon_calibrate(
    dialogues: Annotated[
        list[Path] | None, typer.Argument(help="标注了通话类型（kind）的对话文件夹；不给则用随产品提供的对话")
    ] = None,
    pack: Annotated[Path, typer.Option(help="要写入 kinds.yaml 的词库")] = Path("lexicons/hotline"),
) -> None:
    """由有标注的对话学习：判断通话类型的各项依据占多少分量。"""
    from pipeline.cli.calibrate import calibrate_command

    raise typer.Exit(calibrate_command(pack, dialogues or ()))


@cases_app.command("link")
def cases_link(since: Annotated[str | None, typer.Option(help="只处理这一天（YYYY-MM-DD）以来的通话")] = None) -> None:
    """把已存的通话归案、提出故障类型、登记承诺（升级后运行一次；已归案的不动，可随时中断）。"""
    from pipeline.cli.link_cases import link_command

    raise typer.Exit(link_command(since))


@cases_app.command("learn")
def cases_learn(
    houses: Annotated[list[Path], typer.Argument(help="有标注的案件文件夹")],
    pack: Annotated[Path, typer.Option(help="要写入 case_weights.yaml 的词库")] = Path("lexicons/hotline"),
) -> None:
    """由有标注的案件学习：归案和兑现的各项依据占多少分量。"""
    from pipeline.cli.learn_cases import learn_command

    raise typer.Exit(learn_command(pack, houses))


@cases_app.command("measure")
def cases_measure(
    houses: Annotated[list[Path], typer.Argument(help="有标注的案件文件夹")],
    pack: Annotated[Path, typer.Option(help="词库")] = Path("lexicons/hotline"),
) -> None:
    """在有标注的案件上衡量归案和承诺状态的正确率。"""
    from pipeline.cli.learn_cases import measure_command

    raise typer.Exit(measure_command(pack, houses))


def run(arguments: Sequence[str] | None = None) -> None:
    """The console script; always raises SystemExit.

    An error is one sentence on stderr and exit status 1, Ctrl-C is 130. No traceback: it might quote a call.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a character must not end the work
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        _log_from(os.environ.get("TINGJIAN_LOG") or "WARNING")
        app(arguments)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except Exception as error:
        from pipeline.work.reasons import reason_of

        sys.stderr.write(f"tingjian: {reason_of(error)}\n")
        raise SystemExit(1) from None


def _log_from(level: str) -> None:
    """Log our own modules from ``level`` up; from others, who may quote what they are given, only warnings."""
    if level.upper() not in LEVELS:
        raise SettingsError(f"设置有误：TINGJIAN_LOG 只能是 {'、'.join(LEVELS)}")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for package in ("pipeline", "models", "api"):
        logging.getLogger(package).setLevel(level.upper())
