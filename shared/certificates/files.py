"""Certificates as files: JSON, and a page (PDF) with the JSON attached. Each byte of either is signed.

The signature of a page stands behind its end, in a line that is a comment to what shows it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from shared.certificates.signing import CONTENTS, FILE, PAGE, Doubtful, Keys, Signature, canonical, check, sign

ATTACHED = "certificate.json"
BEGINNING = b"%PDF-"
END = re.compile(rb"%kapok-certificate ([\x21-\x7e]{1,80}) ([0-9a-f]{128})\n", re.ASCII)
PARTS = {"certificate", "proofs", "signature"}


class Issued(NamedTuple):
    """A certificate as it was issued.

    Attributes:
        text: what it says, in its canonical form.
        proofs: of a file, what shows that its entries are sealed.
    """

    text: bytes
    signature: Signature
    proofs: Mapping[str, Any] = MappingProxyType({})

    @property
    def contents(self) -> dict[str, Any]:
        """What it says."""
        found: dict[str, Any] = orjson.loads(self.text)
        return found


def issue(keys: Keys, contents: Mapping[str, Any]) -> Issued:
    """Sign what a certificate says."""
    text = canonical(contents)
    return Issued(text, sign(keys, CONTENTS, text))


def as_json(keys: Keys, issued: Issued, proofs: Mapping[str, Any]) -> bytes:
    """The file of a certificate with the proofs of its entries, by the key that signed it while that is there."""
    signed = _signed(issued.text, proofs)
    return _file(signed, sign(keys, FILE, signed, issued.signature.key))


def _signed(text: bytes, proofs: Mapping[str, Any]) -> bytes:
    return b'{"certificate":%s,"proofs":%s' % (text, canonical(proofs))


def _file(signed: bytes, signature: Signature) -> bytes:
    return b'%s,"signature":%s}\n' % (signed, canonical(signature.__dict__))


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
        issued = Issued(canonical(parts["certificate"]), Signature(**parts["signature"]), parts["proofs"])
        signed = _signed(issued.text, issued.proofs)
        if _file(signed, issued.signature) != file:
            raise ValueError
    except (ValueError, TypeError, AttributeError, KeyError):
        raise Doubtful("it is no certificate's file, or not as it was issued") from None
    check(keys, FILE, signed, issued.signature)
    return issued


def _attached(file: bytes, keys: Keys) -> bytes:
    at = file.rfind(b"%kapok-certificate ")
    end = END.fullmatch(file, at) if at >= 0 else None
    if end is None:
        raise Doubtful("the page has no signature behind its end")
    check(keys, PAGE, file[:at], Signature(end[1].decode(), end[2].decode()))
    from pypdf import PdfReader  # noqa: PLC0415  # a worker that issues certificates reads none
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        found: list[bytes] = PdfReader(io.BytesIO(file[:at])).attachments[ATTACHED]
    except (PyPdfError, KeyError):
        raise Doubtful("no certificate is attached to the page") from None
    return found[0]
