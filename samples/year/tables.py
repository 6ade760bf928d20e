"""The tables of the year as they grow, and what all of them draw from."""

import collections
import csv
import datetime as dt
import pathlib
import random

from make_warm_winter import CITIES, at

from year.columns import SCHEMA, SHORT

D = dt.date(2018, 12, 31)
YEAR = dt.date(2018, 1, 1)
ONE = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
HALF_HOUR = dt.timedelta(minutes=30)
CITY_CODES = [c[0] for c in CITIES]
CITY_WEIGHTS = [c[3] for c in CITIES]
PLACE = {c[0]: (c[1], c[2]) for c in CITIES}
DELTA = {code + "00" for code in ["4401", "4403", "4404", "4406", "4407", "4412", "4413", "4419", "4420"]}
UNKNOWN = "unknown-18"
REGIONS = pathlib.Path(__file__).parents[2] / "shared" / "data" / "guangdong_regions.csv"


def day(text):
    """A day from its text."""
    return dt.date.fromisoformat(text)


def city_of(region):
    """The city of a region."""
    return region[:4] + "00"


def bad(file):
    """The reference of a row that `irregular` makes invalid, for rows that name an invalid thing."""
    return f"bad-{file}-001"


def months_later(date, months):
    """The same day so many months later, or the last of its month."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    last = (dt.date(year + month // 11, (month + 1) % 12 + 1, 1) - ONE).day
    return dt.date(year, month + 1, min(date.day, last))


class Year:
    """The tables as they grow, and what later tables must know about earlier ones."""

    def __init__(self, scale, seed):
        self.rng = random.Random(seed)  # noqa: S311 - reproducible on purpose
        self.scale = scale
        self.rounds = max(2, round(30 * scale))
        self.tables = {file: [] for file in SCHEMA}
        self.ordinary = {file: [] for file in SCHEMA}
        self.serials = collections.Counter()
        self.documents = set()
        self.busy = collections.defaultdict(list)
        self.asked = set()
        self.person = {}
        self.credits = []
        with REGIONS.open(encoding="utf-8") as f:
            self.counties = collections.defaultdict(list)
            for region in csv.DictReader(f):
                if region["level"] == "county":
                    self.counties[region["parent_code"]].append(region["code"])

    def size(self, at_one, least=1):
        """How many there are at this scale."""
        return max(least, round(at_one * self.scale))

    def case(self, file, **values):
        """A row made on purpose: never the first of two conflicting ones."""
        row = dict.fromkeys(SCHEMA[file], "")
        row.update((column.rstrip("_"), value) for column, value in values.items())
        reference = next(iter(row))
        if not row[reference]:
            stem = reference.removesuffix("_ref")
            self.serials[stem] += 1
            row[reference] = f"{SHORT.get(stem, stem)}18-{self.serials[stem]:06d}"
        self.tables[file].append(row)
        return row

    def add(self, file, **values):
        """A row of the ordinary year."""
        row = self.case(file, **values)
        self.ordinary[file].append(row)
        return row

    def city(self):
        """A city, the large ones more often."""
        return self.rng.choices(CITY_CODES, CITY_WEIGHTS)[0]

    def region(self, city, county_share=0.7):
        """A county of a city, or the city itself."""
        return (
            self.rng.choice(self.counties[city]) if self.counties[city] and self.rng.random() < county_share else city
        )

    def near(self, region):
        """Coordinates about a region's city."""
        latitude, longitude = PLACE.get(city_of(region), PLACE["440100"])
        return {
            "latitude": latitude + self.rng.uniform(-0.2, 0.2),
            "longitude": longitude + self.rng.uniform(-0.2, 0.2),
        }

    def date(self, first, last):
        """A day between two, both included."""
        return first + dt.timedelta(days=self.rng.randrange((last - first).days + 1))

    def instant(self, first, last, hours=(8, 22)):
        """A moment of the day on one of these days."""
        return at(self.date(first, last), self.rng.randrange(*hours), self.rng.randrange(60)) + dt.timedelta(
            seconds=self.rng.randrange(60)
        )

    def chance(self, share):
        """Whether something happens that does so in this share of all cases."""
        return self.rng.random() < share

    def take(self, volunteer, start, end):
        """Reserve a time for a person; False if something else of that person lies in it."""
        times = self.busy[self.person.get(volunteer["volunteer_ref"], volunteer["volunteer_ref"])]
        if any(start < other_end and other_start < end for other_start, other_end in times):
            return False
        times.append((start, end))
        return True
