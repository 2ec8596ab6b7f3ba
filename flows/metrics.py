"""Figures for Prometheus, read from the ledger and the published file: a text file after each run, or a port.

Everything is derived from state that outlives runs, so that a scrape tells the truth whoever worked and wherever.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, start_http_server, write_to_textfile
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from crawlers.ledger import Ledger, last_visits, list_alerts, list_partitions, list_runs, open_ledger
from flows.errors import UserError
from flows.settings import Settings
from warehouse import current_version

CRAWLS = ("daily", "hourly", "resweep", "backfill", "recheck")


class EdumeetCollector(Collector):
    """Looks at the state whenever it is asked."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> Iterable[Metric]:
        """All figures as of now."""
        ledger = open_ledger(self._settings.ledger_url)
        try:
            yield from _runs(ledger)
            yield from _sources(ledger)
            yield from _partitions(ledger)
            yield from _alerts(ledger)
        finally:
            ledger.close()
        yield from _published(self._settings)


def registry_for(settings: Settings) -> CollectorRegistry:
    """A registry with edumeet's figures and nothing else."""
    registry = CollectorRegistry()
    registry.register(EdumeetCollector(settings))
    return registry


def serve_metrics(settings: Settings, port: int) -> None:
    """Answer Prometheus on this machine's port, in a thread, as long as the process lives. Raises UserError."""
    try:
        start_http_server(port, addr="127.0.0.1", registry=registry_for(settings))
    except OSError as error:
        raise UserError(f"port {port} for Prometheus is taken by another program: {error.strerror}") from error


def write_metrics(settings: Settings) -> Path:
    """Write the figures for node_exporter's textfile collector, whole or not at all; returns where."""
    file = settings.metrics_path
    file.parent.mkdir(parents=True, exist_ok=True)
    write_to_textfile(str(file), registry_for(settings))
    return file


def _gauge(name: str, help_text: str, labels: tuple[str, ...] = ()) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"edumeet_{name}", help_text, labels=labels)


def _runs(ledger: Ledger) -> Iterator[Metric]:
    finished = _gauge("run_finished_timestamp_seconds", "When the last run of a kind ended.", ("kind",))
    good = _gauge("run_succeeded_timestamp_seconds", "When the last run of a kind ended well.", ("kind",))
    seconds = _gauge("run_seconds", "How long the last run of a kind took.", ("kind",))
    stages = _gauge("stage_seconds", "How long a stage of the last run of a kind took.", ("kind", "stage"))
    pages = _gauge("run_pages", "Pages that the last run of a kind read, by what became of them.", ("kind", "outcome"))
    ended: set[str] = set()
    ended_well: set[str] = set()
    for run in list_runs(ledger, limit=1000):
        if run.finished_at is None:
            continue
        if run.status == "completed" and run.kind not in ended_well:
            ended_well.add(run.kind)
            good.add_metric([run.kind], run.finished_at.timestamp())
        if run.kind in ended:
            continue
        ended.add(run.kind)
        finished.add_metric([run.kind], run.finished_at.timestamp())
        seconds.add_metric([run.kind], (run.finished_at - run.started_at).total_seconds())
        summary = run.summary or {}
        for stage, took in summary.get("timings", {}).items():
            stages.add_metric([run.kind, stage], took)
        for outcome in ("ok", "not_target", "retry", "quarantine"):
            pages.add_metric([run.kind, outcome], sum(each.get(outcome, 0) for each in summary.get("staged", [])))
    yield from (finished, good, seconds, stages, pages)


def _sources(ledger: Ledger) -> Iterator[Metric]:
    good = _gauge("source_good", "1 where the last crawl of a source went well, else 0.", ("source", "outcome"))
    seen = _gauge("source_good_timestamp_seconds", "When a source was last crawled well.", ("source",))
    pages = _gauge("source_pages", "Pages of the last crawl of a source.", ("source", "what"))
    for source, visit in sorted(last_visits(ledger, CRAWLS).items()):
        good.add_metric([source, visit.outcome], int(visit.good))
        for what in ("new", "known", "changed", "failed"):
            pages.add_metric([source, what], (visit.counts or {}).get(what, 0))
    for source, visit in sorted(last_visits(ledger, CRAWLS, good=True).items()):
        seen.add_metric([source], visit.finished_at.timestamp())
    yield from (good, seen, pages)


def _partitions(ledger: Ledger) -> Iterator[Metric]:
    gauge = _gauge("partitions", "Partitions (source and month) by stage and status.", ("stage", "status"))
    counts = Counter((each.stage, each.status) for each in list_partitions(ledger))
    for (stage, status), count in sorted(counts.items()):
        gauge.add_metric([stage, status], count)
    yield gauge


def _alerts(ledger: Ledger) -> Iterator[Metric]:
    gauge = _gauge("alert_since_timestamp_seconds", "Since when something is wrong.", ("key",))
    for alert in list_alerts(ledger):
        gauge.add_metric([alert.key], alert.since.timestamp())
    yield gauge


def _published(settings: Settings) -> Iterator[Metric]:
    version = _gauge("published_version", "Number of the version that readers see.")
    moment = _gauge("published_timestamp_seconds", "When the file that readers see was written.")
    if settings.published.exists():
        version.add_metric([], current_version(settings.published) or 0)
        moment.add_metric([], settings.published.stat().st_mtime)
    yield from (version, moment)
