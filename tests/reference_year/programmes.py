"""What was served in the projects of each programme by the day, and which shifts were joint ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from tests.reference_year.hours import HALF_HOUR, MINUTE, Hours
from tests.reference_year.network import Network
from tests.reference_year.rows import Row

CARDS = {"resident_id": "card", "hk_macao_permit": "permit"}


class Programmes:
    """The programmes' figures, of the credited presences at shifts of accepted projects."""

    def __init__(self, network: Network, hours: Hours) -> None:
        self.network, self.rows = network, network.rows
        self.minutes: dict[str, Counter[str]] = defaultdict(Counter)
        self.volunteers: dict[str, set[str]] = defaultdict(set)
        self.organisations: dict[str, set[str]] = defaultdict(set)
        self.papers: dict[str, set[str]] = defaultdict(set)
        for reference, row in self.rows["attendance"].items():
            if hours.outcomes[reference] == "credited":
                self._count(row)

    def report(self) -> dict[str, Any]:
        return {
            "programmes": {programme: self._programme(programme) for programme in self.minutes},
            "joint_shifts": sum(found >= set(CARDS.values()) for found in self.papers.values()),
        }

    def _programme(self, programme: str) -> dict[str, Any]:
        groups = dict(self.minutes[programme])
        distinct = {
            "volunteers": len(self.volunteers[programme]),
            "organisations": len(self.organisations[programme]),
        }
        return {"minutes": sum(groups.values()), **distinct, "by_target_group": groups}

    def _count(self, row: Row) -> None:
        shift = self.rows["shifts"][row["shift_ref"]]
        post = self.rows["posts"][shift["post_ref"]]
        project = self.rows["projects"].get(post["project_ref"] or "")
        start = max(row["checked_in_at"], shift["starts_at"] - HALF_HOUR)
        if not project or post["project_ref"] not in self.network.known["project"] or start.date() > self.network.day:
            return
        end, programme = min(row["checked_out_at"], shift["ends_at"] + HALF_HOUR), project["programme"]
        self.minutes[programme][project["target_group"]] += (end - start) // MINUTE
        self.volunteers[programme].add(self.network.person(row["volunteer_ref"]))
        self.organisations[programme].add(post["organisation_ref"])
        if programme == "hk_macao":
            papers = self.rows["volunteers"][row["volunteer_ref"]]["document_type"]
            self.papers[row["shift_ref"]].add(CARDS.get(papers, "other"))
