"""Everything that people are told has its Chinese, and the language is the one that is asked for."""

from __future__ import annotations

import ast
import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from jwt.exceptions import MissingRequiredClaimError, PyJWTError
from marshmallow import fields, validate
from werkzeug.exceptions import default_exceptions
from werkzeug.http import HTTP_STATUS_CODES

from cli.importing import folder, unreadable
from cli.importing.texts import SEPARATORS
from cli.paths import ROOT
from cli.terminal import language as terminal
from runner import channel
from services.projects.shifts.domain import shift_problem
from shared.intake import rows, second_reading, times
from shared.languages import CHINESE, ENGLISH, OPEN, PLACEHOLDER, TEXTS, choose, in_words, say
from shared.rules import references
from shared.web.language import wanted

TOLD = {
    "Problem": 1,
    "_unauthorized": 0,
    "_malformed": 0,
    "ValidationError": 0,
    "Fault": 1,
    "Unreadable": 0,
    "CommandError": 0,
    "HomeError": 0,
}
"""What tells people something, and which of its arguments does."""
PLACES = ("shared/intake/", "shared/web", "shared/feeds", "services", "runner", "cli")
CODE = re.compile("[a-z]+(_[a-z]+)+|malformed|cycle")
HAN = re.compile("[\u4e00-\u9fff]")


def texts(path: Path) -> Iterator[str]:
    """What a file tells people, with a 7 for each part that differs."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            told = [node.args[TOLD[name]]] if name in TOLD and len(node.args) > TOLD[name] else []
            for argument in (*told, *(one.value for one in node.keywords if one.arg == "error")):
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value
                elif isinstance(argument, ast.JoinedStr):
                    yield "".join(str(one.value) if isinstance(one, ast.Constant) else "7" for one in argument.values)


def sources() -> Iterator[Path]:
    """The files that tell people something."""
    for place in PLACES:
        path = ROOT / place
        yield from path.rglob("*.py") if path.is_dir() else [path]


ALL = sorted({text for path in sources() for text in texts(path)} - {"looks like 7"})
MARSHMALLOW = sorted(
    {
        str(text)
        for kind in (fields.Field, fields.List, fields.String, fields.Integer, fields.Float, fields.Boolean)
        for text in kind.default_error_messages.values()
    }
    | {
        "is no field; there are a, b",
        "is no field; there are none",
        "Must be one of: a, b.",
        "Length must be between 5 and 40.",
        "Longer than maximum length 80.",
    }
    | {
        "Must be greater than or equal to 1 and less than or equal to 5.",
        "Must be greater than or equal to 1.",
        validate.Regexp.default_message,
    }
)
TOKENS = [
    f"the token is not valid: {error}"
    for error in (
        *("Signature has expired", "Signature verification failed", "Not enough segments", "Algorithm not specified"),
        *("Invalid header padding", "Invalid crypto padding", "The specified alg value is not allowed"),
        *("The token is not yet valid (iat)", str(MissingRequiredClaimError("exp")), "Audience doesn't match"),
    )
]
"""What PyJWT says of tokens; a test asks it."""
OTHERS = [
    *channel.DETAILS.values(),
    second_reading.LOST,
    references.CLOSED,
    folder.OTHER,
    folder.REJECTS,
    *(f"looks like {looks}" for _, looks in unreadable.LOOKS),
    *(f"separated by {name}, as its first line says" for name in (*SEPARATORS.values(), "|")),
    "12 rows",
    "1,200 rows were sent",
    "`./kapok status --home h --wait-idle 600` waits until all is worked off",
    "Error",
    "understood 12 values of on: days such as 2018/2/14",
    "not UTF-8, read as GB18030; wrong columns in row 1 (unknown in columns: C); expected, in any order: a",
    "sent before with other contents; the first stays, this one is kept for review",
    rows.OTHER_CONTENTS,
    rows.DIFFERS_TOO,
    second_reading.LOST_SHORT,
    second_reading.MISTAKEN,
    f"understood 2 values of name: {second_reading.SPACES}",
    *times.Moment.default_error_messages.values(),
    "1 row was sent",
    "the body is not JSON: line 1, column 2",
    *TOKENS,
    "nothing to report came from the source city-c; `./kapok import --source NAME` says whose",
]


@pytest.mark.parametrize("text", [*ALL, *MARSHMALLOW, *OTHERS])
def test_whatever_people_are_told_has_its_chinese(text: str) -> None:
    """A new text is added to shared/data/chinese.toml; parts that differ stand in braces there."""
    assert HAN.search(say(text, CHINESE)), f"no Chinese for: {text}"
    assert text == say(text, ENGLISH)


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 425, 428, 429, 431, 500, 501, 503]
)
def test_every_status_has_its_chinese(status: int) -> None:
    """As the title of a problem."""
    assert HAN.search(say(HTTP_STATUS_CODES[status], CHINESE))


@pytest.mark.parametrize("status", [404, 405])
def test_what_the_framework_says_has_its_chinese(status: int) -> None:
    """Of a wrong path or method."""
    assert HAN.search(say(default_exceptions[status].description or "", CHINESE))


@pytest.mark.parametrize(
    "token", ["x", "x.y.z", "e30.e30.e30", "bm8.e30.e30", "eyJhbGciOiJub25lIn0.e30.e30", "eyJhbGciOiJFZERTQSJ9.e30.e"]
)
def test_what_is_wrong_with_a_token_has_its_chinese(token: str) -> None:
    """Whatever it is, PyJWT's text does not stay."""
    with pytest.raises(PyJWTError) as refused:
        jwt.decode(token, Ed25519PrivateKey.generate().public_key(), ["EdDSA"])
    assert HAN.search(say(str(refused.value), CHINESE)), refused.value


