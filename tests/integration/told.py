"""What whoever reads all events of a service knows in the end, as its README promises it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from shared.clock import from_text
from shared.events.envelope import Event
from shared.events.registry.volunteers import STATE_APART
from shared.keyring import sealer_of
from tests.integration.listening import Service, lasting_name, text

OF_PEOPLE = {
    "term.recorded.v1",
    "membership.changed.v1",
    "licence.recorded.v1",
    "insurance.recorded.v1",
    "consent.given.v1",
    "consent.withdrawn.v1",
}
OF_ORGANISATIONS = (
    "organisation.registered.v1",
    "station.opened.v1",
    "population.recorded.v1",
    "registration.refused.v1",
)
ERASED = "volunteer.erased.v1"
STATES = {"volunteer.registered.v1", "volunteer.verified.v1", "volunteer.changed.v1", ERASED}
LIVES = {"volunteer.transferred.v1", "volunteer.merged.v1", "volunteer.separated.v1"}
"""Of a transfer or a merge the newest counts."""
BENEFITS = {
    "benefit.granted.v1": "granted",
    "benefit.suspended.v1": "suspended",
    "benefit.redeemed.v1": "redeemed",
    "benefit.ended.v1": "none",
}
"""What a benefit is to somebody after an event."""
AWARD = {
    "award.nominated.v1": "nomination",
    "award.scored.v1": "score",
    "award.given.v1": "award",
    "award.withdrawn.v1": "award",
}
NO_NUMBERS = dict.fromkeys(("volunteer", "kept", "merged"))
Knowledge = dict[str, Any]


def by_registry(service: Service) -> Knowledge:
    """What was accepted or refused, once; each volunteer's newest state, as stored, without a gap."""
    known: Knowledge = {one: _texts(service.told, one) for one in OF_ORGANISATIONS}
    named = [event for event in service.told if event.type == "volunteer.named.v1"]
    known["names"] = sorted(f"{event.data['volunteer_ref']} of {event.data['registered_ref']}" for event in named)
    states = (one for one in service.told if one.type in STATES)
    for number, events in _by(states, lambda event: event.subject).items():
        steps = sorted(events, key=lambda event: event.sequence or 0)
        reference = lasting_name(steps[0])
        stored = service.store.database["volunteers"].find_one({"_id": reference})
        if steps[-1].type == ERASED:
            assert [event.sequence for event in steps] == list(range(1, len(steps) + 1))
            assert stored is None or stored["number"] != number
            continue
        assert stored is not None
        assert [event.sequence for event in steps] == list(range(1, stored["sequence"] + 1))
        state = {name: value for name, value in steps[-1].data.items() if name not in dict(STATE_APART)}
        opened = service.store.sealer.open(state.pop("personal"), state.pop("volunteer"))
        known[reference] = {**state, **opened}
    lives = sorted((one for one in service.told if one.type in LIVES), key=lambda one: one.sequence or 0)
    last = {one.subject: one for one in lives}.values()
    known["lives"] = {one.subject: f"{one.type} {text({**one.data, **NO_NUMBERS})}" for one in last if _lasts(one)}
    of_people = (one for one in service.told if one.type in OF_PEOPLE)
    known["of people"] = sorted(f"{one.type} {one.sequence} {text(_opened(service, one))}" for one in of_people)
    return known


def _lasts(event: Event) -> bool:
    """Whether a transfer leads somewhere, and a merge ends later than it begins; else it was told, and taken back."""
    data = event.data
    if "to_region_code" in data:
        return bool(data["from_region_code"] != data["to_region_code"])
    return "undone_at" not in data or from_text(data["merged_at"]) < from_text(data["undone_at"])


def by_projects(service: Service) -> Knowledge:
    """Everything once, complete; of what waits the last reason, which depends on who came first until then.

    What somebody offers who is erased is told or refused, and then nobody hears of it: it is matched by nobody.
    """
    events = [
        event for event in service.told if event.type != "definition.held.v1" and not _is_of_erased(service, event)
    ]
    last = {event.subject: event for event in service.told}
    held = [event for event in last.values() if event.type == "definition.held.v1"]
    return {"events": sorted(f"{event.type} {text(event.data)}" for event in [*events, *held])}


def _is_of_erased(service: Service, event: Event) -> bool:
    name = event.data.get("volunteer_ref", "")
    return (
        service.store.database["erased"].find_one({"_id": service.store.sealer.digest("erased", name).text}) is not None
    )


