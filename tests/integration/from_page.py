"""The code of a page, built into the program for one test: new files, and files that get lines at their end."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from cli.paths import ROOT

BLOCK = re.compile(r"^```\w+\n# (?P<file>\S+)\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str) -> dict[str, str]:
    """The lines that a page shows, by file."""
    return {found["file"]: found["lines"] for found in BLOCK.finditer((ROOT / page).read_text(encoding="utf-8"))}


def write(page: str, folder: Path) -> None:
    """Make the page's files in a folder: the program's own with the lines that are shown, and the new ones."""
    for name, lines in blocks(page).items():
        file, own = folder / name, ROOT / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((own.read_text(encoding="utf-8") if own.exists() else "") + lines, encoding="utf-8")
        if not own.parent.exists():
            (file.parent / "__init__.py").touch()


@contextmanager
def imported(folder: Path, anew: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let modules be those of a folder where it has them.

    Args:
        anew: those that are loaded again, with all below them; afterwards they are what they were.
    """
    for name in anew:
        package, _, module = name.rpartition(".")
        monkeypatch.setattr(import_module(package), module, import_module(name))
    for name in _loaded(anew):
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Finder(folder), *sys.meta_path])
    yield
    for name in _loaded(anew):
        del sys.modules[name]


class Finder(MetaPathFinder):
    """Finds modules in a folder, as packages and as files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A module that lies there."""
        place = self._folder / fullname.replace(".", "/")
        file, package = place.with_suffix(".py"), place / "__init__.py"
        if package.exists():
            return spec_from_file_location(fullname, package, submodule_search_locations=[str(place)])
        return spec_from_file_location(fullname, file) if file.exists() else None


def _loaded(names: Sequence[str]) -> list[str]:
    return [one for one in sys.modules for name in names if one == name or one.startswith(f"{name}.")]
