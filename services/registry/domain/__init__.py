"""The rules of the registry: documents, persons, volunteers, organisations. Pure: nothing here reads or writes."""

from services.registry.domain.application import Application, consent_fault, identity_fault, read_application
from services.registry.domain.documents import KINDS, RULES, Document, compact, read_document, upgraded
from services.registry.domain.faults import Fault, Refused, Stale, UnknownVolunteer
from services.registry.domain.organisation import ORGANISATION_KINDS, organisation_fault
from services.registry.domain.person import YOUNGEST, Person, age_on, masked, read_person
from services.registry.domain.volunteer import Identity, LastRow, Profile, Volunteer, news

__all__ = [
    "KINDS",
    "ORGANISATION_KINDS",
    "RULES",
    "YOUNGEST",
    "Application",
    "Document",
    "Fault",
    "Identity",
    "LastRow",
    "Person",
    "Profile",
    "Refused",
    "Stale",
    "UnknownVolunteer",
    "Volunteer",
    "age_on",
    "compact",
    "consent_fault",
    "identity_fault",
    "masked",
    "news",
    "organisation_fault",
    "read_application",
    "read_document",
    "read_person",
    "upgraded",
]
