"""The scopes that there are: what a token can allow. A test compares them with what the routes ask for."""

from __future__ import annotations

DECLARE = "registry:declare"
"""No route asks for it: rows of who has it may say what an identity authority answers."""
SPEAK = "projects:speak"
"""Nor for this: who has it may name others as those who recorded, attested and approved a presence, and as jurors."""
SCOPES = (
    "registry:audit",
    DECLARE,
    "registry:erase",
    "registry:export",
    "registry:figures",
    "registry:personal",
    "registry:read",
    "registry:revoke",
    "registry:verify",
    "registry:write",
    "projects:approve",
    "projects:audit",
    "projects:care",
    "projects:codes",
    "projects:export",
    "projects:figures",
    "projects:judge",
    "projects:offer",
    "projects:pair",
    "projects:present",
    "projects:read",
    "projects:search",
    "projects:sign-up",
    SPEAK,
    "projects:write",
    "hours:audit",
    "hours:approve",
    "hours:export",
    "hours:figures",
    "hours:read",
    "hours:write",
    "incentives:audit",
    "incentives:decide",
    "incentives:export",
    "incentives:feed",
    "incentives:read",
    "incentives:report",
    "incentives:write",
    "matching:audit",
    "matching:decide",
    "matching:export",
    "matching:read",
    "matching:write",
)
