"""A list of calls, row by row: whose headings are known, and what each row says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from pipeline.domain.call import Direction
from pipeline.errors import ManifestError
from pipeline.intake.conventions import Conventions
from pipeline.intake.manifest.row import TEXT_COLUMNS, ManifestRow
from pipeline.intake.manifest.tables import Line, sheets
from pipeline.intake.manifest.values import MAX_MINUTES_TO_ANSWER, clean, code, moment_in, seconds_in, unit_of
from pipeline.intake.vocabulary import COLUMNS, NUMBERS, VALUES
from pipeline.language import _, _n

HEADING_WITHIN = 10  # lines: a title and notes may stand above the headings
MOST_NOTICES = 100
_CODES = ("call_id", "agent_id", "customer_number")


@dataclass
class Notices:
    """Sentences for people, as many as anybody reads; the others are counted."""

    shown: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            if len(self.shown) < MOST_NOTICES:
                self.shown.append(sentence)
            else:
                self.more += 1

    def all(self) -> tuple[str, ...]:
        return (*self.shown, *([_n("另有 %(num)s 处类似问题", self.more)] if self.more else []))


class Table:
    """The rows under a heading, each with its line number, as they are asked for."""

    def __init__(self, name: str, headings: list[str], lines: Iterator[Line], conventions: Conventions) -> None:
        self.name, self.notices = name, Notices()
        self._lines, self._conventions = lines, conventions
        meant = [conventions.vocabulary.column(heading) for heading in headings]
        self._columns = {column: place for place, column in reversed(list(enumerate(meant)))}  # the first one counts
        self._units = {column: unit_of(headings[place]) for column, place in self._columns.items()}
        self.notices.add(self._about(meant))

    def _about(self, meant: list[str]) -> Iterator[str]:
        known = COLUMNS | NUMBERS
        if unknown := sorted({column for column in meant if column and column not in known}):
            yield _("%(name)s：忽略未知的列 %(columns)s", name=self.name, columns=_("、").join(unknown))
        for column in sorted(known):
            if meant.count(column) > 1:
                yield _(
                    "%(name)s：有 %(count)s 列都是 %(column)s，只采用第一列",
                    name=self.name,
                    count=meant.count(column),
                    column=column,
                )

    def __iter__(self) -> Iterator[Line]:
        return ((line, cells) for line, cells in self._lines if any(map(str.strip, cells)))

    def cell(self, cells: list[str], column: str) -> str:
        place = self._columns.get(column, len(cells))
        return clean(cells[place]) if place < len(cells) else ""

    def row(self, line: int, cells: list[str]) -> ManifestRow:
        """What a row says; the values that can't be used are left out, and named in the notices."""
        problems: list[str] = []
        record = {column: self.cell(cells, column) for column in self._columns}
        row = row_of(record, problems, self._conventions, self._units)
        self.warn(line, *problems)
        return row

    def warn(self, line: int, *problems: str) -> None:
        self.notices.add(
            _("%(name)s 第 %(line)s 行：%(problem)s", name=self.name, line=line, problem=problem)
            for problem in problems
        )


@contextmanager
def open_table(path: Path, conventions: Conventions, keys: Collection[str] = ("recording",)) -> Iterator[Table]:
    """The table of a file: the first sheet in whose first lines a column of one of the ``keys`` is named.

    Raises ManifestError where there is none, or, while reading, where the file is damaged.
    """
    with sheets(path) as tables:
        for lines in tables:
            if (headings := _headings(lines, conventions, keys)) is not None:
                yield Table(path.name, headings, lines, conventions)
                return
    # the columns are not told: without a heading they are a caller's data
    raise ManifestError(
        _(
            "%(name)s：清单缺少 %(columns)s 列（「录音文件」等名称也可以），请检查列名",
            name=path.name,
            columns=_(" 或 ").join(keys),
        )
    )


def _headings(lines: Iterator[Line], conventions: Conventions, keys: Collection[str]) -> list[str] | None:
    """The cells of the line that names the columns; what follows it is left in ``lines``."""
    for _line, cells in islice(lines, HEADING_WITHIN):
        headings = [clean(cell).lower() for cell in cells]
        if not set(keys).isdisjoint(map(conventions.vocabulary.column, headings)):
            return headings
    return None


