"""Identity documents: the form of each type, and what its number says about its holder.

Sources: GB 11643 for resident identity numbers (weights and check digit are ISO 7064 MOD 11-2), the issuing offices'
descriptions for the others; where a rule is not established, only the form is checked. A right check digit is no
verification: it says that the number was typed well.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from stdnum.iso7064 import mod_11_2

from shared.crypto import Sealer
from shared.hashing import Digest
from shared.rules.faults import Fault

SEPARATORS = re.compile(r"[\s()\[\]\-\u00b7]")
LEGACY = re.compile(r"[0-9]{15}")


@dataclass(frozen=True)
class Document:
    """A document whose number has the right form.

    Attributes:
        kind: one of `RULES`.
        number: without separators, upper case, in its lasting form: the same person's renewed document has the same.
        birth_date, sex: what the number says of its holder; None where it says nothing.
    """

    kind: str
    number: str
    birth_date: dt.date | None = None
    sex: str | None = None

    def digest(self, sealer: Sealer) -> Digest:
        """The keyed hashes of type and number, by which documents are compared."""
        return sealer.digest("document", self.kind, self.number)


@dataclass(frozen=True)
class Rule:
    """How the numbers of one type look.

    Attributes:
        form: what the whole number must match, without separators.
        lasting: makes of a number what stays when the document is renewed.
        citizen: whether the number is built as GB 11643 says: birth date, sex, check digit.
    """

    form: re.Pattern[str]
    lasting: Callable[[str], str] = str
    citizen: bool = False


def upgraded(number: str) -> str:
    """A resident number in 18 characters: those of 15 digits (until 1999) lack the century and the check digit."""
    if not LEGACY.fullmatch(number):
        return number
    longer = number[:6] + "19" + number[6:]
    return longer + mod_11_2.calc_check_digit(longer)


def without_renewals(length: int) -> Callable[[str], str]:
    """Cut the two digits that count renewals from a number which is longer than `length` characters."""
    return lambda number: number[:length]


RULES: dict[str, Rule] = {
    "resident_id": Rule(re.compile(r"[1-6][0-9]{14}|[1-6][0-9]{16}[0-9X]"), upgraded, citizen=True),
    "hk_macao_residence_permit": Rule(re.compile(r"8[12]0000[0-9]{11}[0-9X]"), citizen=True),
    "taiwan_residence_permit": Rule(re.compile(r"830000[0-9]{11}[0-9X]"), citizen=True),
    "home_return_permit": Rule(re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?|[HM]A[0-9A-Z]{7}"), without_renewals(9)),
    "taiwan_permit": Rule(re.compile(r"[0-9]{8}(?:[0-9]{2})?"), without_renewals(8)),
    "foreign_permanent_resident_card": Rule(re.compile(r"[A-Z0-9]{15}|[0-9]{18}")),
    "passport": Rule(re.compile(r"[A-Z0-9]{5,18}")),
}
"""By type: resident identity card (居民身份证); residence permits of Hong Kong, Macao and Taiwan residents
(港澳台居民居住证); home-return permit (港澳居民来往内地通行证); Taiwan permit (台湾居民来往大陆通行证);
foreigner's permanent residence card (外国人永久居留身份证); passport (护照)."""

OTHER_NAMES = {"hk_macao_permit": "home_return_permit"}
"""A document that files call otherwise is the same one: two names must not make two persons of its holder."""

KINDS = (*RULES, *OTHER_NAMES)


def compact(number: str) -> str:
    """A number without spaces, hyphens and brackets, in half-width upper case."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", number)).upper()


def read_document(kind: str, text: str) -> Document | Fault:
    """The document that a type and a number as typed name, or what is wrong with the number."""
    kind, number = OTHER_NAMES.get(kind, kind), compact(text)
    rule = RULES[kind]
    if not rule.form.fullmatch(number):
        return Fault("document_number", "malformed")
    lasting = rule.lasting(number)
    return _read_citizen(kind, lasting) if rule.citizen else Document(kind, lasting)


def _read_citizen(kind: str, number: str) -> Document | Fault:
    if not mod_11_2.is_valid(number):
        return Fault("document_number", "wrong_check_digit")
    try:
        birth_date = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return Fault("document_number", "impossible_birth_date")
    return Document(kind, number, birth_date, "M" if int(number[16]) % 2 else "F")
