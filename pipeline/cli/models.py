"""``tingjian models …``: its options; the commands are imported when they run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

models_app = typer.Typer(help="识别模型：查看、下载、导入、校验、删除、调优。", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="模型名", metavar="NAME")]


@models_app.command("list")
def list_models(as_json: Annotated[bool, typer.Option("--json", help="每行输出一个 JSON 对象")] = False) -> None:
    """列出本机的模型和可下载的模型：磁盘、内存、语言、许可、校验。"""
    from pipeline.cli.models_commands import list_command

    raise typer.Exit(list_command(as_json))


@models_app.command("get")
def get(name: Name) -> None:
    """下载一个模型并校验；中断后再次运行会接着下载。镜像和代理见 TINGJIAN_MODEL_MIRROR、TINGJIAN_PROXY。"""
    from pipeline.cli.models_commands import get_command

    raise typer.Exit(get_command(name))


@models_app.command("import")
def import_model(
    path: Annotated[Path, typer.Argument(help="CTranslate2 模型的文件夹或 zip", metavar="PATH")],
    name: Annotated[str | None, typer.Option(help="模型名；默认按内容或文件名")] = None,
) -> None:
    """从文件夹或 zip 导入一个模型，不需要网络。"""
    from pipeline.cli.models_commands import import_command

    raise typer.Exit(import_command(path, name))


@models_app.command("verify")
def verify(name: Annotated[str | None, typer.Argument(help="模型名；默认全部", metavar="[NAME]")] = None) -> None:
    """逐个文件核对校验值。"""
    from pipeline.cli.models_commands import verify_command

    raise typer.Exit(verify_command(name))


@models_app.command("tune")
def tune(
    name: Name,
    on: Annotated[Path, typer.Option(help="有标注的录音文件夹（<录音名>.truth.json）", metavar="LABELLED")],
    calls: Annotated[int, typer.Option(min=1, help="最多用几通电话")] = 6,
) -> None:
    """在有标注的电话上测量并记下这个模型最合适的窗口、静音、束宽；可中断，再次运行会接着做。"""
    from pipeline.cli.models_tune import tune_command

    raise typer.Exit(tune_command(name, on, calls))


@models_app.command("remove")
def remove(name: Name) -> None:
    """从本机删除一个模型。"""
    from pipeline.cli.models_commands import remove_command

    raise typer.Exit(remove_command(name))
