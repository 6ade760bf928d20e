"""The scopes that there are: what a token can allow. A test compares them with what the routes ask for."""

from __future__ import annotations

SCOPES = (
    "registry:erase",
    "registry:export",
    "registry:figures",
    "registry:personal",
    "registry:read",
    "registry:revoke",
    "registry:verify",
    "registry:write",
    "projects:export",
    "projects:offer",
    "projects:read",
    "projects:write",
    "hours:approve",
    "hours:export",
    "hours:figures",
    "hours:read",
    "hours:write",
    "incentives:export",
    "incentives:feed",
    "incentives:read",
    "incentives:write",
    "matching:read",
    "matching:write",
)
