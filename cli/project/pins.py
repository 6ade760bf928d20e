"""Images of others by their digests: a release says which image it was tried with, not which name it had that day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from cli.project.components import FILES, images
from cli.terminal.errors import CommandError

LINE = re.compile(r"(?P<image>[^\s@]+:[^\s@:/]+)[\s@]+(?P<digest>sha256:[0-9a-f]{64})")


def read(lines: Iterable[str]) -> dict[str, str]:
    """By name and tag the digests that somebody wrote down, one image a line.

    Raises:
        CommandError: a line is none of an image and its digest, or one image has two.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        match = LINE.fullmatch(line.strip())
        if match is None:
            raise CommandError(
                f"line {number} must be an image and its digest: NAME:TAG sha256:<64 hexadecimal digits>"
            )
        image, digest = match["image"], match["digest"]
        if found.setdefault(image, digest) != digest:
            raise CommandError(f"line {number} gives {image} another digest than a line before")
    return found


def pin(root: Path, digests: dict[str, str]) -> list[str]:
    """Write digests behind the names and tags of all images of others; those that are named by digests now.

    Raises:
        CommandError: an image has no digest, or a digest is of no image; nothing is written.
    """
    wanted = {image.partition("@")[0] for image in images(root)}
    if missing := sorted(wanted - digests.keys()):
        raise CommandError(f"no digest is given of {', '.join(missing)}")
    if strange := sorted(digests.keys() - wanted):
        raise CommandError(f"no image here is {', '.join(strange)}")
    for name in FILES:
        text = (root / name).read_text(encoding="utf-8")
        for image in wanted:
            named = rf"(?m)^(\s*image: |FROM ){re.escape(image)}(@sha256:[0-9a-f]+)?(?=\s)"
            text = re.sub(named, rf"\g<1>{image}@{digests[image]}", text)
        (root / name).write_text(text, encoding="utf-8")
    return images(root)
