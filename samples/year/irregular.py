"""What goes wrong on the way: malformed rows, replays and conflicts."""

import datetime as dt

from make_warm_winter import stamp

from year.columns import DAY_EARLIER, HARMLESS, MALFORMED, OTHER_WORD, SCHEMA, SECOND_LATER, SORTED_BY_INSTANT, STARTS
from year.tables import ONE, SECOND


def missing_when_needed(file):
    """Fields that only some rows must have."""
    return {
        "populations": [("kind", "league_members", "organisation_ref", "")],
        "affiliations": [("kind", "student", "stage", "")],
        "visits": [("kind", "lesson", "lesson_kind", "")],
        "partner_reports": [("kind", "redeemed", "benefit_ref", "")],
        "sign_up_actions": [
            ("action", "sign_up", "shift_ref", ""),
            ("action", "sign_up", "volunteer_ref", ""),
            ("action", "cancel", "sign_up_ref", ""),
        ],
        "fund_entries": [
            ("kind", "donation", "amount_fen", ""),
            ("kind", "donation", "amount_fen", "0"),
            ("kind", "grant", "amount_fen", "0"),
            ("kind", "refund", "of_ref", ""),
        ],
    }.get(file, [])


def spoil(y, file):
    """Copies of good rows under references of their own, malformed in one field each; more in longer files."""
    rows, columns = y.tables[file], SCHEMA[file]
    reference, spoiled = next(iter(columns)), []

    def broken(candidates, column, value):
        row = dict(y.rng.choice(candidates), **{column: value})
        if column != reference or file == "availability":
            row[reference] = row[reference] if file == "availability" else f"bad-{file}-{len(spoiled) + 1:03d}"
        spoiled.append(row)

    for column in [*list(columns)[1:], reference]:
        kind = columns[column]
        values = [v for v in MALFORMED[kind.rstrip("?")] if v or not kind.endswith("?")]
        if column == "place":
            values = ["", "330100", "Kenya"]
        candidates = [row for row in rows if row[column] != ""]
        if file == "award_cycles" and column == "category":
            values = ["unheard-of"]
        for value in (
            values if len(rows) > 100 else values[-1:] if not spoiled else y.rng.sample(values, min(1, len(values)))
        ):
            broken(candidates, column, value)
        starts = STARTS.get(column, ())
        for start in (starts,) if isinstance(starts, str) else starts:
            pairs = [row for row in candidates if row.get(start)]
            if pairs:
                row = y.rng.choice(pairs)
                broken([row], column, row[start] - (SECOND if isinstance(row[start], dt.datetime) else ONE))
    for column, word, needed, value in missing_when_needed(file):
        broken([row for row in rows if row[column] == word], needed, value)
    return spoiled


def conflicting(y, file, row):
    """The same reference with other contents that would lead to the same figures."""
    other = dict(row)
    if file == "shifts":
        if row["shift_ref"] in y.asked:  # its capacity would matter
            return None
        other["capacity"] += 1
    elif file in HARMLESS:
        other[HARMLESS[file]] = {"phone": "19199999999"}.get(HARMLESS[file], f"{row[HARMLESS[file]]}*")
    elif file in OTHER_WORD:
        column, words = OTHER_WORD[file]
        if row[column] not in words:
            return None
        other[column] = words[row[column]]
    elif file in DAY_EARLIER:
        if row.get("kind") == "student":
            return None
        other[DAY_EARLIER[file]] -= ONE
    elif file in SECOND_LATER:
        other[SECOND_LATER[file]] += SECOND
    else:  # availability: all its columns are the reference
        return None
    return other


def irregular(y, file):
    """The file's rows as they arrive: shuffled, with malformed rows, replays and conflicts after the first."""
    rows = y.tables[file]
    spoiled = spoil(y, file)
    replayed = [dict(row) for row in y.rng.sample(rows, min(len(rows), max(2, len(rows) // 80)))]
    firsts = y.rng.sample(y.ordinary[file], min(len(y.ordinary[file]), max(2, len(rows) // 100)))
    conflicts = [other for other in (conflicting(y, file, row) for row in firsts) if other]
    mixed = rows + spoiled + replayed
    if file in SORTED_BY_INSTANT:
        reference = next(iter(SCHEMA[file]))
        return sorted(mixed + conflicts, key=lambda row: (text(row["at"]), row[reference]))
    y.rng.shuffle(mixed)

    def key(row):
        return (row[next(iter(row))], row["category"] if file == "award_cycles" else "")

    first = {key(row): n for n, row in reversed(list(enumerate(mixed)))}
    later = [(y.rng.randint(first[key(other)] + 1, len(mixed)), n) for n, other in enumerate(conflicts)]
    for where, n in sorted(later, reverse=True):
        mixed.insert(where, conflicts[n])
    return mixed


def text(value):
    """A value as it stands in a file."""
    if isinstance(value, dt.datetime):
        return stamp(value)
    return f"{value:.5f}" if isinstance(value, float) else str(value)
