"""Whether a person's number stands in a text that others will see, however it is written. Pure; no source.

An identity number of 18 characters (GB 11643) or of 15 digits (until 1999), or a mainland mobile telephone number:
alone or between other characters, in digits of any script or width, in groups, or with something between all digits.
What only looks like one is one: who reads a text cannot tell, and its day or its check digit may be mistyped. What a
machine drew at random is none, such as a UUID: in one of a thousand eleven digits could be a telephone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from stdnum.iso7064 import mod_11_2

FEWEST = 11
"""Digits of the shortest number."""
CHAIN = re.compile(r"[0-9](?:[\W_]{0,3}[0-9])*[\W_]{0,3}[Xx]?")
"""Digits with not much between them, of which a number may be made."""
ENOUGH = re.compile(rf"(?:[^0-9]*+[0-9]){{{FEWEST}}}")
GROUP = re.compile(r"[0-9]+|[Xx]")
PHONE = re.compile(r"(?:(?:00)?86|0)?1[3-9][0-9]{9}")
DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
AREA = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[0-9])[0-9]{4}"
"""A province and what lies in it; 8 is of residents from Hong Kong, Macao and Taiwan, 9 of foreigners."""
IDENTITY = re.compile(rf"{AREA}(?:18|19|20)[0-9]{{2}}{DAY}[0-9]{{3}}[0-9Xx]")
OLD_IDENTITY = re.compile(rf"{AREA}[3-9][0-9]{DAY}[0-9]{{3}}")
"""Of who was born in 1930 or later: earlier ones would be the numbers of cases of our days, region, day and serial."""
ANY = re.compile("|".join(one.pattern for one in (IDENTITY, OLD_IDENTITY, PHONE)))
"""Anywhere in digits: where none is, as in a day and a serial number, none is looked for at each place."""
RANDOM = re.compile(
    r"(?<![^\W_])(?:(?=[0-9-]{0,35}[a-f])[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    r"|P?(?=(?:[0-9]*[a-f]+[0-9]){3})[0-9a-f]{16,})(?![^\W_])",
    re.IGNORECASE,
)
"""A UUID (RFC 9562), or another long hexadecimal number, digits and letters well mixed; so is a partner's pseudonym."""


def shows_personal_number(text: str) -> bool:
    """Whether an identity number or a mobile telephone number stands in the text."""
    if not text.isascii():
        if sum(map(str.isnumeric, text)) < FEWEST // 2:  # some signs are two digits, such as a 13 in a circle
            return False
        text = _in_plain_digits(text)
    return has_digits_enough(text) and any(map(_is_personal, CHAIN.findall(RANDOM.sub("random", text))))


def has_digits_enough(text: str) -> bool:
    """Whether a text in plain characters has as many digits as the shortest number."""
    return ENOUGH.match(text) is not None


def _in_plain_digits(text: str) -> str:
    return "".join(map(_plain, unicodedata.normalize("NFKC", text)))


def _plain(character: str) -> str:
    value = unicodedata.numeric(character, -1)
    return str(int(value)) if value in range(10) else character


def _is_personal(chain: str) -> bool:
    groups = GROUP.findall(chain)
    joined = "".join(groups)
    if ANY.search(joined) is None:
        return False
    starts, ends = _bounds(groups)
    return (
        any(_begins(joined, start, IDENTITY, ends) or _begins(joined, start, OLD_IDENTITY, ends) for start in starts)
        or any(_is_phone(joined, start, starts, ends) for start in starts)
        or any(_is_checked(joined[start : start + 18]) for start in range(len(joined) - 17))
    )


def _bounds(groups: Iterable[str]) -> tuple[set[int], set[int]]:
    """Where groups begin and end in what they are joined to."""
    starts, ends, at = set[int](), set[int](), 0
    for group in groups:
        starts.add(at)
        at += len(group)
        ends.add(at)
    return starts, ends


def _begins(joined: str, start: int, number: re.Pattern[str], ends: set[int]) -> bool:
    """Whether a number begins with one group and ends with the same or another one."""
    found = number.match(joined, start)
    return found is not None and found.end() in ends


def _is_phone(joined: str, start: int, starts: set[int], ends: set[int]) -> bool:
    """Groups begin with three digits or more, as in 138-0013-8000, or all have one: `18-000123-001` is no telephone."""
    found = PHONE.match(joined, start)
    if found is None or found.end() not in ends:
        return False
    first = found.end() - FEWEST
    inner = starts & set(range(first + 1, found.end()))
    return not inner & {first + 1, first + 2} or len(inner) == FEWEST - 1


def _is_checked(number: str) -> bool:
    """Whether an identity number with the right check digit (ISO 7064 MOD 11-2), which may stand among other digits."""
    return IDENTITY.fullmatch(number) is not None and bool(mod_11_2.is_valid(number.upper()))
