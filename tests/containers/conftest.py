"""One system of containers for all tests of this level, built once."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers import stand_in
from tests.containers.containers import Containers


@pytest.fixture(scope="session")
def images() -> Iterator[Containers]:
    """The images, and a project in which nothing runs yet; all but the images is removed at the end."""
    if (
        shutil.which("docker") is None
        or subprocess.run(["docker", "info"], capture_output=True, check=False).returncode
    ):
        pytest.fail("these tests need a Docker engine: start one, or name it in DOCKER_HOST", pytrace=False)
    with tempfile.TemporaryDirectory(prefix="kapok-containers-") as folder:
        made = Containers(Path(folder))
        made.configure({**made.secrets, "COMPOSE_FILE": stand_in.files(made, "docker-compose.yml")})
        try:
            made.compose("build")
            yield made
        finally:
            made.down()


@pytest.fixture(scope="session")
def system(images: Containers) -> Containers:
    """The containers, all ready, with whatever the tests before have left in them."""
    images.up()
    return images
