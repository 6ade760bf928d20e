"""Writing results for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cli.terminal.errors import CommandError


def write(data: Any, file: Path) -> None:
    """Write JSON, whole or not at all.

    Raises:
        CommandError: the file cannot be written.
    """
    draft = file.with_name(f"{file.name}.draft")
    try:
        draft.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}") from error
