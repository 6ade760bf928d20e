"""What partners' benefits are to volunteers, and what became of the partners' reports."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from tests.reference_year.hours import Hours, stars
from tests.reference_year.network import ONE_DAY, Network, contains
from tests.reference_year.rows import Row


class Benefits:
    """Benefits and reports of a network as of the day."""

    def __init__(self, network: Network, hours: Hours) -> None:
        self.network, self.hours = network, hours
        partners = network.known["partner"]
        self.offers = {name: row for name, row in network.rows["benefits"].items() if row["partner_ref"] in partners}
        self.outcomes = {name: self._outcome(row) for name, row in network.rows["partner_reports"].items()}
        self.reports: dict[str, list[Row]] = defaultdict(list)
        for name, row in network.rows["partner_reports"].items():
            if self.outcomes[name] == "accepted" and row["at"] < network.tomorrow:
                self.reports[network.person(row["volunteer_ref"])].append(row)

    def report(self) -> dict[str, dict[str, str]]:
        invalid = self.network.rows.invalid["partner_reports"] - self.outcomes.keys()
        return {"partner_reports": self.outcomes | dict.fromkeys(invalid, "invalid")}

    def states(self) -> dict[str, dict[str, str]]:
        """By person and benefit the state, without those that are none."""
        found: dict[str, dict[str, str]] = {}
        for person, _ in self.network.people():
            states = {name: self._state(person, name, offer) for name, offer in self.offers.items()}
            if held := {name: state for name, state in states.items() if state != "none"}:
                found[person] = held
        return found

    def in_breach(self, person: str) -> bool:
        """Whether any partner's last breach has no later word of that partner that it is resolved."""
        return unresolved(self.reports[person])

    def is_in_breach(self, registrations: list[str], day: dt.date) -> bool:
        """The same of registrations that are one person, by the end of a day."""
        rows = self.network.rows["partner_reports"].items()
        told = (row for name, row in rows if self.outcomes[name] == "accepted" and row["at"].date() <= day)
        return unresolved([row for row in told if row["volunteer_ref"] in registrations])

    def _outcome(self, row: Row) -> str:
        known = self.network.known
        if row["partner_ref"] not in known["partner"]:
            return "held:unknown_partner"
        if row["volunteer_ref"] not in known["volunteer"]:
            return "held:unknown_volunteer"
        if row["benefit_ref"] and row["benefit_ref"] not in self.offers:
            return "held:unknown_benefit"
        return "accepted"

    def _state(self, person: str, name: str, offer: Row) -> str:
        network, day = self.network, self.network.day
        entries = self.hours.of(person)
        since = day - offer["within_days"] * ONE_DAY if offer["within_days"] is not None else dt.date.min
        consents = (
            row
            for row in network.accepted("consents")
            if network.person(row["volunteer_ref"]) == person
            if (row["purpose"], row["receiver_ref"]) == ("benefits", offer["partner_ref"])
        )
        if not (
            network.in_force(offer)
            and network.rows["volunteers"][person]["identity_status"] == "verified"
            and stars(sum(entry.minutes for entry in entries)) >= (offer["min_stars"] or 0)
            and sum(entry.minutes for entry in entries if entry.day > since) >= (offer["min_minutes"] or 0)
            and contains(offer["region_code"], network.home(person))
            and any(network.over(row["given_at"]) and not network.over(row["withdrawn_at"]) for row in consents)
        ):
            return "none"
        if self.in_breach(person):
            return "suspended"
        redeemed = ("redeemed", offer["partner_ref"], name)
        reports = ((row["kind"], row["partner_ref"], row["benefit_ref"]) for row in self.reports[person])
        return "redeemed" if redeemed in reports else "granted"


def unresolved(reports: list[Row]) -> bool:
    """Whether any partner's last breach has no later word of that partner that it is resolved."""
    last: dict[tuple[str, str], dt.datetime] = {}
    for row in reports:
        key = (row["partner_ref"], row["kind"])
        last[key] = max(row["at"], last.get(key, row["at"]))
    return any(
        kind == "breach" and not last.get((partner, "breach_resolved"), at) > at for (partner, kind), at in last.items()
    )
