"""Certificates for broker and store of a deployment, signed by an authority that is made for them and then forgotten.

Whoever trusts the authority needs its certificate alone. Its key signs once and is written nowhere, so nobody can make
another broker that the services would trust; when the certificates are made anew, so is the authority.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_FOR, EARLIER = dt.timedelta(days=397), dt.timedelta(hours=1)
"""As long as public authorities allow at most; clocks may differ by an hour."""


@dataclass(frozen=True)
class Certificates:
    """All texts are PEM.

    Attributes:
        authority: what clients are told to trust.
        servers: by name, the server's key and certificate.
    """

    authority: str
    servers: Mapping[str, str]
    end: dt.date


def make(*names: str, now: dt.datetime | None = None) -> Certificates:
    """Certificates for servers that are asked for by these names or addresses."""
    begin = (now or dt.datetime.now(dt.UTC)) - EARLIER
    issuer, signer = _named("Kapok's broker and store"), ec.generate_private_key(ec.SECP256R1())
    ca = _certificate(issuer, issuer, signer, begin).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    servers = {}
    for name in names:
        key = ec.generate_private_key(ec.SECP256R1())
        signed = _for_server(_certificate(_named(name), issuer, key, begin), name).sign(signer, hashes.SHA256())
        servers[name] = _secret(key) + _public(signed)
    return Certificates(_public(ca.sign(signer, hashes.SHA256())), servers, (begin + VALID_FOR).date())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, begin: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + VALID_FOR)
    )


def _for_server(builder: x509.CertificateBuilder, name: str) -> x509.CertificateBuilder:
    return builder.add_extension(x509.SubjectAlternativeName([_alternative(name)]), critical=False).add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
    )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _public(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _secret(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
