#!/usr/bin/env python3
"""Generate one Spring Festival "warm winter" season as the CSV files that partner systems export.

    make_warm_winter.py OUT_DIR [--scale 0.1] [--seed 2018]

Scale 1 has the published size of the 2018 season: about 430 sites, 2,700 posts, 32,500 attendances in 40 days
(2018-02-01 to 2018-03-12). Everything else is synthetic: identity numbers carry the address code 440000, which no card
bears, with a valid check digit. README.md beside this file describes every file and every irregularity that is mixed
in. Only the standard library is used, and the same arguments give the same bytes: the order of the draws below is part
of the result.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

Row = Sequence[Any]
CHINA = dt.timezone(dt.timedelta(hours=8))
FIRST_DAY, DAYS = dt.date(2018, 2, 1), 40
PARTS = {"morning": (8, 12), "afternoon": (13, 17), "evening": (18, 22)}
SITE_TYPES = [
    ("rail_station", "火车站", 6),
    ("airport", "机场", 1),
    ("coach_station", "汽车客运站", 8),
    ("port", "港口码头", 2),
    ("service_area", "高速公路服务区", 5),
    ("petrol_station", "国省道加油站", 3),
]
SERVICES = [
    ("guidance", "引导咨询", ""),
    ("order", "秩序维持", ""),
    ("priority_help", "重点帮扶", "elderly_care"),
    ("convenience", "便民利民", ""),
    ("emergency", "应急救援", "first_aid"),
]
SKILLS = [
    "first_aid",
    "elderly_care",
    "sign_language",
    "english",
    "cantonese",
    "hakka",
    "teochew",
    "driving",
    "psychology",
    "it",
]
SURNAMES = "陈李黄张梁林刘吴罗杨何郑谢邓蔡冯叶曾许苏"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚桂英建华文玉兰斌宇浩凯欣怡梓轩子涵诗琪"
# City, latitude, longitude, share of the sites: public geography, weighted towards the Pearl River Delta.
CITIES = [
    ("440100", 23.13, 113.26, 22),
    ("440300", 22.54, 114.06, 18),
    ("440600", 23.02, 113.12, 10),
    ("441900", 23.02, 113.75, 10),
    ("442000", 22.52, 113.39, 4),
    ("440400", 22.27, 113.58, 5),
    ("441300", 23.11, 114.42, 5),
    ("440700", 22.58, 113.08, 4),
    ("441200", 23.05, 112.47, 3),
    ("440500", 23.35, 116.68, 3),
    ("440800", 21.27, 110.36, 3),
    ("440900", 21.66, 110.93, 2),
    ("440200", 24.81, 113.60, 3),
    ("441400", 24.29, 116.12, 2),
    ("441500", 22.79, 115.37, 1),
    ("441600", 23.74, 114.70, 1),
    ("441700", 21.86, 111.98, 1),
    ("441800", 23.68, 113.06, 1),
    ("445100", 23.66, 116.62, 1),
    ("445200", 23.55, 116.37, 1),
    ("445300", 22.92, 112.04, 1),
]
BALANCE_HOURS = (40, 93, 98, 150, 295, 410, 596, 996, 1498)
CHECK_DIGITS = "10X98765432"
CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
HEADERS = {
    "organisations": "organisation_ref,name,kind,region_code,parent_ref",
    "sites": "site_ref,name,kind,region_code,latitude,longitude",
    "posts": "post_ref,project_ref,site_ref,organisation_ref,title,service,skill_required,minimum_age",
    "shifts": "shift_ref,post_ref,starts_at,ends_at,capacity",
    "volunteers": "volunteer_ref,name,document_type,document_number,birth_date,sex,phone,home_region_code,skills,"
    "party_member,league_member,student_stage,guardian_consent_on,identity_status,latitude,longitude",
    "opening_balances": "balance_ref,volunteer_ref,minutes,region_code,as_of,source",
    "availability": "volunteer_ref,date,part_of_day",
    "attendance": "attendance_ref,shift_ref,volunteer_ref,checked_in_at,checked_out_at,method,recorded_by,approved_by",
}


def identity_number(born: dt.date, serial: int) -> str:
    """A number of GB 11643 with its check digit."""
    body = f"440000{born:%Y%m%d}{serial:03d}"
    return body + CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(body, CHECK_WEIGHTS, strict=True)) % 11]


def stamp(moment: dt.datetime) -> str:
    """ISO 8601 to the second."""
    return moment.isoformat(timespec="seconds")


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of a day in China."""
    return dt.datetime.combine(day, dt.time(hour, minute), CHINA)