def test_parts_that_differ_are_put_into_the_language_too() -> None:
    """A refusal in a refusal; a text that is not known stays as it is."""
    assert say("a-1 was refused: lies in the future", CHINESE) == "a-1 被拒收：在将来"
    assert say("missing: name; unknown in columns: C", CHINESE) == "缺少：name；不认识的列：C"
    assert say("陈*", CHINESE) == "陈*"


def bilingual() -> dict[str, str]:
    """Every text with its Chinese, each part that differs named by its placeholder."""
    by_subject = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    return {english: chinese for some in by_subject.values() for english, chinese in some.items()}


def around() -> Iterator[tuple[str, str]]:
    """Each form at whose end or beginning another text may stand, with the name of that place."""
    for form in bilingual():
        for name in OPEN & set(PLACEHOLDER.findall(form)):
            if form.startswith(f"{{{name}}}") or form.endswith(f"{{{name}}}"):
                yield form, name


@pytest.mark.parametrize(("form", "place"), sorted(around()))
def test_no_text_swallows_another_in_which_or_around_which_it_stands(form: str, place: str) -> None:
    """Each text in each place for one comes out whole, and so does what is around it."""
    texts, others = bilingual(), dict.fromkeys(PLACEHOLDER.findall(form), "7")
    for english, chinese in texts.items():
        inner, its_chinese = (PLACEHOLDER.sub("7", text) for text in (english, chinese))
        told = say(form.format_map({**others, place: inner}), CHINESE)
        assert texts[form].format_map({**others, place: its_chinese}) == told


def test_a_wrong_region_is_refused_in_one_language() -> None:
    """The reason alone is a text, and so is the same of several codes."""
    reason = "is not one of Guangdong's 144 region codes (GB/T 2260)"
    assert "nt3 被拒收：不是广东省 144 个行政区划代码之一（GB/T 2260）" == say(f"nt3 was refused: {reason}", CHINESE)
    assert "1, 2 不是广东 144 个地区代码（GB/T 2260）之一" == say(f"1, 2 {reason}", CHINESE)


@pytest.mark.parametrize("code", sorted({*ALL, *bilingual()} & set(filter(CODE.fullmatch, {*ALL, *bilingual()}))))
def test_every_code_has_its_english_sentence(code: str) -> None:
    """A new one is added to shared/data/english.toml; in Chinese a reason is a sentence anyway."""
    assert code != in_words(code, ENGLISH)
    assert f"v-1 was refused: {in_words(code, ENGLISH)}" == in_words(f"v-1 was refused: {code}", ENGLISH)
    assert say(code, CHINESE) == in_words(code, CHINESE)


def test_a_shift_that_makes_no_sense_has_its_chinese() -> None:
    """Its rules are said by the domain."""
    now = dt.datetime.now(dt.UTC)
    for end in (now - dt.timedelta(hours=1), now + dt.timedelta(days=2)):
        assert HAN.search(say(shift_problem(now, end) or "", CHINESE))


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", ENGLISH),
        ("fr", ENGLISH),
        ("zh-CN,zh;q=0.9,en;q=0.8", CHINESE),
        ("en;q=0.5, zh-TW;q=0.9", CHINESE),
        ("en-US,en,zh", ENGLISH),
        ("zh;q=0", ENGLISH),
        ("zho", ENGLISH),
    ],
)
def test_an_answer_has_the_language_that_is_wanted_most(header: str, language: str) -> None:
    """Among ours; English where none is."""
    with Flask("test").test_request_context(headers={"Accept-Language": header}):
        assert language == wanted()
    assert wanted() == ENGLISH


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, ENGLISH),
        ({"LANG": "zh_CN.UTF-8"}, CHINESE),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, ENGLISH),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_HK", "LANG": "en_GB.UTF-8"}, CHINESE),
    ],
)
def test_a_command_has_the_language_of_the_locale(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    """As POSIX looks for it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language == terminal.language()
    assert choose(["zh_CN.UTF-8"]) == CHINESE
