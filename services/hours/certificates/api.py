"""HTTP of certificates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, g, request
from flask.views import MethodView

from services.hours.blueprint import blueprint
from services.hours.certificates import batches, page, repository, revoking, schemas, usecases
from services.hours.certificates.domain import Asked
from services.hours.certificates.proving import delivered
from services.hours.seals import repository as seals
from shared.certificates import signing
from shared.certificates.serials import read_serial
from shared.sources import as_written
from shared.store.client import Document
from shared.web.auth import ours_of, requires
from shared.web.blueprint import Blueprint
from shared.web.commands import command, store
from shared.web.limits import BY_PERSON, BY_RECORD
from shared.web.lists import add_list
from shared.web.long_requests import streamed
from shared.web.problems import Problem
from shared.web.steps import problems

SCOPE = "hours:certify"
JSON = "application/json"
BINARY = {"type": "string", "format": "binary"}


@blueprint.route("/certificates")
class Certificates(MethodView):
    """Certificates."""

    @requires(SCOPE, BY_PERSON)
    @blueprint.arguments(schemas.CertificateWanted)
    @blueprint.response(200, schemas.CertificateView)
    @blueprint.alt_response(404, "NotFound")
    def post(self, body: dict[str, Any]) -> Any:
        """Issue a certificate of a volunteer's credited hours, free of charge; what is asked again is the same one."""
        _must_have_keys()
        unit = body["organisation_ref"]
        wanted = Asked(body["volunteer"], body["first_day"], body["last_day"], ours_of(unit) if unit else None)
        with problems():
            return _shown(command(lambda transaction: _view(usecases.issue(transaction, wanted))))


@blueprint.route("/certificates/<serial>")
class CertificateFile(MethodView):
    """A certificate as a file for programs."""

    @requires("hours:read", BY_PERSON)
    @blueprint.response(200, schemas.CertificateFile)
    def get(self, serial: str) -> Any:
        """The certificate as JSON, signed: `./kapok certificate verify` checks it offline."""
        found = _found(serial)
        _must_have_keys()
        return Response(delivered(store(), found)[1], content_type=JSON)


@blueprint.route("/certificates/<serial>/page")
class CertificatePage(MethodView):
    """A certificate as a page."""

    @requires("hours:read", BY_PERSON)
    @blueprint.response(200, BINARY, content_type=page.CONTENT_TYPE)
    def get(self, serial: str) -> Any:
        """The certificate as a page to print (PDF), in Chinese and English, with the JSON attached."""
        found = _found(serial)
        _must_have_keys()
        return Response(batches.paged(store(), found), content_type=page.CONTENT_TYPE)


@blueprint.route("/certificates/<serial>/revocation")
class CertificateRevocation(MethodView):
    """The end of a certificate."""

    @requires(SCOPE, BY_PERSON)
    @blueprint.arguments(schemas.Revocation)
    @blueprint.response(200, schemas.CertificateView)
    def put(self, body: dict[str, Any], serial: str) -> Any:
        """Have a certificate count no longer, for a reason that its check says; twice is as once."""
        read = _read(serial)
        with problems():
            return _shown(command(lambda transaction: _view(revoking.revoke(transaction, read, body["reason"]))))


@blueprint.route("/certificates/<serial>/check")
class CertificateCheck(MethodView):
    """Whether a certificate is valid, for everybody."""

    @blueprint.doc(security=[])
    @blueprint.response(200, schemas.CheckView)
    def get(self, serial: str) -> Any:
        """Whether the certificate of a serial is valid, and its totals; no token is needed."""
        current_app.extensions["kapok"].rates.take(("certificates", request.remote_addr))
        with problems():
            return _view(usecases.checked(store(), _read(serial)))


@blueprint.route("/certificates/keys")
class CertificateKeys(MethodView):
    """By what certificates are checked."""

    @blueprint.doc(security=[])
    @blueprint.response(200, schemas.KeysView)
    def get(self) -> Any:
        """The public keys of certificates; no token is needed. Who checks offline keeps them, former ones too."""
        current_app.extensions["kapok"].rates.take(("certificates", request.remote_addr))
        keys = signing.public(store().settings.certificate_keys)
        sealed = {one["_id"]: bytes(one["public"]) for one in seals.keys(store().database)}
        return {"keys": _keys(keys), "seals": _keys(sealed)}


@blueprint.route("/organisations/<ours:reference>/certificates")
class OrganisationCertificates(MethodView):
    """Certificates of all who served for an organisation."""

    @requires(SCOPE, BY_RECORD)
    @blueprint.arguments(schemas.CertificateBatch)
    @blueprint.response(200, schemas.CertificateBatchView)
    def post(self, body: dict[str, Any], reference: str) -> Any:
        """Issue the certificates of the next volunteers who served in its shifts or those of organisations below it."""
        _must_have_keys()
        wanted = Asked("", body["first_day"], body["last_day"], reference)
        numbers = batches.volunteers(store(), wanted)
        with problems():
            done = command(
                lambda transaction: _views(batches.issue(transaction, wanted, numbers, body["after"], body["limit"]))
            )
        return {**done, "certificates": [_shown(one) for one in done["certificates"]]}

    @requires("hours:read", BY_RECORD)
    @blueprint.arguments(schemas.Days, location="query")
    @blueprint.response(200, BINARY, content_type=batches.CONTENT_TYPE)
    def get(self, query: dict[str, Any], reference: str) -> Any:
        """A ZIP of the pages of all that were issued for it and these days, with a list, made while it is sent."""
        source, wanted = store(), Asked("", query["first_day"], query["last_day"], reference)
        with problems():
            usecases.must_reach(repository.organisation(source.database, reference), reference, g.where)
        _must_have_keys()
        headers = {"Content-Disposition": "attachment; filename=certificates.zip"}
        return streamed(
            lambda: Response(batches.archive(source, wanted), headers=headers, content_type=batches.CONTENT_TYPE)
        )


def add_to(blueprint: Blueprint) -> None:
    """Add the list of certificates."""
    add_list(
        blueprint,
        "/certificates",
        repository.LIST,
        schemas.CertificateView,
        "hours:read",
        shown=lambda _, one: _view(one),
    )


def _keys(keys: Mapping[str, bytes]) -> list[dict[str, str]]:
    return [{"key": name, "public": key.hex()} for name, key in keys.items()]


def _found(serial: str) -> Document:
    with problems():
        return usecases.shown(store(), _read(serial), g.where)


def _read(serial: str) -> str:
    found = read_serial(serial)
    if found is None:
        raise Problem(404, "this is no certificate's serial: one of its characters is wrong, or missing")
    return found


def _must_have_keys() -> None:
    if not store().settings.certificate_keys:
        raise Problem(503, "no key for certificates is configured (KAPOK_CERTIFICATE_KEYS)")


def _views(done: batches.Issued) -> dict[str, Any]:
    return {"certificates": [_view(one) for one in done.certificates], "next": done.next}


def _view(certificate: Mapping[str, Any]) -> dict[str, Any]:
    revoked = certificate.get("revoked", {})
    names = ("serial", "volunteer", "organisation_ref", "first_day", "last_day", "issued_at", "totals")
    return {
        **{name: certificate[name] for name in names},
        "status": "revoked" if revoked else "valid",
        "revoked_at": revoked.get("at"),
        "reason": revoked.get("reason"),
    }


def _shown(view: dict[str, Any]) -> Any:
    return as_written(g.caller.source, view)
