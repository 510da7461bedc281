"""A clock window: the time span of a run, and how cells that show it are recognised."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

_NUMBERS = {"integer", "bigint", "numeric", "double precision", "real"}
_NUMBER = re.compile(rb"\d{10}(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class ClockWindow:
    """The time span of a run.

    Parameters
    ----------
    start, end : with a time zone
    zones : zones in which a time without zone may be meant
    dates : the days on which the run took place, in each of the zones
    quick : finds lines that may hold such a time
    moment : finds a date with an optional time and zone
    """

    start: datetime
    end: datetime
    zones: tuple[tzinfo, ...]
    dates: frozenset[date]
    quick: re.Pattern[bytes]
    moment: re.Pattern[bytes]

    @classmethod
    def of(cls, start: datetime, end: datetime) -> ClockWindow:
        """Make the window of a run from its begin and end, both with a time zone."""
        zones = tuple(zone for zone in {UTC, start.tzinfo, end.tzinfo} if zone is not None)
        dates = frozenset(
            moment.astimezone(zone).date() for moment in (start, end) for zone in zones
        )
        days = "|".join(sorted(day.isoformat() for day in _neighbours(dates)))
        seconds = _shared_prefix(str(int(start.timestamp())), str(int(end.timestamp())))
        return cls(
            start,
            end,
            zones,
            dates,
            re.compile(f"{days}|(?<![0-9]){seconds}".encode()),
            re.compile(
                rf"(?:{days})(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?"
                rf"(?:Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?)?".encode()
            ),
        )

    def may_hold(self, line: bytes) -> bool:
        """Tell quickly whether a row is worth a closer look."""
        return self.quick.search(line) is not None

    def cells(self, line: bytes, types: Sequence[str]) -> list[int]:
        """Give the positions of the cells that show the time or the date of the run."""
        return [
            position
            for position, (cell, kind) in enumerate(zip(line.split(b"\t"), types, strict=True))
            if self._shows(cell, kind)
        ]

    def _shows(self, cell: bytes, kind: str) -> bool:
        if kind.split("(")[0] in _NUMBERS:
            return _NUMBER.fullmatch(cell) is not None and self._epoch(cell)
        return any(self._contains(found.decode()) for found in self.moment.findall(cell))

    def _epoch(self, cell: bytes) -> bool:
        """Tell whether a number is seconds, milli-, micro- or nanoseconds of the window."""
        digits = len(cell.split(b".")[0])
        seconds = float(cell) / math.pow(10, digits - 10)
        return int(self.start.timestamp()) <= seconds <= self.end.timestamp()

    def _contains(self, text: str) -> bool:
        if len(text) == len("2000-01-01"):
            return date.fromisoformat(text) in self.dates
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return False
        if moment.date() in self.dates and (moment.hour, moment.minute, moment.second) == (0, 0, 0):
            return True
        # Times are often stored without their fraction, so the window begins on a whole
        # second (a whole minute where the text has no seconds).
        start = self.start.replace(microsecond=0)
        if text.count(":") == 1 and moment.tzinfo is None:
            start = start.replace(second=0)
        moments = (
            [moment.replace(tzinfo=zone) for zone in self.zones]
            if moment.tzinfo is None
            else [moment]
        )
        return any(start <= each <= self.end for each in moments)


def _neighbours(dates: frozenset[date]) -> set[date]:
    """Add the day before and after: a time with an offset may carry another date."""
    return {day + timedelta(days=shift) for day in dates for shift in (-1, 0, 1)}


def _shared_prefix(one: str, other: str) -> str:
    length = next((i for i, (x, y) in enumerate(zip(one, other, strict=True)) if x != y), len(one))
    return one[:length]