class Season:
    """A season in the making: the rows of each file, drawn one after the other from one generator."""

    def __init__(self, scale: float, seed: int) -> None:
        self.scale = scale
        self.rng = random.Random(seed)  # noqa: S311 - reproducible on purpose
        self.sites: list[Row] = []
        self.posts: list[Row] = []
        self.shifts: list[Row] = []
        self.volunteers: list[Row] = []
        self.balances: list[Row] = []
        self.availability: list[Row] = []
        self.documents: set[str] = set()
        self.home_of: list[str] = []
        self._open_sites()
        self._open_posts()
        self._schedule_shifts()
        for n in range(max(300, round(6500 * scale))):
            self._register_volunteer(n)
        self.attendance = Presences(self).rows

    def write(self, folder: Path) -> None:
        """Write the eight files."""
        folder.mkdir(parents=True, exist_ok=True)
        shifts = [(ref, post, stamp(start), stamp(end), places) for ref, post, start, end, places in self.shifts]
        write(folder, "organisations", organisations())
        write(folder, "sites", self.sites)
        write(folder, "posts", self.posts)
        write(folder, "shifts", shifts)
        write(folder, "volunteers", self.volunteers)
        write(folder, "opening_balances", self.balances)
        write(folder, "availability", self.availability)
        write(folder, "attendance", self.attendance)

    def _pick(self, rows: Sequence[Any], weights: Sequence[int]) -> Any:
        return self.rng.choices(rows, weights)[0]

    def _pick_city(self) -> Any:
        return self._pick(CITIES, [city[3] for city in CITIES])

    def _near(self, degrees: float) -> str:
        return f"{degrees + self.rng.uniform(-0.2, 0.2):.5f}"

    def _open_sites(self) -> None:
        for n in range(max(21, round(430 * self.scale))):
            code, latitude, longitude, _ = CITIES[n] if n < 21 else self._pick_city()
            kind, label, _ = self._pick(SITE_TYPES, [site_type[2] for site_type in SITE_TYPES])
            name = f"{code}{label}{n}"
            self.sites.append((f"site-{n:05d}", name, kind, code, self._near(latitude), self._near(longitude)))

    def _open_posts(self) -> None:
        for n in range(max(60, round(2700 * self.scale))):
            site = self.sites[n % len(self.sites)]
            service, label, skill = self._pick(SERVICES, [5, 4, 3, 3, 1])
            required = skill if self.rng.random() < 0.7 else ""
            age = 16 if service == "emergency" else 14
            project, team = f"warm-winter-2018-{site[3]}", f"team-{site[3]}"
            self.posts.append((f"post-{n:05d}", project, site[0], team, f"{label}岗", service, required, age))

    def _schedule_shifts(self) -> None:
        for n in range(len(self.posts) * 6):
            post = self.posts[n % len(self.posts)]
            day = FIRST_DAY + dt.timedelta(days=self.rng.randrange(DAYS))
            start, end = PARTS[self.rng.choice(list(PARTS))]
            places = self.rng.choice((1, 2, 2, 3))
            self.shifts.append((f"shift-{n:06d}", post[0], at(day, start), at(day, end), places))

    def _register_volunteer(self, n: int) -> None:
        rng, reference = self.rng, f"v-{n:06d}"
        code, latitude, longitude, _ = self._pick_city()
        age = rng.choice((15, 16, 17)) if rng.random() < 0.06 else rng.randint(18, 68)
        born = dt.date(2018 - age, 1, 1) + dt.timedelta(days=rng.randrange(28))
        stage = "senior_high" if age < 18 else "university" if age < 23 and rng.random() < 0.7 else ""
        consent = "2018-01-15" if age < 18 and rng.random() < 0.8 else ""
        status = "unverified" if rng.random() < 0.03 else "verified"
        serial = self._free_serial(born, n % 1000)
        name = rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2))))
        skills = "|".join(sorted(rng.sample(SKILLS, rng.choice((0, 1, 1, 2, 3)))))
        party = "yes" if age >= 18 and rng.random() < 0.12 else "no"
        league = "yes" if 14 <= age <= 28 and rng.random() < 0.55 else "no"
        document = ("resident_id", identity_number(born, serial), born.isoformat(), "FM"[serial % 2], f"190{n:08d}")
        place = (self._near(latitude), self._near(longitude))
        facts = (code, skills, party, league, stage, consent, status)
        self.volunteers.append((reference, name, *document, *facts, *place))
        self.home_of.append(code)
        if rng.random() < 0.3:
            minutes = rng.choice(BALANCE_HOURS) * 60
            self.balances.append((f"balance-{n:06d}", reference, minutes, code, "2017-12-31", "city_system_export"))
        for day in sorted(rng.sample(range(DAYS), 8)):
            date = (FIRST_DAY + dt.timedelta(days=day)).isoformat()
            self.availability.append((reference, date, rng.choice(list(PARTS))))

    def _free_serial(self, born: dt.date, serial: int) -> int:
        while identity_number(born, serial) in self.documents:
            serial = (serial + 1) % 1000
        self.documents.add(identity_number(born, serial))
        return serial


