"""What decides on nominations, gathered from what incentives keeps: what was served for subjects, who is near them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from services.incentives.awards.eligibility import COMMUNITY, ORGANISATION, PROJECT, VOLUNTEER, Served
from services.incentives.reports.domain import in_breach
from services.incentives.reports.repository import reports_in
from services.incentives.served.copies import PROJECTS, STATIONS
from services.incentives.served.repository import merges_of, presences_for
from services.incentives.standing import repository as standing
from services.incentives.standing.accounts import Account
from services.incentives.standing.entries import Window, total
from services.incentives.standing.persons import known_as, persons_on
from services.incentives.students.repository import members_in
from shared import clock
from shared.rules.juries import Score
from shared.rules.merges import stands_for
from shared.store.client import Document
from shared.store.transaction import Transaction

FOR = {PROJECT: "project_ref", ORGANISATION: "organisation_ref", COMMUNITY: "site_ref"}
"""By category the field by which a shift is for its subject."""
OWNERS = {PROJECT: PROJECTS.collection, COMMUNITY: STATIONS.collection}
"""Of whose subjects an organisation answers."""


def served_by(
    transaction: Transaction, accounts: Mapping[str, Account], person: str, period: tuple[dt.date, dt.date]
) -> Served:
    """What a volunteer served, as of the last day of a period, in all registrations that are one person on it."""
    first, last = period
    registrations = persons_on(accounts, last).registrations(person)
    known = [accounts[one].standing for one in registrations if one in accounts]
    entries = [entry for one in known for entry in one.counted if entry.day <= last]
    in_period = Window(first, last).of(entry for entry in entries if entry.is_presence)
    reports = (one for some in reports_in(transaction, registrations).values() for one in some)
    return Served(total(entries), total(in_period), in_breach=bool(in_breach(reports, last)))


def served_for(transaction: Transaction, category: str, subject: str, period: tuple[dt.date, dt.date]) -> Served:
    """What was served for a project, an organisation or a station in a period."""
    presences = presences_for(transaction, FOR[category], subject, *period)
    numbers = {one.volunteer for one in presences}
    stand = stands_for(merges_of(transaction, numbers), period[1])
    return Served(
        in_period=sum(one.minutes for one in presences),
        measured=sum(one.minutes for one in presences if one.measured),
        volunteers=len({stand.get(one, one) for one in numbers}),
    )


def near(transaction: Transaction, nominations: Iterable[Document]) -> Mapping[str, Callable[[Score], set[str]]]:
    """By nomination who may not judge it on the day of a score, by their names."""
    some = list(nominations)
    numbers = {one["nominator"] for one in some} | {one["subject"] for one in some if one["category"] == VOLUNTEER}
    accounts = standing.accounts_in(transaction, numbers)
    members = members_in(transaction, accounts)
    owners = {
        category: transaction[collection].by_id(one["subject"] for one in some if one["category"] == category)
        for category, collection in OWNERS.items()
    }

    def of(nomination: Document) -> Callable[[Score], set[str]]:
        subject, category = nomination["subject"], nomination["category"]
        named = {nomination["subject_ref"], nomination["nominated_by"]}
        owner = owners.get(category, {}).get(subject, {}).get("organisation_ref")

        def near_on(score: Score) -> set[str]:
            day = clock.china_day(score.at)
            persons = persons_on(accounts, day)
            found = named | known_as(accounts, persons, nomination["nominator"]) | ({owner} if owner else set())
            if category == VOLUNTEER:
                found |= known_as(accounts, persons, subject)
                theirs = persons.registrations(persons.person(subject))
                found |= {one for number in theirs for one, span in members.get(number, ()) if span.has(day)}
            return found

        return near_on

    return {one["_id"]: of(one) for one in some}
