"""A certificate as a page to print (PDF), in Chinese and English, with a code that leads to its check.

The same certificate is the same page, byte for byte, by the same version of what sets it (docs/adr/0076).
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pylopdf_fonts_zh_cn as fonts
import segno
import typst

from shared import clock
from shared.certificates.serials import written
from shared.intake.second_reading import WORDS
from shared.regions import regions

CONTENT_TYPE = "application/pdf"
TEMPLATE = Path(__file__).with_name("page.typ")
PROVENANCE = {
    "measured": ("仪器计时", "measured"),
    "attested": ("负责人确认", "attested"),
    "backfilled": ("补录", "backfilled"),
    "migrated": ("历史结转", "migrated"),
}
HEADS = (
    ("日期", "day"),
    ("时间", "time"),
    ("服务内容", "content"),
    ("记录单位", "recorded by"),
    ("地区", "place"),
    ("分钟", "min"),
    ("记录方式", "how"),
)
NOTES = (
    (
        "本证明免费出具。持有人姓名不在证明内，由本人凭志愿者编号出示注册信息核对。",
        "Issued free of charge. It bears no name: the holder shows the registration that has the volunteer's number.",
    ),
    (
        "扫码或凭编号可查验是否有效；附件 certificate.json 可离线验证，改动任何一处即失效。",
        "Check by the code or the serial whether it is valid; the attached certificate.json is verified offline.",
    ),
)
EARLIER = ("历史时数", "hours of an earlier system")
_LOCK = threading.Lock()


def page(said: Mapping[str, Any], file: bytes, *, picture: float | None = None) -> bytes:
    """The pages of a certificate.

    Args:
        said: what it says.
        file: its JSON, which is attached.
        picture: the first page as a PNG instead, with so many points to the inch.
    """
    inputs = {"shown": orjson.dumps(_shown(said)).decode(), "file": file.decode()}
    with _LOCK:
        if picture is None:
            made = _compiler().compile(format="pdf", sys_inputs=inputs)
        else:
            made = _compiler().compile(format="png", ppi=picture, sys_inputs=inputs)
    return bytes(made[0] if isinstance(made, list) else made or b"")


@functools.cache
def _compiler() -> typst.Compiler:
    """It keeps the font; there is one of them, which works for one request at a time."""
    folder = fonts.sans_path().parent
    return typst.Compiler(
        TEMPLATE.name if TEMPLATE.parent == Path.cwd() else str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(folder)],
        ignore_system_fonts=True,
    )


def _shown(said: Mapping[str, Any]) -> dict[str, Any]:
    totals = said["totals"]
    issued = clock.china_day(clock.from_text(said["issued_at"]))
    facts = [
        ("证明编号", "serial", written(said["serial"])),
        ("志愿者编号", "volunteer's number", said["volunteer"]),
        ("服务期间", "from, to", f"{said['first_day']} — {said['last_day']}"),
        ("服务时长", "time served", _duration(totals["minutes"])),
        ("其中", "of which", "；".join(_by_provenance(totals["by_provenance"]))),
        ("记录条数", "entries", str(totals["entries"])),
        ("出具日期", "issued on", issued.isoformat()),
    ]
    if said["organisation"]:
        facts.insert(3, ("限记录单位", "recorded by, and below", said["organisation"]))
    return {
        "serial": written(said["serial"]),
        "facts": facts,
        "heads": HEADS,
        "rows": [_row(one) for one in said["entries"]],
        "notes": NOTES,
        "check": said["check"],
        "code": _code(said["check"]),
    }


def _row(line: Mapping[str, Any]) -> list[str]:
    region = regions().get(line["region_code"])
    place = f"{region.name_zh} {region.name_en}" if region else str(line["region_code"])
    how = "\n".join(PROVENANCE.get(line["provenance"], (line["provenance"],)))
    return [line["day"], _time(line), _content(line), line["recorded_by"] or "—", place, str(line["minutes"]), how]


def _content(line: Mapping[str, Any]) -> str:
    if line["attendance_ref"] is None:
        return " ".join(EARLIER)
    service = line["service"]
    word = f"{_chinese().get(service, service)} {service.replace('_', ' ')}" if service else ""
    return " · ".join(filter(None, (line["project"], word))) or "志愿服务 volunteer service"


def _time(line: Mapping[str, Any]) -> str:
    if not line["starts_at"]:
        return "—"
    return "–".join(_clock(line[name]) for name in ("starts_at", "ends_at"))


def _clock(text: str) -> str:
    moment: dt.datetime = clock.from_text(text).astimezone(clock.CHINA)
    return f"{moment:%H:%M}"


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} 小时 {rest} 分钟  {hours} h {rest} min"


def _by_provenance(minutes: Mapping[str, int]) -> list[str]:
    return [f"{' '.join(PROVENANCE.get(one, (one,)))} {_duration(count)}" for one, count in minutes.items()]


def _code(address: str) -> str:
    """The address as a QR code, which is read with a seventh of it damaged."""
    drawn = io.BytesIO()
    segno.make(address, "m", micro=False).save(drawn, kind="svg", xmldecl=False, border=2)
    return drawn.getvalue().decode()


@functools.cache
def _chinese() -> dict[str, str]:
    """The Chinese of the words of closed lists."""
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return {row["word"]: row["chinese"].partition("|")[0] for row in csv.DictReader(lines)}
