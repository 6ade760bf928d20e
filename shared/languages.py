"""What people are told, in English or Chinese.

Code says everything in English, and English is what is stored, logged and compared. Where a text reaches a person it is
put into their language: shared/data/chinese.toml has the Chinese for each, and is the one place for it. A part that
differs each time stands in braces there, and is put into the language too.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping

from shared.regions import TABLE

ENGLISH, CHINESE = LANGUAGES = ("en", "zh")
TEXTS = TABLE.with_name("chinese.toml")
SENTENCES = TABLE.with_name("english.toml")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
OPEN = frozenset({"do", "error", "meaning", "pairs", "problem", "problems", "reason", "remedy", "then", "what", "why"})
"""The placeholders in which there may be another text."""
CLOSED = r"(?:(?![:;] ).)*?"
"""What stands in all others: nothing that begins another text."""
NUMBER = r"[\d, ]+"
BETWEEN = "; "
"""What stands between two texts that are told together."""


def say(text: str, language: str) -> str:
    """The text in a language; as it is where there is none for it."""
    return text if language == ENGLISH else _chinese(text)


def choose(tags: Iterable[str]) -> str:
    """The first language of ours among tags such as `zh-CN` or `zh_CN.UTF-8`, the most wanted first; else English."""
    for tag in tags:
        for language in LANGUAGES:
            if re.match(rf"{language}\b|{language}_", tag, re.IGNORECASE):
                return language
    return ENGLISH


def in_words(text: str, language: str) -> str:
    """The text in a language as a sentence, where it is a code that programs read, or ends in one."""
    if language != ENGLISH:
        return say(text, language)
    before, between, last = text.rpartition(": ")
    return f"{before}{between}{_sentences().get(last, last)}"


@functools.cache
def _sentences() -> Mapping[str, str]:
    with SENTENCES.open("rb") as file:
        return {code: sentence for some in tomllib.load(file).values() for code, sentence in some.items()}


@functools.lru_cache(maxsize=4096)
def _chinese(text: str) -> str:
    exact, forms = _texts()
    if text in exact:
        return exact[text]
    matches = [(match, chinese) for form, chinese in forms if (match := form.fullmatch(text))]
    if matches:
        match, chinese = min(matches, key=lambda found: _begins(found[0]))
        return chinese.format_map({name: _chinese(value) for name, value in match.groupdict().items()})
    first, between, rest = text.partition(BETWEEN)
    return f"{_chinese(first)}；{_chinese(rest)}" if between else text


def _begins(match: re.Match[str]) -> int:
    """Where the form's own words begin. Of two that fit the one around the other begins first, however short it is."""
    return match.end(1) if match.start(1) == 0 else 0


@functools.cache
def _texts() -> tuple[Mapping[str, str], list[tuple[re.Pattern[str], str]]]:
    """The Chinese by its English; and where parts differ by its form, those with the most words of their own first."""
    with TEXTS.open("rb") as file:
        by_subject = tomllib.load(file)
    exact = {english: chinese for texts in by_subject.values() for english, chinese in texts.items()}
    forms = [english for english in exact if PLACEHOLDER.search(english)]
    forms.sort(key=lambda english: -len(PLACEHOLDER.sub("", english)))
    return exact, [(_form(english), exact[english]) for english in forms]


def _form(english: str) -> re.Pattern[str]:
    """A pattern with a group for each placeholder."""
    pieces = PLACEHOLDER.split(english)
    names = [f"(?P<{name}>{_holds(name)})" for name in pieces[1::2]]
    fixed = map(re.escape, pieces[::2])
    return re.compile("".join(piece for pair in zip(fixed, [*names, ""], strict=True) for piece in pair), re.DOTALL)


def _holds(name: str) -> str:
    return ".*?" if name in OPEN else NUMBER if name == "count" else CLOSED
