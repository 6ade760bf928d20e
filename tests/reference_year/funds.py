"""Funds: what becomes of each entry, in the order of time, and what is in a fund on the day."""

from __future__ import annotations

import datetime as dt

from tests.reference_year.network import Network
from tests.reference_year.rows import Row

THIRTY_DAYS = dt.timedelta(hours=30 * 24)
SMALL = 10_000


class Funds:
    """Every entry's outcome, and every fund's balance."""

    def __init__(self, network: Network) -> None:
        self.network, self.rows = network, network.rows["fund_entries"]
        self.outcomes: dict[str, str] = {}
        self.refunded: set[str] = set()
        self.now = dict.fromkeys(network.known["fund"], 0)
        self.on_the_day = dict(self.now)
        for reference, row in sorted(self.rows.items(), key=lambda item: (item[1]["at"], item[0])):
            self.outcomes[reference] = self._decide(row)
            if self.outcomes[reference] == "accepted":
                self._move(row)

    def report(self) -> dict[str, dict[str, str]]:
        invalid = self.network.rows.invalid["fund_entries"] - self.outcomes.keys()
        return {"fund_entries": self.outcomes | dict.fromkeys(invalid, "invalid")}

    def balances(self) -> dict[str, dict[str, int]]:
        small: dict[str, list[int]] = {fund: [] for fund in self.on_the_day}
        for reference, row in self.rows.items():
            accepted = self.outcomes[reference] == "accepted" and self.network.over(row["at"])
            if accepted and row["kind"] == "donation" and row["amount_fen"] <= SMALL:
                small[row["fund_ref"]].append(row["amount_fen"])
        return {
            fund: {"balance_fen": fen, "small_donations": len(small[fund]), "small_donations_fen": sum(small[fund])}
            for fund, fen in self.on_the_day.items()
            if self.network.rows["funds"][fund]["opened_on"] <= self.network.day
        }

    def _decide(self, row: Row) -> str:
        if row["fund_ref"] not in self.now:
            return "held:unknown_fund"
        match row["kind"]:
            case "grant":
                return self._grant(row)
            case "refund":
                return self._refund(row)
        return "accepted"

    def _grant(self, row: Row) -> str:
        if row["project_ref"] not in self.network.known["project"]:
            return "held:unknown_project"
        approvers = {row["first_approver"], row["second_approver"]} - {None}
        if len(approvers) < 2:
            return "refused:second_person_required"
        return "accepted" if row["amount_fen"] <= self.now[row["fund_ref"]] else "refused:insufficient_balance"

    def _refund(self, row: Row) -> str:
        gift = self.rows.get(row["of_ref"], {})
        if self.outcomes.get(row["of_ref"]) != "accepted" or gift["kind"] != "donation":
            return "held:unknown_entry"
        if gift["fund_ref"] != row["fund_ref"]:
            return "held:unknown_entry"
        if row["of_ref"] in self.refunded:
            return "refused:already_refunded"
        if row["at"] - gift["at"] > THIRTY_DAYS:
            return "refused:too_late"
        return "accepted" if gift["amount_fen"] <= self.now[row["fund_ref"]] else "refused:insufficient_balance"

    def _move(self, row: Row) -> None:
        fen = -self.rows[row["of_ref"]]["amount_fen"] if row["kind"] == "refund" else row["amount_fen"]
        if row["kind"] == "refund":
            self.refunded.add(row["of_ref"])
        if row["kind"] == "grant":
            fen = -fen
        self.now[row["fund_ref"]] += fen
        if self.network.over(row["at"]):
            self.on_the_day[row["fund_ref"]] += fen