Irregular = Callable[[Row, Callable[[], str]], list[Row]]
"""Makes of a regular row, and of references where it needs another, the rows that are sent."""


def _by(row: Row, method: str, recorded_by: str = "", approved_by: str = "") -> Row:
    return [*row[:5], method, recorded_by, approved_by]


def _a_day_later(row: Row) -> Row:
    later = [stamp(dt.datetime.fromisoformat(moment) + dt.timedelta(days=1)) for moment in row[3:5]]
    return [*row[:3], *later, *row[5:]]


IRREGULARITIES: list[tuple[float, Irregular]] = [
    (0.010, lambda row, _: [[*row[:4], "", *row[5:]]]),  # never signed out
    (0.016, lambda row, _: [[*row[:3], row[4], row[3], *row[5:]]]),  # signed out before signing in
    (0.024, lambda row, _: [_a_day_later(row)]),  # on another day than the shift's
    (0.036, lambda row, _: [_by(row, "backfilled", "admin-1", "admin-1")]),  # one person did both
    (0.048, lambda row, _: [_by(row, "backfilled", "admin-1", "admin-2")]),  # waits for the public notice
    (0.060, lambda row, _: [row, row]),  # sent twice
    (0.068, lambda row, _: [row, _by(row, "attested", "leader-1")]),  # sent twice, contents differ
    (0.078, lambda row, reference: [row, [reference(), *row[1:]]]),  # two records of one presence
    (0.081, lambda row, _: [[*row[:3], "02/30/2018 9am", *row[4:]]]),  # a time that is no time
    (0.084, lambda row, _: [[row[0], "shift-unknown", *row[2:]]]),
    (0.087, lambda row, _: [[*row[:2], "v-unknown", *row[3:]]]),
]
"""What goes wrong, with the upper bound of the draw that leads to it."""


