"""Ages, in full years: who may serve, and from when on without a guardian's consent.

18 and over freely, from 10 with a guardian's consent, under 10 not at all
[教思政〔2015〕1号; 注册志愿者管理办法 2013].
"""

from __future__ import annotations

import datetime as dt

FULL_AGE = 18
YOUNGEST = 10


def age_on(day: dt.date, birth_date: dt.date) -> int:
    """Full years of life on a day; who is born on 29 February grows older on 1 March of a common year."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
