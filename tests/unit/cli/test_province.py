"""`kapok secrets --province`: certificates that broker and store show, and that only their own authority signs."""

from __future__ import annotations

import datetime as dt
import ssl
from pathlib import Path

import yaml  # type: ignore[import-untyped]
from click.testing import CliRunner
from cryptography import x509

from cli.commands.secrets import secrets
from cli.paths import ROOT
from cli.systems import certificates, keys, province


def _kept(file: Path) -> dict[str, str]:
    """The file's values, as docker compose reads them."""
    return {name: value.strip('"').replace("\\n", "\n") for name, value in keys.read(file).items()}


def test_a_new_deployment_has_certificates_beside_its_secrets(tmp_path: Path) -> None:
    """Each is for its own name, and the key fits; docker compose reads both files."""
    file = tmp_path / ".env"
    assert CliRunner().invoke(secrets, ["--province", str(file)]).exit_code == 0

    kept = _kept(file)
    assert {*keys.for_deployment(), *province.VARIABLES.values(), "COMPOSE_FILE"} == set(kept)
    assert kept["COMPOSE_FILE"].split(":") == ["docker-compose.yml", "deploy/province/compose.yml"]
    assert (ROOT / "deploy" / "province" / "compose.yml").exists()
    for name, variable in province.VARIABLES.items():
        shown = tmp_path / f"{name}.pem"
        shown.write_text(kept[variable])
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(shown)
        certificate = x509.load_pem_x509_certificate(kept[variable].encode())
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert [name] == names.get_values_for_type(x509.DNSName)
        certificate.verify_directly_issued_by(
            x509.load_pem_x509_certificate((tmp_path / province.AUTHORITY).read_bytes())
        )


def test_certificates_are_made_anew_and_all_else_stays(tmp_path: Path) -> None:
    """Passwords are those of the data; the authority is another one, and its key is nowhere."""
    file = tmp_path / ".env"
    CliRunner().invoke(secrets, ["--province", str(file)])
    before, authority = keys.read(file), (tmp_path / province.AUTHORITY).read_text()
    said = CliRunner().invoke(secrets, ["--province", str(file)])

    assert (said.exit_code, "--force-recreate" in said.output) == (0, True)
    after = keys.read(file)
    assert {name for name in before if before[name] != after[name]} == set(province.VARIABLES.values())
    assert authority != (tmp_path / province.AUTHORITY).read_text()
    assert "PRIVATE KEY" not in (tmp_path / province.AUTHORITY).read_text()
    assert [0o600, 0o644] == [one.stat().st_mode & 0o777 for one in (file, tmp_path / province.AUTHORITY)]


def test_they_end_after_a_year_and_a_month() -> None:
    """As the command says."""
    made = certificates.make("broker", now=dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC))
    assert made.end == dt.date(2027, 2, 2)
    assert f"{certificates.VALID_FOR.days} days" in province.NEXT


def test_everybody_is_told_to_trust_the_authority_and_nobody_connects_in_clear() -> None:
    """Each container that has an address of broker or store in docker-compose.yml has one with TLS here."""
    both = [
        yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))["services"]
        for name in ("docker-compose.yml", "deploy/province/compose.yml")
    ]
    plain, secured = both
    addresses = {
        name: {variable for variable in one.get("environment", ()) if variable.endswith("_URI")}
        for name, one in plain.items()
    }
    for name, variables in addresses.items():
        for variable in variables:
            address = secured[name]["environment"][variable]
            assert address.startswith(("amqps://", "https://")) or "tls=true" in address
            assert "/etc/kapok/authority.pem" in address
            assert [f"./{province.AUTHORITY}:/etc/kapok/authority.pem:ro"] == secured[name]["volumes"]
            assert [plain[name]["environment"][variable].split("@")[0].split("//")[1]] == [
                address.split("@")[0].split("//")[1]
            ]