class Presences:
    """Attendance rows: mostly regular, with the irregularities that README.md lists mixed in, and shuffled."""

    def __init__(self, season: Season) -> None:
        self.season, self.rng = season, season.rng
        self.rows: list[Row] = []
        self.taken: set[tuple[int, dt.date]] = set()
        self.serial = iter(range(10**9))
        city_of_site = {site[0]: site[3] for site in season.sites}
        self.city_of_post = {post[0]: city_of_site[post[2]] for post in season.posts}
        self.age_of_post = {post[0]: post[7] for post in season.posts}
        self.people_of: dict[str, list[int]] = {}
        for n, code in enumerate(season.home_of):
            self.people_of.setdefault(code, []).append(n)
        for shift in list(season.shifts):
            self._serve(shift)
        for shift, span in self._long_shifts():
            self._serve_long(shift, span)
        self.rng.shuffle(self.rows)

    def _serve(self, shift: Row) -> None:
        day, youngest = shift[2].date(), 2018 - self.age_of_post[shift[1]]
        volunteers = self.season.volunteers
        free = [n for n in self._free(shift) if int(volunteers[n][4][:4]) <= youngest]
        for n in self.rng.sample(free, min(len(free), shift[4])):
            self.taken.add((n, day))
            start = shift[2] + dt.timedelta(minutes=self.rng.randint(-10, 15))
            end = shift[3] + dt.timedelta(minutes=self.rng.randint(-20, 10))
            self.rows += self._records(shift, n, start, end)

    def _records(self, shift: Row, n: int, start: dt.datetime, end: dt.datetime) -> list[Row]:
        luck = self.rng.random()
        for below, irregular in IRREGULARITIES:
            if luck < below:
                return irregular(self._row(shift, n, start, end), self._next_reference)
        row = self._row(shift, n, start, end)
        if luck < 0.12:
            return [_by(row, "attested", "leader-1")]
        return [_by(row, "gps" if self.rng.random() < 0.05 else "qr")]

    def _row(self, shift: Row, n: int, start: dt.datetime, end: dt.datetime) -> Row:
        return [self._next_reference(), shift[0], f"v-{n:06d}", stamp(start), stamp(end), "qr", "", ""]

    def _next_reference(self) -> str:
        return f"a-{next(self.serial):07d}"

    def _free(self, shift: Row) -> list[int]:
        day = shift[2].date()
        return [n for n in self.people_of.get(self.city_of_post[shift[1]], []) if (n, day) not in self.taken]

    def _long_shifts(self) -> list[tuple[Row, int]]:
        """Shifts of 9 and 13 hours, added to the season's."""
        extra: list[tuple[Row, int]] = []
        for k in range(max(6, len(self.season.posts) // 40)):
            span = 13 if k % 3 == 0 else 9
            day = FIRST_DAY + dt.timedelta(days=self.rng.randrange(DAYS))
            post, start = self.rng.choice(self.season.posts)[0], at(day, 7)
            extra.append(((f"shift-long-{k:04d}", post, start, start + dt.timedelta(hours=span), 2), span))
        self.season.shifts += [shift for shift, _ in extra]
        return extra

    def _serve_long(self, shift: Row, span: int) -> None:
        pool = self._free(shift)
        if pool:
            n = self.rng.choice(pool)
            self.taken.add((n, shift[2].date()))
            self.rows.append(self._row(shift, n, shift[2], shift[2] + dt.timedelta(hours=span)))


def organisations() -> Iterable[Row]:
    """The province's federation, and for each city its federation and its service team."""
    yield "org-province", "广东省志愿者联合会", "federation", "440000", ""
    for code, *_ in CITIES:
        yield f"org-{code}", f"{code}志愿者联合会", "federation", code, "org-province"
        yield f"team-{code}", f"{code}暖冬志愿服务队", "service_team", code, f"org-{code}"


def write(folder: Path, name: str, rows: Iterable[Row]) -> None:
    """Write one file."""
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(HEADERS[name].split(","))
        lines.writerows(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out_dir", type=Path)
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=2018)
    arguments = parser.parse_args()
    Season(arguments.scale, arguments.seed).write(arguments.out_dir)
