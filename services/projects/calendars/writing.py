"""A calendar as a file (iCalendar, RFC 5545): times of Guangdong with their zone, in Chinese or English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event

from services.projects.calendars.domain import STATUS, Entry
from services.projects.signups.domain import CANCELLED, WAITING
from shared import clock
from shared.languages import say

CONTENT_TYPE = "text/calendar"
ASK_AGAIN = dt.timedelta(hours=1)
"""How often a calendar program is to look. (no source)"""
ZONE_HOLDS = (dt.date(2000, 1, 1), dt.date(2100, 1, 1))
"""Days for which the file says what the zone is: no summer time in all of them, so that it is one line."""
NAME = "my volunteer shifts"
MARKS = {WAITING: "waiting list", CANCELLED: "cancelled"}
"""What stands before a shift of which the person has no place: many programs show no status."""


def written(entries: Iterable[Entry], language: str) -> bytes:
    """The file. It is the same for the same entries, so that its hash says whether anything is new."""
    calendar = Calendar()
    calendar.add("prodid", "-//Kapok//shifts 1//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", say(NAME, language))
    calendar.add("x-wr-timezone", clock.CHINA.key)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for one in entries:
        calendar.add_component(_event(one, language))
    calendar.add_missing_timezones(*ZONE_HOLDS)
    return bytes(calendar.to_ical())


def _event(entry: Entry, language: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.asked_at.astimezone(dt.UTC))
    event.add("dtstart", entry.starts_at.astimezone(clock.CHINA))
    event.add("dtend", entry.ends_at.astimezone(clock.CHINA))
    event.add("status", STATUS[entry.state])
    mark = MARKS.get(entry.state)
    event.add("summary", f"[{say(mark, language)}] {entry.title}" if mark else entry.title)
    event.add("location", entry.site)
    return event
