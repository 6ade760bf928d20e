"""Whom a version gives a benefit or takes one: foreseen before it is adopted, and told afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.incentives.effects import showing as effects
from services.incentives.entitlements import showing
from services.incentives.entitlements import usecases as entitlements
from services.incentives.versions import usecases
from shared.config import Settings
from tests.integration.incentives.test_entitlements import TODAY, Scene, consent, granted, shift, today
from tests.integration.incentives.test_policy_versions import People, version
from tests.integration.incentives.test_standing import told
from tests.integration.listening import Service
from tests.integration.registrations import merged, number_of

__all__ = ["today"]
V1, V2, V3 = map(number_of, ("v-1", "v-2", "v-3"))


@pytest.fixture
def scene(incentives: Service, settings: Settings) -> Scene:
    """Two who have 110 hours and consent to a benefit for who has a star, one of whom has more; one who does not."""
    scene = Scene(incentives, settings)
    scene.offer("n-2", min_stars=1, min_minutes=None, within_days=None)
    for reference in ("v-1", "v-2", "v-3"):
        scene.hear(scene.registry.state(reference))
        scene.hear(shift(TODAY - dt.timedelta(days=5), 110, number_of(reference)))
    scene.hear(consent(of=V1), consent(of=V2), shift(TODAY, 20, V2))
    return scene


def test_who_loses_a_benefit_with_a_star_is_foreseen_and_told(scene: Scene, settings: Settings) -> None:
    """The list equals what happens; who never consented loses the star alone, and nobody else anything."""
    people = People(settings, scene.service.store)
    assert people.propose(version()).status_code == 202
    foreseen = people.effects()
    assert [(V1, "benefit/n-2", 1, 0), (V1, "stars", 1, 0), (V3, "stars", 1, 0)] == foreseen
    assert people.adopt().status_code == 200
    before = len(told(scene.service.store))
    usecases.follow(scene.service.store, entitlements.follow)
    news = told(scene.service.store)[before:]
    stars = [(one.data["volunteer"], "stars", 1, 0) for one in news if one.type == "stars.changed.v1"]
    ended = [one for one in news if one.type == "benefit.ended.v1"]
    lost = [(one.data["volunteer"], f"benefit/{one.data['benefit_ref']}", 1, 0) for one in ended]
    assert foreseen == sorted([*stars, *lost])
    assert foreseen == people.effects(), "it can be asked afterwards, too"


def test_of_who_did_not_consent_no_benefits_are_looked_up(
    scene: Scene, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a province they are most; a consent of a registration that is merged away is the person's."""
    scene.hear(merged("v-3", "v-1", "2018-12-20"))
    people, looked = People(settings, scene.service.store), list[str]()

    def held_on(store: Any, numbers: list[str], *more: Any) -> Any:
        looked.extend(numbers)
        return showing.held_on(store, numbers, *more)

    monkeypatch.setattr(effects, "held_on", held_on)
    people.propose(version(first=230))
    assert [(V2, "benefit/n-2", 1, 0), (V2, "stars", 1, 0), (V3, "benefit/n-2", 1, 0)] == people.effects()[:3]
    assert {V2, V3} == set(looked)


def test_a_version_that_gives_more_gives_benefits_too(scene: Scene, settings: Settings) -> None:
    """Fewer minutes for the first star; many are looked up some at a time."""
    granted(scene)
    scene.hear(scene.registry.state("v-4"), shift(TODAY, 90, number_of("v-4")), consent(of=number_of("v-4")))
    people = People(settings, scene.service.store)
    people.propose(version(first=80))
    assert [(number_of("v-4"), "benefit/n-2", 0, 1), (number_of("v-4"), "stars", 0, 1)] == people.effects()