def row_of(
    record: Mapping[str, str], problems: list[str], conventions: Conventions, units: Mapping[str, float] | None = None
) -> ManifestRow:
    """What one row says, by column; every value that can't be used is left out, and ``problems`` says so.

    ``units`` are the seconds in the unit of a column of durations, where it is another one than seconds.
    """
    value, units = _Values(record, problems, conventions), units or {}
    direction, channel = value.one_of("direction"), value.one_of("agent_channel")
    started = value.moment("started_at")
    text = {column: value.text(column) for column in TEXT_COLUMNS}
    text["customer_number"] = text["customer_number"] or value.number_of_customer(direction)
    text["hung_up_by"] = text["hung_up_by"] and conventions.vocabulary.value("hung_up_by", text["hung_up_by"])
    return ManifestRow(
        recording=record.get("recording", "").replace("\\", "/"),
        **text,
        direction=Direction(direction) if direction else None,
        started_at=started.isoformat() if started else None,
        ring_seconds=value.seconds("ring_seconds", units.get("ring_seconds", 1.0)),
        answered_at=value.answered(started, units.get("answered_at", 1.0)),
        agent_channel=int(channel) if channel else None,
    )


@dataclass(frozen=True, slots=True)
class _Values:
    """The cells of one row, by column, and what is wrong with them."""

    record: Mapping[str, str]
    problems: list[str]
    conventions: Conventions

    def text(self, column: str) -> str | None:
        """Control characters and marks that turn the writing around would forge what terminals and pages show."""
        given = self.record.get(column) or None
        if given is None:
            return None
        if not given.isprintable():
            self._ignored(_("%(column)s 含有控制字符或不可见字符", column=column))
            return None
        if len(given) > TEXT_COLUMNS.get(column, 64):
            self._ignored(_("%(column)s 过长", column=column))
            return None
        try:
            return code(given) if column in _CODES or column in NUMBERS else given
        except ValueError:
            self._ignored(_("%(column)s 被表格软件改成了科学计数法，位数已丢失", column=column))
            return None

    def number_of_customer(self, direction: str | None) -> str | None:
        """Who rings up is the customer, unless the call goes out."""
        return self.text("called_number" if direction == Direction.OUTBOUND else "caller_number")

    def one_of(self, column: str) -> str | None:
        allowed = sorted(VALUES[column])
        given = self.conventions.vocabulary.value(column, self.record.get(column, "")).lower()
        if given and given not in allowed:
            self._ignored(_("%(column)s 只能是 %(values)s", column=column, values=_(" 或 ").join(allowed)))
            return None
        return given or None

    def moment(self, column: str) -> datetime | None:
        given = self.record.get(column, "")
        try:
            return moment_in(given, self.conventions.timezone) if given else None
        except (ValueError, OverflowError):
            self._ignored(_("%(column)s 不是能识别的时间（例如 2024-01-05 09:03）", column=column))
            return None

    def seconds(self, column: str, unit: float = 1.0) -> float | None:
        given = self.record.get(column, "")
        try:
            return seconds_in(given, unit) if given else None
        except ValueError:
            self._ignored(_("%(column)s 应为 0 到 86400 之间的秒数", column=column))
            return None

    def answered(self, started: datetime | None, unit: float) -> float | None:
        """``answered_at`` is seconds from the start of the recording, or a moment that is compared with the start."""
        given = self.record.get("answered_at", "")
        if started is None or not given:
            return self.seconds("answered_at", unit)
        after = _after(given, started, self.conventions.timezone)
        if after is not None and not 0 <= after < 86_400:
            self._ignored(_("answered_at 早于开始时间"))
            return None
        return self.seconds("answered_at", unit) if after is None else after

    def _ignored(self, problem: str) -> None:
        self.problems.append(_("%(problem)s，已忽略", problem=problem))


def _after(given: str, started: datetime, timezone: str) -> float | None:
    """Seconds from ``started`` to a moment, or to a time of day soon after it; None where ``given`` is neither."""
    try:
        return (moment_in(given, timezone) - started).total_seconds()
    except (ValueError, OverflowError):
        pass
    try:
        clock = seconds_in(given) if given.count(":") == 2 else None
    except ValueError:
        return None
    if clock is None:
        return None
    midnight = started.replace(hour=0, minute=0, second=0, microsecond=0)
    after = (midnight + timedelta(seconds=clock) - started).total_seconds()
    return after if 0 <= after < MAX_MINUTES_TO_ANSWER * 60 else None
