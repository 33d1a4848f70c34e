"""Traces to whatever speaks OTLP over HTTP (Jaeger, Tempo, an OpenTelemetry collector); needs the extra `traces`."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

from bihuan.core.values import Refusal
from bihuan.kernel.spans import Span

_PATH = "/v1/traces"
_TIMEOUT_S = 3


def open_telemetry(endpoint: str) -> "Telemetry":
    """Spans that are sent to `endpoint` (`http://host:4318`) in the background, in batches.

    A collector that is slow or gone costs spans and nothing else. Refuses `settings.traces_missing` where the extra was
    not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise Refusal("settings.traces_missing") from error
    provider = TracerProvider(resource=Resource({"service.name": "bihuan", "service.version": version("bihuan")}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint.rstrip("/") + _PATH, timeout=_TIMEOUT_S)))
    return Telemetry(provider)


class Telemetry:
    """`kernel.spans.Spans` by OpenTelemetry. Each span stands within the one of the same task or thread around it."""

    def __init__(self, provider: Any) -> None:
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._provider = provider
        self._tracer = provider.get_tracer("bihuan")
        self._outside = TraceContextTextMapPropagator()

    @contextmanager
    def span(self, name: str, parent: str = "", **seen: str | int) -> Iterator[Span]:
        """One span; whatever is raised inside is noted by its kind, never by its words, in which names may stand."""
        context = self._outside.extract({"traceparent": parent}) if parent else None
        begun = self._tracer.start_as_current_span(
            name, context=context, attributes=seen, record_exception=False, set_status_on_exception=False
        )
        with begun as span:
            noted = _Noted(span)
            try:
                yield noted
            except BaseException as error:
                noted.failed(error)
                raise

    def close(self) -> None:
        """Send what waits, for a few seconds at most."""
        self._provider.force_flush(3_000)
        self._provider.shutdown()


class _Noted:
    def __init__(self, span: Any) -> None:
        self._span = span

    def name(self, name: str) -> None:
        self._span.update_name(name)

    def note(self, **seen: str | int) -> None:
        self._span.set_attributes(seen)

    def failed(self, error: BaseException) -> None:
        from opentelemetry.trace import StatusCode

        kind = error.code if isinstance(error, Refusal) else type(error).__name__
        self._span.set_attribute("error.type", kind)
        # A refusal is an answer, and no fault.
        if not isinstance(error, Refusal):
            self._span.set_status(StatusCode.ERROR)
