"""The policies of the registry: the conditions of its kinds of rows, and of what is decided together."""

from __future__ import annotations

from services.registry.kinds import KINDS
from services.registry.merges.domain import MERGES
from services.registry.transfers.domain import TRANSFERS

POLICIES = (*(policy for kind in KINDS for policy in kind.conditions), *TRANSFERS, *MERGES)