def _is_erased(service: Service, event: Event) -> bool:
    """Whether it is about somebody who is erased: whether that is told, or refused, depends on which came first."""
    digest = service.store.sealer.digest("erased", event.data["volunteer"])
    return service.store.database["erased"].find_one({"_id": digest.text}) is not None


def by_hours(service: Service) -> Knowledge:
    """Each attendance's last outcome, and each entry of the ledger once."""
    names = ("hours.credited.v1", "hours.held.v1", "hours.rejected.v1")
    last = {event.data["attendance_ref"]: event for event in service.told if event.type in names}
    outcomes = [text([name, event.type, event.data.get("reason")]) for name, event in last.items() if name]
    return {"outcomes": sorted(outcomes), "credited": _texts(service.told, "hours.credited.v1")}


def by_incentives(service: Service) -> Knowledge:
    """Stars and points, each event going on where the one before it ended; for whom the award is open now."""
    known: Knowledge = {
        one: _texts(service.told, one) for one in ("partner.registered.v1", "benefit.offered.v1", "award.announced.v1")
    }
    reports = [one for one in service.told if one.type == "partner.reported.v1" and not _is_erased(service, one)]
    known["reports"] = sorted(text(one.data) for one in reports)
    for thing, field in (("stars.changed.v1", "stars"), ("points.changed.v1", "points")):
        told = [event for event in service.told if event.type == thing]
        for name, events in _by(told, lambda event: f"{event.subject} {event.data.get('city_code')}").items():
            steps = sorted(events, key=lambda event: event.sequence or 0)
            values = [steps[0].data["before"], *(step.data[field] for step in steps)]
            assert values[0] == 0
            assert [step.data["before"] for step in steps] == values[:-1]
            assert all(one != other for one, other in pairwise(values))
            known[f"{field} of {name}"] = values[-1]
    decided = [one for one in service.told if one.type in BENEFITS]
    for name, events in _by(decided, lambda event: f"{event.data['benefit_ref']} of {event.subject}").items():
        steps = sorted(events, key=lambda event: event.sequence or 0)
        states = ["none", *(BENEFITS[step.type] for step in steps)]
        assert [step.data["before"] for step in steps] == states[:-1]
        known[name] = [states[-1]] if states[-1] != "none" else []
    award = [one for one in service.told if one.type in AWARD]
    for name, events in _by(award, lambda event: f"{AWARD[event.type]} of {event.subject}").items():
        last = max(events, key=lambda event: event.sequence or 0)
        holds = last.data.get("stands", last.data.get("counts", last.type == "award.given.v1"))
        erased = service.store.database["nominations"].find_one({"_id": last.data["nomination_ref"]}) is None
        known[name] = [text(last.data)] if holds and not erased else []
    for event in sorted(service.told, key=lambda event: event.sequence or 0):
        standing = service.store.database["standings"].find_one({"_id": event.subject})
        if event.type == "award.became_eligible.v1" and standing and (standing["earned"] or {}).get("award"):
            known[f"award of {event.subject}"] = event.data["period_to"]
    return {name: value for name, value in known.items() if value}


def by_matching(service: Service) -> Knowledge:
    """The places that are proposed, each once, and the roster's figures."""
    solved = [{**event.data, "solved_at": None} for event in service.told if event.type == "roster.solved.v2"]
    return {"proposed": _texts(service.told, "match.proposed.v2"), "solved": solved}


TOLD: dict[str, Callable[[Service], Knowledge]] = {
    "registry": by_registry,
    "projects": by_projects,
    "hours": by_hours,
    "incentives": by_incentives,
    "matching": by_matching,
}


def _opened(service: Service, event: Event) -> dict[str, Any]:
    """An event about somebody: the number is random, and so is a sealed text; what it says is not."""
    number, sealed = event.data["volunteer"], event.data.get("personal")
    opened = {"personal": sealer_of(service.store.settings, "incentives").open(sealed, number)} if sealed else {}
    return {**event.data, "volunteer": None, **opened}


def _texts(events: Sequence[Event], event_type: str) -> list[str]:
    return sorted(text(event.data) for event in events if event.type == event_type)


def _by(events: Any, key: Callable[[Event], str]) -> dict[str, list[Event]]:
    groups: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        groups[key(event)].append(event)
    return groups
