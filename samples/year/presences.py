"""The ordinary year: who signed up to a shift and who came."""

from year.tables import HALF_HOUR, HOUR, MINUTE, ONE, SECOND, D, city_of, months_later


def sign(y, of, v, moment, make=None):
    """A volunteer signs up to a shift."""
    y.asked.add(of["shift_ref"])
    return (make or y.case)(
        "sign_up_actions", action="sign_up", shift_ref=of["shift_ref"], volunteer_ref=v["volunteer_ref"], at=moment
    )


def cancel(y, action, moment, make=None):
    """A sign-up is cancelled."""
    return (make or y.case)("sign_up_actions", action="cancel", sign_up_ref=action["action_ref"], at=moment)


def present(y, of, v, start, end, method="qr", recorded="", approved="", make=None):
    """A presence of a volunteer at a shift."""
    return (make or y.case)(
        "attendance",
        shift_ref=of["shift_ref"],
        volunteer_ref=v["volunteer_ref"],
        checked_in_at=start,
        checked_out_at=end,
        method=method,
        recorded_by=recorded,
        approved_by=approved,
    )


def of_age(v, date):
    """Whether a volunteer may serve on a day: adult, or with a guardian's consent."""
    return months_later(v["birth_date"], 12 * 18) <= date or (
        v["guardian_consent_on"] and v["guardian_consent_on"] <= date
    )


def credit(y, v, start, end, of=None, site=None, project=None, measured=True):
    """What the ordinary presences earn, for the thresholds of the awards."""
    minutes = int((end - start) / MINUTE)
    if v["identity_status"] == "verified" and of_age(v, start.date()) and 0 < minutes <= 480:
        y.credits.append(
            (
                start.date(),
                minutes,
                v["volunteer_ref"],
                project and project["project_ref"],
                of and of["organisation_ref"],
                site and site["site_ref"],
                measured,
            )
        )


def attendance(y):
    """The ordinary year: who came to a shift, most of them after a sign-up."""
    visitors = [v for v in y.everyone if v["document_type"] == "hk_macao_permit"]
    for slot, of, site, project in y.shifts:
        starts, ends = slot["starts_at"], slot["ends_at"]
        pool = y.pool[city_of(site["region_code"])] or y.everyone  # a small year may have nobody in a city
        wanted = slot["capacity"] + y.rng.choice((0, 0, 1, 1, 1)) - (y.rng.random() < 0.2)
        for n in range(wanted):
            for _ in range(6):
                v = y.rng.choice(visitors if project["programme"] == "hk_macao" and n % 2 else pool)
                if months_later(v["birth_date"], 12 * of["minimum_age"]) <= starts.date() and y.take(
                    v, starts - HALF_HOUR, ends + HALF_HOUR
                ):
                    come(y, slot, of, site, project, v)
                    break
        if y.chance(0.12):
            extra_sign_ups(y, slot, pool)


def come(y, slot, of, site, project, v):
    """What one volunteer did about one shift."""
    starts, ends = slot["starts_at"], slot["ends_at"]
    start, end = starts + y.rng.randint(-10, 15) * MINUTE, ends + y.rng.randint(-20, 10) * MINUTE
    early = starts - y.rng.randrange(3 * 60, 20 * 24 * 60) * MINUTE - y.rng.randrange(60) * SECOND
    asks_more = of["licence_required"] or of["qualification_required"] or project["risk"] == "risky"
    undecidable = asks_more and v["volunteer_ref"] in y.merged  # which registration has it, and since when?
    action = sign(y, slot, v, early, y.add) if y.chance(0.5) and not undecidable else None
    luck = y.rng.random()
    if luck < 0.01:
        present(y, slot, v, start, "")
    elif luck < 0.015:
        present(y, slot, v, end, start)
    elif luck < 0.02 and y.take(v, starts + 23 * HOUR, ends + 25 * HOUR) and starts.date() < D - ONE:
        present(y, slot, v, start + ONE, end + ONE)
    elif luck < 0.03:
        present(y, slot, v, start, end, "backfilled", "admin-1", y.rng.choice(("admin-1", "")))
    elif luck < 0.04:
        present(y, slot, v, start, end, "backfilled", "admin-1", "admin-2")
    elif luck < 0.07:
        if action and y.chance(0.7):  # signed up, and cancelled; the others did not come
            cancel(y, action, y.rng.choice((early + HOUR, starts - 3 * HOUR)), y.add)
    else:
        method = y.rng.choices(("qr", "gps", "attested"), (80, 8, 12))[0]
        present(
            y,
            slot,
            v,
            start,
            end,
            method,
            "leader-1" if method == "attested" else "",
            make=y.add if method != "attested" else y.case,
        )
        credit(
            y,
            v,
            start,
            end,
            of,
            site,
            project if of["project_ref"] == project["project_ref"] else None,
            method != "attested",
        )


def extra_sign_ups(y, slot, pool):
    """More people than places: a waiting list, which moves when someone cancels."""
    people = [v for v in y.rng.sample(pool, min(len(pool), 4)) if v["volunteer_ref"] not in y.merged]
    actions = [
        sign(y, slot, v, slot["starts_at"] - y.rng.randrange(-60, 9 * 24 * 60) * MINUTE - y.rng.randrange(60) * SECOND)
        for v in people
    ]
    for action in actions[:2]:
        if y.chance(0.5):
            cancel(
                y, action, max(action["at"] + MINUTE, slot["starts_at"] - y.rng.choice((30, 90, 300, 2000)) * MINUTE)
            )
