"""Opening hours of town halls as the national directory writes them: days, then slots, in JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
EVENING = 18 * 60
"""A town hall that closes at 18:00 sharp is not open after it."""

Slot = tuple[int, int]


class HoursError(ValueError):
    """Opening hours that are not written as expected."""


@dataclass(frozen=True, slots=True)
class Week:
    """What an ordinary week amounts to."""

    hours: float
    days: int
    saturday: bool
    evening: bool


def parse_week(text: str) -> Week | None:
    """Add up the opening hours of a week.

    Slots that overlap on one day are counted once (a directory entry often repeats a day), those that end when
    they begin not at all; a range whose last day is left blank is its first day alone.

    Parameters
    ----------
    text : str
        `[["lundi", "jeudi", [["08:30:00", "12:00:00"], …]], …]`.

    Returns
    -------
    Week or None
        None when no opening is stated.
    """
    slots = _by_day(text)
    merged = {day: merge(listed) for day, listed in slots.items()}
    opened = {day: listed for day, listed in merged.items() if listed}
    if not opened:
        return None
    minutes = sum(end - start for listed in opened.values() for start, end in listed)
    late = any(end > EVENING for listed in opened.values() for _, end in listed)
    return Week(minutes / 60, len(opened), "samedi" in opened, late)


def merge(slots: list[Slot]) -> list[Slot]:
    """Unite the slots of a day that touch or overlap, and drop the empty ones.

    Parameters
    ----------
    slots : list of (int, int)
        First and last minute of the day.

    Returns
    -------
    list of (int, int)
        In order, apart from each other.
    """
    united: list[Slot] = []
    for start, end in sorted(slot for slot in slots if slot[0] < slot[1]):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def _by_day(text: str) -> dict[str, list[Slot]]:
    slots: dict[str, list[Slot]] = {}
    try:
        for first, last, listed in json.loads(text):
            start, stop = DAYS.index(first), DAYS.index(last or first)
            if stop < start:
                raise HoursError(f"{last!r} comes before {first!r}")
            for day in DAYS[start : stop + 1]:
                slots.setdefault(day, []).extend((_minutes(begin), _minutes(end)) for begin, end in listed)
    except (ValueError, TypeError, KeyError) as error:
        raise HoursError(f"{text!r} ({error})") from error
    return slots


def _minutes(clock: str) -> int:
    """Return the minute of the day of `HH:MM:SS`."""
    hours, minutes, _ = map(int, clock.split(":"))
    if not 0 <= hours <= 24 or not 0 <= minutes < 60:
        raise HoursError(f"{clock!r} is not a time")
    return 60 * hours + minutes
