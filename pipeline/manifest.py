"""The telephone system's list of calls: a CSV whose only required column is ``recording``."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.domain.call import Direction
from pipeline.errors import ManifestError

COLUMNS = frozenset({"recording", "call_id", "agent_id", "team", "queue", "direction", "customer_number", "started_at",
                     "ring_seconds", "answered_at", "agent_channel", "hung_up_by"})  # fmt: skip
MAX_BYTES = 64 * 1024 * 1024


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


@dataclass(frozen=True, slots=True)
class Manifest:
    """Rows by recording file name, and what was ignored (in words) while reading."""

    rows: dict[str, ManifestRow]
    warnings: tuple[str, ...] = ()

    def row(self, recording: Path) -> ManifestRow | None:
        return self.rows.get(recording.name)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest in UTF-8 (with or without BOM), UTF-16 or GBK. Raises ManifestError with all faults at once."""
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        columns = [c.strip().lower() for c in reader.fieldnames or ()]
        if "recording" not in columns:
            raise ManifestError(f"{path.name}：清单缺少 recording 列；读到的列：{'、'.join(columns) or '无'}")
        reader.fieldnames = columns
        records = [
            {k: (v or "").strip() for k, v in r.items() if isinstance(k, str) and not isinstance(v, list)}
            for r in reader
        ]
    except csv.Error as error:
        raise ManifestError(f"{path.name}：第 {reader.line_num} 行不是有效的 CSV") from error
    unknown = sorted(set(columns) - COLUMNS - {""})
    warnings = [f"{path.name}：忽略未知的列 {'、'.join(unknown)}"] if unknown else []
    return Manifest(_rows(path, records, warnings), tuple(warnings))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ManifestError(f"{path.name}：清单超过 64 MiB")
        content = path.read_bytes()
    except OSError as error:
        raise ManifestError(f"{path.name}：清单无法读取（{error.strerror}）") from error
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ManifestError(f"{path.name}：清单的编码不是 UTF-8、UTF-16 或 GBK")


def _rows(path: Path, records: list[dict[str, str]], warnings: list[str]) -> dict[str, ManifestRow]:
    """The usable rows. A bad value is left out with a warning; rows that contradict each other are not used at all,
    since a guess could blame the wrong agent."""
    rows: dict[str, ManifestRow] = {}
    contradicted: set[str] = set()
    for number, record in enumerate(records, start=2):
        if not any(record.values()):
            continue
        problems: list[str] = []
        row = _row(record, problems)
        if row.recording and rows.get(row.recording, row) != row:
            problems.append("与前面同名录音的行不一致，均不采用")
            contradicted.add(row.recording)
        warnings += [f"{path.name} 第 {number} 行：{problem}" for problem in problems]
        if row.recording:
            rows[row.recording] = row
    return {name: row for name, row in rows.items() if name not in contradicted}


def _row(record: dict[str, str], problems: list[str]) -> ManifestRow:
    name = Path(record.get("recording", "").replace("\\", "/")).name
    if not name:
        problems.append("recording 为空，跳过此行")
    text = {k: record.get(k) or None for k in ("call_id", "agent_id", "team", "queue", "customer_number", "hung_up_by")}
    started_at = _moment(record.get("started_at", ""), problems)
    direction = _one_of("direction", record, [d.value for d in Direction], problems)
    channel = _one_of("agent_channel", record, ["0", "1"], problems)
    return ManifestRow(
        recording=name, **text, direction=Direction(direction) if direction else None, started_at=started_at,
        ring_seconds=_seconds("ring_seconds", record.get("ring_seconds", ""), problems),
        answered_at=_answered(record.get("answered_at", ""), started_at, problems),
        agent_channel=int(channel) if channel else None,
    )  # fmt: skip


def _one_of(column: str, record: dict[str, str], allowed: list[str], problems: list[str]) -> str | None:
    value = record.get(column, "").lower()
    if value and value not in allowed:
        problems.append(f"{column} 只能是 {' 或 '.join(allowed)}，已忽略")
        return None
    return value or None


def _moment(value: str, problems: list[str]) -> str | None:
    try:
        return datetime.fromisoformat(value).isoformat() if value else None
    except ValueError:
        problems.append("started_at 不是 ISO 8601 时间，已忽略")
        return None


def _answered(value: str, started_at: str | None, problems: list[str]) -> float | None:
    """``answered_at`` is seconds from the start of the recording, or a moment that is compared with ``started_at``."""
    try:
        moment = datetime.fromisoformat(value) if ":" in value else None
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
