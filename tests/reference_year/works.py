"""What the rules make of works and their scores: which count, and which works are best."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from tests.reference_year.network import Network

FEWEST, TRIMMED = 3, 5


class Works:
    """The outcomes of works and scores, and the ranking as of the network's day."""

    def __init__(self, network: Network) -> None:
        self.network, self.rows = network, network.rows
        self.outcomes = {file: dict(network.outcomes[file]) for file in ("works", "work_scores")}
        judged = set[tuple[str, str]]()
        for reference, row in sorted(self.rows["work_scores"].items(), key=lambda item: (item[1]["at"], item[0])):
            if self.outcomes["work_scores"][reference] == "accepted":
                by = row["work_ref"], row["juror_ref"]
                if by in judged:
                    self.outcomes["work_scores"][reference] = "refused:second_score"
                judged.add(by)

    def report(self) -> dict[str, dict[str, str]]:
        return {
            file: outcomes | dict.fromkeys(self.rows.invalid[file] - outcomes.keys(), "invalid")
            for file, outcomes in self.outcomes.items()
        }

    def ranked(self) -> dict[str, dict[str, list[list[str]]]]:
        """By call and category the works that enough jurors scored, the best first."""
        scores: dict[str, list[int]] = defaultdict(list)
        for reference, row in self.rows["work_scores"].items():
            if self.outcomes["work_scores"][reference] == "accepted" and self.network.over(row["at"]):
                scores[row["work_ref"]].append(row["score"])
        places: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for work, some in scores.items():
            row = self.rows["works"][work]
            if len(some) >= FEWEST and self.network.over(row["submitted_at"]):
                place = -hundredths(some), row["submitted_at"], work
                places[row["call_ref"]][row["category"]].append(place)
        return {
            call: {
                category: [[work, f"{-mean // 100}.{-mean % 100:02}"] for mean, _, work in sorted(some)]
                for category, some in categories.items()
            }
            for call, categories in places.items()
        }


def hundredths(scores: list[int]) -> int:
    """The mean of what counts in hundredths, half up."""
    counted = sorted(scores)[1:-1] if len(scores) >= TRIMMED else scores
    return int(Fraction(100 * sum(counted), len(counted)) + Fraction(1, 2))
