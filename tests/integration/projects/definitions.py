"""A project, a fund, a donation, a site, a post and a shift as rows, taking them in, and what was told of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from services.projects.funds.kind import FUND_ENTRIES, FUNDS
from services.projects.posts.usecases import open_posts
from services.projects.programmes.kind import PROJECTS
from services.projects.shifts.usecases import schedule_shifts
from services.projects.sites.usecases import open_sites
from shared import deciding
from shared.events.envelope import Event
from shared.intake.rows import Line, Receipt
from shared.kinds import Kind
from shared.store import outbox
from shared.store.transaction import Store, Transaction

PROJECT = {
    "project_ref": "project-1",
    "programme": "sunshine",
    "name": "阳光行动",
    "organisation_ref": "team-1",
    "region_code": "440103",
    "from": "2018-02-10",
    "to": "2018-04-20",
    "target_group": "disabled",
    "risk": "none",
}
FUND = {
    "fund_ref": "fund-1",
    "name": "志愿服务基金",
    "kind": "city",
    "organisation_ref": "team-1",
    "opened_on": "2017-06-01",
}
DONATION = {
    "entry_ref": "entry-1",
    "fund_ref": "fund-1",
    "kind": "donation",
    "amount_fen": "10000",
    "project_ref": "",
    "first_approver": "",
    "second_approver": "",
    "of_ref": "",
    "at": "2018-02-05T09:00:00+08:00",
}
SITE = {
    "site_ref": "site-1",
    "name": "广州南站",
    "kind": "rail_station",
    "region_code": "440100",
    "latitude": "22.99",
    "longitude": "113.27",
}
POST = {
    "post_ref": "post-1",
    "project_ref": "warm-winter",
    "site_ref": "site-1",
    "organisation_ref": "team-1",
    "title": "引导咨询岗",
    "service": "guidance",
    "skill_required": "",
    "minimum_age": "14",
}
SHIFT = {
    "shift_ref": "shift-1",
    "post_ref": "post-1",
    "starts_at": "2018-02-14T08:00:00+08:00",
    "ends_at": "2018-02-14T12:00:00+08:00",
    "capacity": "2",
}
ORGANISATION = Event(
    "organisation.registered.v1",
    "registry",
    "team-1",
    {
        "organisation_ref": "team-1",
        "name": "服务队",
        "kind": "service_team",
        "region_code": "440100",
        "parent_ref": None,
    },
    sequence=1,
)


def intake(kind: Kind, transaction: Transaction, lines: Sequence[Line]) -> Receipt:
    """Rows of a kind arrive in one batch."""
    return deciding.take(transaction, kind, lines)


TAKE: dict[str, tuple[Callable[[Transaction, Sequence[Line]], Receipt], dict[str, str]]] = {
    "project": (partial(intake, PROJECTS), PROJECT),
    "fund": (partial(intake, FUNDS), FUND),
    "entry": (partial(intake, FUND_ENTRIES), DONATION),
    "site": (open_sites, SITE),
    "post": (open_posts, POST),
    "shift": (schedule_shifts, SHIFT),
}


def send(store: Store, kind: Kind, *rows: dict[str, str]) -> Receipt:
    """Take rows of a kind in, one transaction for all."""
    lines = [Line(number, row) for number, row in enumerate(rows, 2)]
    return store.transact(lambda transaction: intake(kind, transaction, lines))


def take(store: Store, kind: str, *rows: dict[str, str]) -> Receipt:
    """Take rows in (the usual one when none is given)."""
    use_case, usual = TAKE[kind]
    lines = [Line(number, row) for number, row in enumerate(rows or (usual,), 2)]
    return store.transact(lambda transaction: use_case(transaction, lines))


def published(store: Store, event_type: str) -> list[Event]:
    """What was told of so far."""
    events = [event for commit in outbox.pending(store.database, 100) for event in outbox.events_of(commit)]
    return [event for event in events if event.type == event_type]
