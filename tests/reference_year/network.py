"""What the registry's rules make of the rows: organisations, people and what they hold, places and their shifts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tests.reference_year.rows import CHINA, Row, Rows

PROVINCE = "440000"
ONE_DAY = dt.timedelta(days=1)
LOOKED_UP = {
    "populations": "organisation_ref",
    "merges": "kept_ref merged_ref",
    "transfers": "volunteer_ref",
    "terms": "organisation_ref volunteer_ref",
    "affiliations": "volunteer_ref organisation_ref",
    "licences": "volunteer_ref",
    "insurance": "volunteer_ref",
    "consents": "volunteer_ref receiver_ref",
    "projects": "organisation_ref",
    "funds": "organisation_ref",
    "stations": "station_ref organisation_ref",
    "posts": "site_ref organisation_ref",
    "shifts": "post_ref",
    "opening_balances": "volunteer_ref",
    "courses": "organisation_ref",
    "enrolments": "course_ref volunteer_ref",
    "placements": "volunteer_ref",
    "needs": "organisation_ref",
    "offers": "",
    "works": "call_ref organisation_ref",
    "work_scores": "work_ref",
}
"""What a file's rows name, in the order of its columns."""
WORDS = {"kept_ref": "volunteer", "merged_ref": "volunteer", "station_ref": "site"}
SEASONS = {"action_month": 3, "culture_festival": 12}
"""The month in which all of a programme's project lies."""
NOT_REPORTED = {"populations", "opening_balances", "courses", "funds"}


class Network:
    """The records of a folder as of the end of a day."""

    def __init__(self, rows: Rows, day: dt.date) -> None:
        self.rows, self.day = rows, day
        self.tomorrow = dt.datetime.combine(day + ONE_DAY, dt.time(), CHINA)
        self.outcomes = {"organisations": self._organisations()}
        self.known = {name: set(rows[f"{name}s"]) for name in ("volunteer", "partner", "site", "call")}
        self.known["organisation"] = self._accepted("organisations")
        self.known["receiver"] = self.known["organisation"] | self.known["partner"]
        self.kept: dict[str, str] = {
            row["merged_ref"]: row["kept_ref"]
            for row in rows["merges"].values()
            if self._decide("merges", row) == "accepted"
            if row["merged_at"] < self.tomorrow and not self.over(row["undone_at"])
        }
        self.homes: dict[str, list[tuple[dt.datetime, str]]] = {}
        for file in LOOKED_UP:
            self.outcomes[file] = {reference: self._decide(file, row) for reference, row in in_order(file, rows)}
            if file in ("projects", "posts", "shifts", "courses", "works", "funds"):
                self.known[file.removesuffix("s")] = self._accepted(file)

    def report(self) -> dict[str, dict[str, str]]:
        return {
            file: outcomes | dict.fromkeys(self.rows.invalid[file] - outcomes.keys(), "invalid")
            for file, outcomes in self.outcomes.items()
            if file not in NOT_REPORTED
        }

    def accepted(self, file: str) -> list[Row]:
        """A file's rows that are neither held nor refused, whatever else has become of them."""
        return [self.rows[file][reference] for reference in self._accepted(file)]

    def accepted_refs(self, file: str) -> set[str]:
        """The references of these."""
        return self._accepted(file)

    def person(self, volunteer: str) -> str:
        """Whom a registration stands for: another one while a merge is in force."""
        return self.kept.get(volunteer, volunteer)

    def people(self) -> Iterable[tuple[str, Row]]:
        """Every registration that counts as a person."""
        return ((reference, row) for reference, row in self.rows["volunteers"].items() if reference not in self.kept)

    def home(self, volunteer: str, moment: dt.datetime | None = None) -> str:
        """The home region at a moment, or as of the day: where the transfer that was accepted last led."""
        moment = moment or self.tomorrow - dt.timedelta(microseconds=1)
        moves = [move for move in self.homes.get(volunteer, []) if move[0] <= moment]
        region: str = max(moves)[1] if moves else self.rows["volunteers"][volunteer]["home_region_code"]
        return region

    def is_active(self, organisation: str, day: dt.date | None = None) -> bool:
        """Whether an accepted organisation is founded and not dissolved on the day, or on another one."""
        day = day or self.day
        row = self.rows["organisations"][organisation]
        founded, dissolved = row["founded_on"], row["dissolved_on"]
        accepted = self.outcomes["organisations"][organisation] == "accepted"
        return accepted and (not founded or founded <= day) and (not dissolved or dissolved > day)

    def over(self, moment: dt.datetime | None) -> bool:
        """Whether something has come by the end of the day."""
        return moment is not None and moment < self.tomorrow

    def in_force(self, row: Row) -> bool:
        """Whether the day lies between `from` and `to`, both included."""
        return bool(row["from"] <= self.day and (not row["to"] or self.day <= row["to"]))

    def _accepted(self, file: str) -> set[str]:
        lost = ("held:", "refused:")
        return {reference for reference, outcome in self.outcomes[file].items() if not outcome.startswith(lost)}

    def _organisations(self) -> dict[str, str]:
        rows = self.rows["organisations"]
        outcomes = dict.fromkeys(rows, "held:unknown_parent")
        known: set[str | None] = {None}
        while ready := [ref for ref in rows if outcomes[ref].startswith("held") and rows[ref]["parent_ref"] in known]:
            for reference in ready:
                row = rows[reference]
                outcomes[reference] = place_in_tree(row, rows.get(row["parent_ref"]))
            known |= {reference for reference in ready if outcomes[reference] == "accepted"}
        return outcomes

    def _decide(self, file: str, row: Row) -> str:
        for column in LOOKED_UP[file].split():
            word = WORDS.get(column, column.removesuffix("_ref"))
            if row[column] and row[column] not in self.known[word]:
                return f"held:unknown_{word}"
        match file:
            case "merges":
                return "refused:same_person" if row["kept_ref"] == row["merged_ref"] else "accepted"
            case "transfers":
                return self._transfer(row)
            case "terms":
                born = self.rows["volunteers"][self.person(row["volunteer_ref"])]["birth_date"]
                return "accepted" if age(born, row["elected_on"]) >= 18 else "refused:too_young"
            case "projects":
                return self._project(row)
            case "works":
                return work_in_call(row, self.rows["calls"][row["call_ref"]])
            case "work_scores":
                return score_of_work(row, self.rows["works"][row["work_ref"]])
            case "consents":
                if not self.over(row["given_at"]):
                    return "not_yet_given"
                return "withdrawn" if self.over(row["withdrawn_at"]) else "given"
        return "accepted"

    def _project(self, row: Row) -> str:
        first, last = row["from"], row["to"]
        if first + 366 * ONE_DAY <= last:
            return "refused:too_long"
        days = {first + n * ONE_DAY for n in range((last - first).days + 1)}
        season = SEASONS.get(row["programme"])
        if season and {(day.year, day.month) for day in days} != {(first.year, season)}:
            return "refused:outside_season"
        return "accepted" if self.is_active(row["organisation_ref"], first) else "refused:organisation_not_active"

    def _transfer(self, row: Row) -> str:
        volunteer, to = row["volunteer_ref"], row["to_region_code"]
        if self.home(volunteer, row["requested_at"]) == to:
            return "refused:same_region"
        if row["decision"] == "accepted" and row["decided_at"]:
            self.homes.setdefault(volunteer, []).append((row["decided_at"], to))
        return str(row["decision"]) if row["decision"] and self.over(row["decided_at"]) else "open"


