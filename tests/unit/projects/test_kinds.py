"""What names a person is found when that one is erased."""

from __future__ import annotations

import pytest

from services.projects.kinds import KINDS
from shared.kinds import Kind

VOLUNTEER = "volunteer_ref"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))
def test_a_kind_says_which_volunteers_its_rows_name(kind: Kind) -> None:
    """By waiting for them, or by `persons`: a column of this name that it does not tell of would keep the erased."""
    assert (VOLUNTEER in kind.reading.fields) == (VOLUNTEER in kind.naming)
