"""``tingjian ingest --dry-run``: a table of what would be read, and nothing is stored."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.audio.decode import examine
from pipeline.audio.headerless import headerless_by_name
from pipeline.audio.limits import Limits, limits_of
from pipeline.cli.analyze import SOME_FAILED, TABLE_COLUMNS
from pipeline.cli.console import complain, plain
from pipeline.cli.inputs import Inputs
from pipeline.domain.call import Direction
from pipeline.intake.conventions import Conventions
from pipeline.intake.inputs import is_transcript, stem
from pipeline.intake.known_facts import facts_in_name, known_facts
from pipeline.intake.manifest import ManifestRow
from pipeline.intake.transcript_format import Format
from pipeline.intake.transcripts import read_transcript
from pipeline.settings import Settings
from pipeline.work.reasons import reason_of

DIRECTIONS = {Direction.INBOUND: "呼入", Direction.OUTBOUND: "呼出"}
TITLES = ("文件", "通话编号", "坐席", "班组", "方向", "客户号码", "开始时间", "来源", "格式")


def show_what_would_be_read(given: Inputs, settings: Settings, conventions: Conventions, wanted: Format | None) -> int:
    """Returns the exit status that the formats allow to foresee."""
    table, limits = Table(title="将要读取的文件（没有写入任何内容）", show_lines=False), limits_of(settings)
    for title in TITLES:
        table.add_column(title, overflow="fold")
    failed = [(path, reason_of(error)) for path, error in given.failed]
    for path in given.files:
        try:
            table.add_row(*map(plain, _line(path, given, conventions, limits, wanted)))
        except Exception as error:
            failed.append((path, reason_of(error)))
    Console(width=None if sys.stdout.isatty() else TABLE_COLUMNS).print(table)
    for path, reason in failed:
        complain(path, reason)
    given.tell_what_is_left()
    return SOME_FAILED if failed else 0


def _line(path: Path, given: Inputs, conventions: Conventions, limits: Limits, wanted: Format | None) -> Sequence[str]:
    kind = _kind(path, conventions, limits, wanted)
    row = known_facts(path, given.manifest, conventions) or ManifestRow("")
    direction = DIRECTIONS[row.direction] if row.direction else None
    began = (row.started_at or "")[:19].replace("T", " ")
    facts = (row.call_id, row.agent_id, row.team, direction, row.customer_number, began)
    return [f"{path.parent.name}/{path.name}", *(fact or "" for fact in facts), _source(path, given, conventions), kind]


def _source(path: Path, given: Inputs, conventions: Conventions) -> str:
    listed = given.manifest is not None and given.manifest.row(path) is not None
    named = facts_in_name(path, conventions) is not None
    return "、".join(name for name, used in (("清单", listed), ("文件名", named)) if used) or "无"


def _kind(path: Path, conventions: Conventions, limits: Limits, wanted: Format | None) -> str:
    """What a file is, by its header; raises where it would be refused."""
    if is_transcript(path):
        read = read_transcript(path, stem(path), conventions, wanted)
        return f"转写 {len(read.written.spoken)} 句"
    info = examine(path, limits, headerless_by_name(path.name))
    length = f"{info.duration:.0f} 秒" if info.duration else "时长未知"
    return f"{info.codec} {info.sampling_rate} Hz {info.channels} 声道 {length}"