def in_order(file: str, rows: Rows) -> list[tuple[str, Row]]:
    """Transfers are decided as they were requested, for each must know where the one before it led."""
    items = list(rows[file].items())
    return sorted(items, key=lambda item: (item[1]["requested_at"], item[0])) if file == "transfers" else items


def place_in_tree(row: Row, parent: Row | None) -> str:
    """What becomes of an organisation whose parent is accepted, or that has none."""
    region = row["region_code"]
    if parent and not contains(parent["region_code"], region):
        return "refused:parent_outside_region"
    if row["kind"] == "federation":
        one_up = parent and parent["kind"] == "federation" and level(parent["region_code"]) == level(region) - 1
        if not (one_up if region != PROVINCE else parent is None):
            return "refused:federation_level"
    return "accepted"


def work_in_call(row: Row, call: Row) -> str:
    """What becomes of a work whose call and organisation are known."""
    if row["submitted_at"] < call["opens_at"]:
        return "refused:not_open"
    if row["submitted_at"] >= call["closes_at"]:
        return "refused:after_close"
    return "accepted" if row["category"] in call["categories"] else "refused:category"


def score_of_work(row: Row, work: Row) -> str:
    """What becomes of a score whose work is known, before the juror's others are looked at."""
    if row["juror_organisation_ref"] == work["organisation_ref"]:
        return "refused:conflict"
    return "refused:declared" if row["conflict_declared"] == "yes" else "accepted"


def city_of(region: str) -> str:
    """The city of a county or of a city itself; the province stands for itself."""
    return region[:4] + "00"


def level(region: str) -> int:
    """Zero for the province, one for a city, two for a county."""
    return 0 if region == PROVINCE else 1 if region == city_of(region) else 2


def contains(outer: str, inner: str) -> bool:
    """Whether a region is another, or lies above it."""
    return outer in (PROVINCE, city_of(inner), inner)


def age(born: dt.date, day: dt.date) -> int:
    """Full years; whoever is born on a 29th of February is older on the 1st of March where there is none."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
