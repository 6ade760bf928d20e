"""KEDA's scalers: one for each worker, with a trigger for each queue that its service listens to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cli.kubernetes import secrets
from shared.config import SERVICES
from shared.events.catalogue import heard_by
from shared.messaging.topology import queue_of

Manifest = dict[str, Any]
LEAST, MOST = 1, 6
"""Processes of a service share its data, so their writes meet (docs/adr/0009); more of them gain less and less."""
MESSAGES = 10_000
"""A backlog that is worth one more worker: what goes away while one starts is not."""
LONG = {"roster.asked.v1": 1}
"""What takes a worker so long that each message is worth one more (docs/adr/0053)."""
LOOK_SECONDS = 15
CALM_SECONDS = 300


def manifests() -> Iterator[Manifest]:
    """For each service how KEDA gets to the broker, and the scaler of its worker."""
    for service in SERVICES:
        yield _manifest("TriggerAuthentication", f"{service}-worker", _authentication(service))
        yield _manifest("ScaledObject", f"{service}-worker", _scaler(service))


def _manifest(kind: str, name: str, spec: Manifest) -> Manifest:
    metadata = {"name": name, "labels": {"app.kubernetes.io/component": "worker"}}
    return {"apiVersion": "keda.sh/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}


def _authentication(service: str) -> Manifest:
    # A service's own user may look at its queues, and at no other's.
    address = {"parameter": "host", "name": secrets.name_of(service), "key": "KAPOK_BROKER_URI"}
    return {"secretTargetRef": [address]}


def _scaler(service: str) -> Manifest:
    calm = {"scaleDown": {"stabilizationWindowSeconds": CALM_SECONDS}}
    return {
        "scaleTargetRef": {"name": f"{service}-worker"},
        "minReplicaCount": LEAST,
        "maxReplicaCount": MOST,
        "pollingInterval": LOOK_SECONDS,
        "advanced": {"horizontalPodAutoscalerConfig": {"behavior": calm}},
        "triggers": [_trigger(service, contract.type) for contract in heard_by(service)],
    }


def _trigger(service: str, event_type: str) -> Manifest:
    look = {
        "protocol": "amqp",
        "mode": "QueueLength",
        "queueName": queue_of(service, event_type),
        "value": str(LONG.get(event_type, MESSAGES)),
    }
    return {"type": "rabbitmq", "metadata": look, "authenticationRef": {"name": f"{service}-worker"}}
