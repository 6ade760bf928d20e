"""What a worker shows on /metrics of the flow through it, and that a collector that is away keeps nobody."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator

import pytest
from kombu.connection import Connection

from shared.config import Settings
from shared.events.envelope import Event
from shared.messaging import topology
from shared.store.client import connect
from shared.store.transaction import Store
from tests import processes
from tests.contract import samples
from tests.faults.corner import attendance, commit, message, metric
from tests.processes import eventually

TYPE = {"service": "hours", "type": "attendance.logged.v1"}
DESTINATION = "projects.events:attendance.logged.v1:hours.attendance.logged.v1"
PROCESS = {**TYPE, "messaging_system": "rabbitmq", "messaging_operation_name": "process"}
HELD = {"service": "hours", "type": "hours.held.v1", "messaging_operation_name": "send"}


@pytest.fixture
def queue(environment: dict[str, str], broker_uri: str) -> Iterator[Connection]:
    """Databases and queues are there; a connection that publishes."""
    processes.migrate(environment)
    with Connection(broker_uri) as connection:
        yield connection


def publish(connection: Connection, *events: Event, body: bytes | None = None) -> None:
    """Put events into the worker's queue."""
    channel = connection.channel()
    for event in events:
        channel.basic_publish(message(event, body), exchange="projects.events", routing_key=event.type)


def test_the_flow_is_measured(environment: dict[str, str], queue: Connection) -> None:
    """By service, type and destination: settled, copies, put aside, sent, and how long it took."""
    events = [attendance(number) for number in range(5)]
    publish(queue, *events)
    publish(queue, attendance(9), body=b"{not json")
    with processes.worker(environment, "hours") as running:
        eventually(lambda: metric(running.ops_address, "messaging_client_sent_messages_total", **HELD) == 5)
        publish(queue, *events)
        eventually(lambda: metric(running.ops_address, "kapok_inbox_duplicates_total", **TYPE) == 5)

        def shown(name: str, **labels: str) -> float:
            return metric(running.ops_address, name, **labels)

        settled = {**PROCESS, "messaging_destination_name": DESTINATION}
        assert shown("messaging_client_consumed_messages_total", **settled, error_type="") == 10
        assert shown("messaging_client_consumed_messages_total", **settled, error_type="MalformedEvent") == 1
        batches = shown("messaging_process_duration_seconds_count", **settled, error_type="")
        assert batches >= 2
        assert shown("kapok_batch_messages_sum", **TYPE) == 11
        assert shown("kapok_batch_messages_count", **TYPE) == batches
        assert shown("kapok_dead_letters_total", **TYPE) == 1
        sent = {"service": "hours", "messaging_destination_name": "hours.events", "error_type": ""}
        assert shown("messaging_client_operation_duration_seconds_count", **sent) >= 1
        eventually(lambda: shown("kapok_outbox_commits", service="hours") == 0)
        assert shown("kapok_outbox_age_seconds", service="hours") == 0


def test_the_outbox_ages_while_nothing_goes_out(
    environment: dict[str, str], settings: Settings, queue: Connection
) -> None:
    """Its queue is gone, so the broker takes nothing: the age grows, and is 0 again once it does."""
    offered = samples.event("availability.offered.v1")
    queue.channel().queue_delete(topology.queue_of("matching", offered.type))
    with connect(settings) as client, processes.worker(environment, "projects") as running:
        commit(Store(client, settings, "projects"), [offered])
        eventually(lambda: metric(running.ops_address, "kapok_outbox_age_seconds", service="projects") > 1)
        assert metric(running.ops_address, "kapok_outbox_commits", service="projects") == 1
        refused = {"service": "projects", "error_type": "PublishError"}
        assert metric(running.ops_address, "messaging_client_sent_messages_total", **refused) >= 1
        topology.declare(settings.broker_uri)
        eventually(lambda: metric(running.ops_address, "kapok_outbox_age_seconds", service="projects") == 0)


def test_a_collector_that_never_answers_keeps_nobody(environment: dict[str, str], queue: Connection) -> None:
    """It takes the connection and says nothing: events are handled, and stopping is as quick as ever."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host, port = silent.getsockname()[:2]
        traced = {
            **environment,
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{host}:{port}",
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        }
        with processes.worker(traced, "hours") as running:
            trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            given = attendance(1)
            publish(queue, Event(given.type, given.source, given.subject, given.data, traceparent=trace))
            silent.settimeout(30)
            collector, _ = silent.accept()
            eventually(lambda: metric(running.ops_address, "messaging_client_sent_messages_total", **HELD) == 1)
            begun = time.monotonic()
            running.process.send_signal(signal.SIGTERM)
            assert running.process.wait(15) == 0
            assert time.monotonic() - begun < 10
            collector.close()
