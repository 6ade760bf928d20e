"""What hours publishes: what became of each attendance, and every entry of the ledger."""

from __future__ import annotations

from marshmallow import fields

from shared.events.contract import Contract, EventData, day, flag, moment, policy, text, whole


class HoursCredited(EventData):
    """An entry was added to the ledger."""

    entry = text("the ledger entry's id: the attendance's reference, or `opening:` and the balance's")
    attendance_ref = text("the attendance; null for an opening balance", allow_none=True)
    shift_ref = text("the shift; null for an opening balance", allow_none=True)
    volunteer = text("the volunteer's number")
    minutes = whole("credited minutes")
    region_code = text("where it was served, GB/T 2260")
    day = day("the day of service in China; for an opening balance the day of its statement")
    starts_at = moment("start of the credited interval; null for an opening balance", allow_none=True)
    ends_at = moment("end of the credited interval; null for an opening balance", allow_none=True)
    provenance = text("measured, attested, backfilled or migrated")
    late = flag("recorded more than 10 working days after the day of service")
    policy = policy()


class HoursReversed(EventData):
    """An entry takes another one back: what that credited counts no more, as if it had never been."""

    entry = text("the reversing entry's id: `reversal:` and that of the entry which it takes back")
    reverses = text("the entry that is taken back")
    attendance_ref = text("the attendance; null for an opening balance", allow_none=True)
    shift_ref = text("the shift; null for an opening balance", allow_none=True)
    volunteer = text("the volunteer's number")
    minutes = whole("minutes that count no more")
    region_code = text("where they were credited, GB/T 2260")
    day = day("the day of the entry that is taken back, in China")
    starts_at = moment("start of the interval that counts no more; null for an opening balance", allow_none=True)
    ends_at = moment("its end; null for an opening balance", allow_none=True)
    provenance = text("measured, attested, backfilled or migrated, of the entry that is taken back")
    because = text("not_served, recorded_twice, wrong_times, wrong_person or upheld")


class HoursDisputed(EventData):
    """What became of a presence is disputed; the envelope's sequence tells which of two is the later."""

    attendance_ref = text("the attendance")
    volunteer = text("the volunteer's number")
    claim = text("not_counted, too_few, too_many or not_mine")
    state = text("open, answered, upheld or dismissed")
    answer = text("agreed or stands; null while there is none", allow_none=True)
    opened_on = day("when it was opened")
    region_code = text("where it was served, GB/T 2260")


class HoursHeld(EventData):
    """An attendance waits for something; it is decided again when that comes."""

    attendance_ref = text("the attendance")
    reason = text("the rule's reason code, e.g. unverified_volunteer")
    notice_until = fields.Date(
        required=True, allow_none=True, metadata={"description": "last day of the public notice; null without one"}
    )
    policy = policy()


class HoursRejected(EventData):
    """An attendance cannot be credited."""

    attendance_ref = text("the attendance")
    reason = text("the rule's reason code: negative_duration, outside_window, too_short, too_young or objection")
    policy = policy()


class CertificateIssued(EventData):
    """A certificate of credited hours was issued."""

    serial = text("its serial, by which everybody may check it")
    volunteer = text("the volunteer's number")
    organisation_ref = text(
        "the organisation by which, or below which, the hours were recorded; null for all", allow_none=True
    )
    first_day = day("the first day of service that it is about")
    last_day = day("the last one")
    minutes = whole("credited minutes that it certifies")
    entries = whole("how many entries of the ledger these are")


class CertificateRevoked(EventData):
    """A certificate counts no longer; the check says so."""

    serial = text("its serial")
    volunteer = text("the volunteer's number")
    reason = text("reversed, separated, mistaken, lost or asked_for")
    entry = text("of `reversed` the entry of the ledger that was taken back; null for others", allow_none=True)


class LedgerSealed(EventData):
    """The ledger was sealed up to an entry: who keeps seals can be shown later that nothing of it was changed."""

    number = whole("the seal's number; the first one is 1")
    entries = whole("how many entries it seals that had no seal")
    size = whole("how many entries it and all before it seal")
    root = text("root of the Merkle tree of all these (RFC 6962, SHA-256), in hexadecimal digits")
    previous = text("SHA-256 of what the seal before says, in hexadecimal digits; zeros for the first one")
    sealed_at = moment("when")
    key = text("the id of the key that signed it")
    signature = text("Ed25519, in base64url")


CONTRACTS = (
    Contract(
        "hours.credited.v1",
        "hours",
        ("hours", "incentives", "matching"),
        HoursCredited,
        "Minutes of service were credited to a volunteer.",
    ),
    Contract(
        "hours.reversed.v1",
        "hours",
        ("hours", "incentives", "matching"),
        HoursReversed,
        "Credited minutes were taken back by an entry of its own.",
    ),
    Contract("hours.disputed.v1", "hours", (), HoursDisputed, "What became of an attendance is disputed."),
    Contract("hours.held.v1", "hours", (), HoursHeld, "An attendance is held for a reason, until the reason is gone."),
    Contract("hours.rejected.v1", "hours", (), HoursRejected, "An attendance was rejected for a reason."),
    Contract("certificate.issued.v1", "hours", (), CertificateIssued, "A certificate of credited hours was issued."),
    Contract(
        "certificate.revoked.v1", "hours", (), CertificateRevoked, "A certificate counts no longer, for a reason."
    ),
    Contract("ledger.sealed.v1", "hours", (), LedgerSealed, "The entries of the ledger up to one were sealed."),
)
