"""The policies of the registry: the conditions of its kinds of rows."""

from __future__ import annotations

from services.registry.kinds import KINDS

POLICIES = tuple(policy for kind in KINDS for policy in kind.conditions)
