"""The telephone system's list of calls: a CSV whose only required column is ``recording``."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.domain.call import Direction
from pipeline.domain.moments import read_moment
from pipeline.errors import ManifestError, cause

COLUMNS = frozenset({"recording", "call_id", "agent_id", "team", "queue", "direction", "customer_number", "started_at",
                     "ring_seconds", "answered_at", "agent_channel", "hung_up_by", "project", "fault_type", "case_id",
                     "order_id"})  # fmt: skip
MAX_BYTES = 64 * 1024 * 1024
_TEXT_COLUMNS = ("call_id", "agent_id", "team", "queue", "customer_number", "hung_up_by", "project", "fault_type",
                 "case_id", "order_id")  # fmt: skip
NAMES_SHOWN = 5
Record = tuple[int, dict[str, str]]  # line number, and values by column


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """What the telephone system knows about one recording; None where it doesn't say."""

    recording: str
    call_id: str | None = None
    agent_id: str | None = None
    team: str | None = None
    queue: str | None = None
    direction: Direction | None = None
    customer_number: str | None = None
    started_at: str | None = None
    ring_seconds: float | None = None
    answered_at: float | None = None
    agent_channel: int | None = None
    hung_up_by: str | None = None
    project: str | None = None
    fault_type: str | None = None
    case_id: str | None = None  # as other systems name the case
    order_id: str | None = None  # of the service order


@dataclass(frozen=True, slots=True)
class Manifest:
    """Rows by recording file name, and what was ignored (in words) while reading."""

    rows: dict[str, ManifestRow]
    warnings: tuple[str, ...] = ()

    def row(self, recording: Path) -> ManifestRow | None:
        return self.rows.get(recording.name)

    def differences(self, recordings: Iterable[Path]) -> list[str]:
        """In words: what is listed but not among ``recordings``, and the other way round."""
        names = dict.fromkeys(path.name for path in recordings)
        sides = [("清单中列出、但没有找到的录音", [n for n in self.rows if n not in names]),
                 ("没有列入清单的录音（坐席未知）", [n for n in names if n not in self.rows])]  # fmt: skip
        return [f"{title} {len(some)} 个：{_first(some)}" for title, some in sides if some]


def _first(names: list[str]) -> str:
    return "、".join(names[:NAMES_SHOWN]) + ("……" if len(names) > NAMES_SHOWN else "")


def read_manifest(path: Path) -> Manifest:
    """Read a manifest in UTF-8 (with or without BOM), UTF-16 or GBK, with commas, semicolons or tabs.

    Raises ManifestError where it can't be used at all; single faults are warnings.
    """
    columns, records = _table(path)
    if "recording" not in columns:  # the columns are not told: without a heading they are a caller's data
        raise ManifestError(f"{path.name}：清单缺少 recording 列，请检查第一行的列名")
    unknown = sorted(set(columns) - COLUMNS - {""})
    warnings = [f"{path.name}：忽略未知的列 {'、'.join(unknown)}"] if unknown else []
    return Manifest(_rows(path, records, warnings), tuple(warnings))


def _table(path: Path) -> tuple[list[str], list[Record]]:
    """The columns' names, and the rows with the line each ends on."""
    text = _text(path)
    heading = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=max(",;\t", key=heading.count))
    try:
        columns = [name.strip().lower() for name in next(reader, [])]
        rows = [(reader.line_num, dict(zip(columns, map(str.strip, row), strict=False))) for row in reader]
    except csv.Error as error:
        raise ManifestError(f"{path.name}：第 {reader.line_num} 行不是有效的 CSV") from error
    return columns, rows


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise ManifestError(f"{path.name}：找不到这个清单文件")
        if path.stat().st_size > MAX_BYTES:
            raise ManifestError(f"{path.name}：清单超过 64 MiB")
        content = path.read_bytes()
    except OSError as error:
        raise ManifestError(f"{path.name}：清单无法读取（{cause(error)}）") from error
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ManifestError(f"{path.name}：清单的编码不是 UTF-8、UTF-16 或 GBK")


def _encodings(content: bytes) -> list[str]:
    """Those that may fit, by a mark at the start or by where the zero bytes of the first letter are."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if b"\0" in content[:2]:
        return ["utf-16-be" if content[:1] == b"\0" else "utf-16-le"]
    return ["utf-8-sig", "gb18030"]


def _rows(path: Path, records: list[Record], warnings: list[str]) -> dict[str, ManifestRow]:
    """The usable rows. A bad value is left out with a warning; rows that contradict each other are not used at all,
    since a guess could blame the wrong agent."""
    rows: dict[str, ManifestRow] = {}
    contradicted: set[str] = set()
    for line, record in records:
        if not any(record.values()):
            continue
        problems: list[str] = []
        row = row_of(record, problems)
        if row.recording and rows.get(row.recording, row) != row:
            problems.append("与前面同名录音的行不一致，均不采用")
            contradicted.add(row.recording)
        warnings += [f"{path.name} 第 {line} 行：{problem}" for problem in problems]
        if row.recording:
            rows[row.recording] = row
    return {name: row for name, row in rows.items() if name not in contradicted}


def row_of(record: dict[str, str], problems: list[str]) -> ManifestRow:
    """What one row says, by column; every value that can't be used is left out, and ``problems`` says so."""
    name = Path(record.get("recording", "").replace("\\", "/")).name
    if not name:
        problems.append("recording 为空，跳过此行")
    text = {column: _plain(column, record, problems) for column in _TEXT_COLUMNS}
    started_at = _moment(record.get("started_at", ""), problems)
    direction = _one_of("direction", record, [d.value for d in Direction], problems)
    channel = _one_of("agent_channel", record, ["0", "1"], problems)
    return ManifestRow(
        recording=name, **text, direction=Direction(direction) if direction else None, started_at=started_at,
        ring_seconds=_seconds("ring_seconds", record.get("ring_seconds", ""), problems),
        answered_at=_answered(record.get("answered_at", ""), started_at, problems),
        agent_channel=int(channel) if channel else None,
    )  # fmt: skip


def _plain(column: str, record: dict[str, str], problems: list[str]) -> str | None:
    """Control characters and marks that turn the writing around would forge what terminals and pages show."""
    value = record.get(column) or None
    if value is not None and not value.isprintable():
        problems.append(f"{column} 含有控制字符或不可见字符，已忽略")
        return None
    return value


def _one_of(column: str, record: dict[str, str], allowed: list[str], problems: list[str]) -> str | None:
    value = record.get(column, "").lower()
    if value and value not in allowed:
        problems.append(f"{column} 只能是 {' 或 '.join(allowed)}，已忽略")
        return None
    return value or None


def _moment(value: str, problems: list[str]) -> str | None:
    try:
        return read_moment(value).isoformat() if value else None
    except ValueError:
        problems.append("started_at 不是 ISO 8601 时间，已忽略")
        return None


def _answered(value: str, started_at: str | None, problems: list[str]) -> float | None:
    """``answered_at`` is seconds from the start of the recording, or a moment that is compared with ``started_at``."""
    try:
        moment = read_moment(value) if ":" in value else None
        if moment is not None and started_at is not None:
            value = str((moment - datetime.fromisoformat(started_at)).total_seconds())
    except (ValueError, TypeError):
        value = "?"
    return _seconds("answered_at", value, problems)


def _seconds(column: str, value: str, problems: list[str]) -> float | None:
    try:
        seconds = float(value) if value else None
    except ValueError:
        seconds = -1.0
    if seconds is not None and not 0 <= seconds < 86_400:
        problems.append(f"{column} 应为 0 到 86400 之间的秒数，已忽略")
        return None
    return seconds
