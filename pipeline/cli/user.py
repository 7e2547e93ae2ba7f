"""``tingjian user …``: its options; the commands are imported when they run."""

from __future__ import annotations

from typing import Annotated

import typer

user_app = typer.Typer(help="用户：添加、列出、停用、改密码。", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="用户名", metavar="NAME")]
Generate = Annotated[bool, typer.Option("--generate", help="生成随机密码，在标准输出显示一次")]


@user_app.command("add")
def add(
    name: Name,
    role: Annotated[str, typer.Option(help="reviewer、trainer、lead、agent 或 admin")],
    agent_id: Annotated[str | None, typer.Option(help="工号，坐席必填")] = None,
    team: Annotated[str | None, typer.Option(help="班组，班组长必填")] = None,
    display_name: Annotated[str, typer.Option(help="显示名")] = "",
    generate: Generate = False,
) -> None:
    """添加用户；密码在提示后输入两次，或从标准输入读取一行。"""
    from pipeline.cli.user_commands import add_command

    raise typer.Exit(add_command(name, role, agent_id, display_name, generate, team))


@user_app.command("list")
def list_users() -> None:
    """列出所有用户。"""
    from pipeline.cli.user_commands import list_command

    raise typer.Exit(list_command())


@user_app.command("disable")
def disable(name: Name) -> None:
    """停用用户：立即退出所有会话，令牌失效。"""
    from pipeline.cli.user_commands import disable_command

    raise typer.Exit(disable_command(name))


@user_app.command("password")
def password(name: Name, generate: Generate = False) -> None:
    """给用户设新密码，并让其重新登录。"""
    from pipeline.cli.user_commands import password_command

    raise typer.Exit(password_command(name, generate))
