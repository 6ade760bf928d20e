"""Certificates as files: JSON, and a page (PDF) with the JSON attached. Each byte of either is signed, or is a proof.

The signature of a page stands behind its end, in a line that is a comment to what shows it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from shared.certificates.signing import CONTENTS, PAGE, Doubtful, Keys, Signature, canonical, check, sign

ATTACHED = "certificate.json"
BEGINNING = b"%PDF-"
END = re.compile(rb"%kapok-certificate ([\x21-\x7e]{1,80}) ([0-9a-f]{128})\n", re.ASCII)
PARTS = {"certificate", "signature"}


class Issued(NamedTuple):
    """A certificate as it was issued.

    Attributes:
        text: what it says, in its canonical form.
    """

    text: bytes
    signature: Signature

    @property
    def contents(self) -> dict[str, Any]:
        """What it says."""
        found: dict[str, Any] = orjson.loads(self.text)
        return found


def issue(keys: Keys, contents: Mapping[str, Any]) -> Issued:
    """Sign what a certificate says."""
    text = canonical(contents)
    return Issued(text, sign(keys, CONTENTS, text))


def as_json(issued: Issued) -> bytes:
    """The file of a certificate."""
    return b'{"certificate":%s,"signature":%s}\n' % (issued.text, canonical(issued.signature.__dict__))


def as_page(keys: Keys, page: bytes, key: str) -> bytes:
    """A page with its signature, by the key that signed what it shows while that is there."""
    signature = sign(keys, PAGE, page, key)
    return page + f"%kapok-certificate {signature.key} {signature.value}\n".encode()


def read(file: bytes, keys: Keys) -> Issued:
    """What a file says, JSON or PDF, once every byte of it is as it was issued.

    Raises:
        Doubtful: it is not.
    """
    return _read(_attached(file, keys) if file.startswith(BEGINNING) else file, keys)


def _read(file: bytes, keys: Keys) -> Issued:
    try:
        parts = orjson.loads(file)
        if parts.keys() != PARTS:
            raise ValueError
        issued = Issued(canonical(parts["certificate"]), Signature(**parts["signature"]))
        if as_json(issued) != file:
            raise ValueError
    except (ValueError, TypeError, AttributeError, KeyError):
        raise Doubtful("it is no certificate's file, or not as it was issued") from None
    check(keys, CONTENTS, issued.text, issued.signature)
    return issued


def _attached(file: bytes, keys: Keys) -> bytes:
    at = file.rfind(b"%kapok-certificate ")
    end = END.fullmatch(file, at) if at >= 0 else None
    if end is None:
        raise Doubtful("the page has no signature behind its end")
    check(keys, PAGE, file[:at], Signature(end[1].decode(), end[2].decode()))
    try:
        found: list[bytes] = PdfReader(io.BytesIO(file[:at])).attachments[ATTACHED]
    except (PyPdfError, KeyError):
        raise Doubtful("no certificate is attached to the page") from None
    return found[0]
