"""Each command of the operators' guide, entered as it stands there."""

from __future__ import annotations

import pytest

from tests.containers.containers import Containers
from tests.containers.guide import GUIDE, Step, run, steps
from tests.markdown import text


@pytest.mark.parametrize("step", list(steps(text(GUIDE))), ids=lambda step: step.heading)
def test_a_step_of_the_guide_works(images: Containers, step: Step) -> None:
    """One after the other, on one system."""
    run(step, images.folder, images.environment)
