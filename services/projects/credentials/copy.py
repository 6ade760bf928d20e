"""What volunteers hold: the copies of their licences and insurance, each by its reference."""

from __future__ import annotations

from shared.copies import Copy

LICENCES = Copy(
    "licences",
    ("licence.recorded.v1",),
    "licence_ref",
    ("volunteer", "kind", "valid_from", "valid_to", "verified"),
    newest=True,
)
INSURANCE = Copy(
    "insurance", ("insurance.recorded.v1",), "insurance_ref", ("volunteer", "first_day", "last_day"), newest=True
)
COPIES = (LICENCES, INSURANCE)
