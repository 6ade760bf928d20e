"""Traces: one W3C trace from an HTTP command to the partners' feed, as OpenTelemetry's spans where they are recorded.

This file alone knows the SDK. Spans are recorded where the environment names an exporter, by `KAPOK_TRACES_FOLDER` or
`OTEL_EXPORTER_OTLP_ENDPOINT`. Where it does not, a trace's id travels with the events, and that is all.

A trace that was not sampled (flag 00) costs a look at its last characters. Contexts are handed over by hand: handlers
run in greenlets of their own, which inherit none. No span carries what is in an event, nor an error's words.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.json.file.trace_exporter import FileSpanExporter
from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import Sampler, SamplingResult
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.trace.span import TraceState
from opentelemetry.util.types import Attributes, AttributeValue

STOP_SECONDS = 2.0
MOST_LINKS = 2_000
"""As many as a batch or a round of the relay may have events."""
SAMPLED, UNSAMPLED = "-01", "00"
CONSUMER, PRODUCER = SpanKind.CONSUMER, SpanKind.PRODUCER
_PROPAGATOR = TraceContextTextMapPropagator()


class _Recorder:
    """Where spans go: one tracer for each service of this process, one exporter for all of them."""

    def __init__(self) -> None:
        self.processor: BatchSpanProcessor | None = None
        self._tracers: dict[str, trace.Tracer] = {}

    def tracer(self, service: str) -> trace.Tracer:
        if service not in self._tracers:
            resource = Resource.create({"service.name": service, "service.namespace": "kapok"})
            provider = TracerProvider(resource=resource, span_limits=_limits(), shutdown_on_exit=False)
            provider.sampler = _AsItsLinks(provider.sampler)
            assert self.processor is not None
            provider.add_span_processor(self.processor)
            self._tracers[service] = provider.get_tracer("kapok")
        return self._tracers[service]


_recorder = _Recorder()


class _AsItsLinks(Sampler):
    """Decides on a root that links to other traces, a batch, as on a child of the first of them."""

    def __init__(self, configured: Sampler) -> None:
        self._configured = configured

    def should_sample(  # noqa: PLR0917 (the SDK calls it so)
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        is_root = not trace.get_current_span(parent_context).get_span_context().is_valid
        parent = _under(links[0].context) if links and is_root else parent_context
        return self._configured.should_sample(parent, trace_id, name, kind, attributes, links, trace_state)

    def get_description(self) -> str:
        return f"AsItsLinks({self._configured.get_description()})"


def start(process: str, folder: str = "") -> None:
    """Record spans from now on, if the environment says where to; after forking, and after eventlet has patched.

    Args:
        process: `api` or `worker`, part of the file's name.
        folder: where to write files of OTLP JSON lines, one for each process.
    """
    exporter = _exporter(process, folder)
    if exporter is not None:
        _recorder.processor = BatchSpanProcessor(exporter)


def stop() -> None:
    """Hand over what is recorded, for a moment at most: a collector that is away keeps no process from ending."""
    if _recorder.processor is not None:
        closing = threading.Thread(target=_recorder.processor.shutdown, daemon=True)
        closing.start()
        closing.join(STOP_SECONDS)


def read(traceparent: str | None) -> SpanContext | None:
    """The context in a `traceparent`; None where there is none, or it is malformed."""
    if not traceparent:
        return None
    context = _PROPAGATOR.extract({"traceparent": traceparent}, Context())
    found = trace.get_current_span(context).get_span_context()
    return found if found.is_valid else None


def write(context: SpanContext) -> str:
    """A context as a `traceparent`."""
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags & 1:02x}"


class Request:
    """A command over HTTP, from its beginning to its answer.

    Args:
        header: the `traceparent` that it came with; where that is missing or malformed, a new trace begins.

    Attributes:
        traceparent: for the events that it leads to.
    """

    def __init__(self, service: str, method: str, header: str | None) -> None:
        caller = read(header)
        self._span: Span | None = None
        if _recorder.processor is None:
            new = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-{UNSAMPLED}"
            self.traceparent = write(caller) if caller else new
        else:
            parent = _under(caller) if caller else Context()
            attributes = {"http.request.method": method}
            self._span = _recorder.tracer(service).start_span(method, parent, SpanKind.SERVER, attributes)
            self.traceparent = write(self._span.get_span_context())

    def answered(self, method: str, route: str, status: int) -> None:
        """The answer is on its way."""
        if self._span is not None:
            self._span.update_name(f"{method} {route}".strip())
            self._span.set_attributes({"http.route": route, "http.response.status_code": status})
            if status >= 500:
                _fail(self._span, str(status))
            self._span.end()


class Batch:
    """Several messages in hand at once, each of a trace of its own.

    Attributes:
        next: for the `traceparent` of each message that is recorded, the one for what follows from the message.
    """

    def __init__(self, spans: Mapping[str, Span]) -> None:
        self._spans = spans
        self.next = {text: write(span.get_span_context()) for text, span in spans.items()}

    def fail(self, traceparent: str | None, error_type: str) -> None:
        """Something went wrong with a message of this `traceparent`."""
        if traceparent and traceparent in self._spans:
            _fail(self._spans[traceparent], error_type)


NOTHING_RECORDED = Batch({})


@contextmanager
def batch(
    service: str,
    name: str,
    kind: SpanKind,
    traceparents: Sequence[str | None],
    attributes: Mapping[str, AttributeValue],
) -> Iterator[Batch]:
    """A span for a batch, linked to the spans that its messages come from.

    Where all come from one span, it is that one's child. Where they come from several, it is a root, and each of these
    has a child beside it, linked to it: so who follows one trace finds in it all that was done for it.
    """
    counts = Counter(text for text in traceparents if text and text.endswith(SAMPLED)) if _recorder.processor else None
    causes = {text: context for text in counts or () if (context := read(text)) is not None}
    if counts is None or not causes:
        yield NOTHING_RECORDED
        return

    def begin(parent: Context, messages: int, *links: SpanContext) -> Span:
        counted = {**attributes, "messaging.batch.message_count": messages}
        return _recorder.tracer(service).start_span(name, parent, kind, counted, [Link(one) for one in links])

    parent = _under(*causes.values()) if len(causes) == 1 else Context()
    whole = begin(parent, len(traceparents), *causes.values())
    spans = dict.fromkeys(causes, whole)
    if len(causes) > 1:
        back = whole.get_span_context()
        spans = {text: begin(_under(context), counts[text], back) for text, context in causes.items()}
    try:
        yield Batch(spans)
    except BaseException as error:
        for span in (*spans.values(), whole):
            _fail(span, type(error).__name__)
        raise
    finally:
        for span in {*spans.values(), whole}:
            span.end()


def _under(context: SpanContext) -> Context:
    return trace.set_span_in_context(NonRecordingSpan(context), Context())


def _fail(span: Span, error_type: str) -> None:
    span.set_attribute("error.type", error_type)
    span.set_status(Status(StatusCode.ERROR))


def _exporter(process: str, folder: str) -> SpanExporter | None:
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or os.environ.get("OTEL_TRACES_EXPORTER") == "none":
        return None
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        return FileSpanExporter(Path(folder, f"{process}-{os.getpid()}.jsonl"))
    named = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    return OTLPSpanExporter() if any(os.environ.get(name) for name in named) else None


def _limits() -> SpanLimits:
    return SpanLimits() if "OTEL_SPAN_LINK_COUNT_LIMIT" in os.environ else SpanLimits(max_links=MOST_LINKS)
