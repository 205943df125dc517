"""What Prometheus reads: durations of requests, runs by state, how old the queues are, workers, disk, last backup.

Durations are counted in each web process and added up over all of a machine's (prometheus_client's files under
PROMETHEUS_MULTIPROC_DIR, which web_server.py sets before anything is imported). Everything else is read from the
database and the broker at the moment of asking, so it is the same whichever process answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import CollectorRegistry, Histogram, generate_latest, multiprocess, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from factcheck.operations import signs_of_life
from factcheck.operations.backups import last_backup
from factcheck.operations.disk import free_bytes
from factcheck.workbench.models import Discrepancy, Run

REQUESTS = Histogram(
    "factcheck_request_seconds",
    "How long requests took, by method, pattern of the address and status.",
    ["method", "route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=(requests_here := CollectorRegistry()),
)
# prometheus_client decides once, when it is imported, where its counts stand; the environment may change afterwards.
COUNTED_IN_FILES = values.ValueClass is not values.MutexValue


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request."""
    REQUESTS.labels(method, route, str(status)).observe(seconds)


class Installation(Collector):
    """What the database and the broker say now. A count that may be long is never asked for row by row."""

    def collect(self) -> Iterator[Metric]:
        yield from self._runs()
        waiting = GaugeMetricFamily("factcheck_discrepancies_waiting", "Discrepancies that wait for a person.")
        waiting.add_metric([], Discrepancy.objects.waiting().count())
        yield waiting
        beats = GaugeMetricFamily(
            "factcheck_worker_silent_seconds", "Since the last sign of life of each worker.", labels=["worker"]
        )
        for worker, age in signs_of_life.ages_or_none(signs_of_life.WORKERS).items():
            beats.add_metric([worker], age)
        yield beats
        free = GaugeMetricFamily("factcheck_disk_free_bytes", "Room where this installation keeps its files.")
        free.add_metric([], free_bytes())
        yield free
        backup = GaugeMetricFamily("factcheck_last_backup_timestamp_seconds", "When the last backup was finished.")
        if at := last_backup():
            backup.add_metric([], at.timestamp())
        yield backup

    def _runs(self) -> Iterator[Metric]:
        runs = GaugeMetricFamily("factcheck_runs", "Runs by kind and state.", labels=["kind", "state"])
        counted = Run.objects.order_by().values_list("kind", "state").annotate(Count("pk"))
        rows = {(kind, state): count for kind, state, count in counted}
        for kind in Run.Kind.values:
            for state in Run.State.values:
                runs.add_metric([kind, state], rows.get((kind, state), 0))
        yield runs
        oldest = GaugeMetricFamily("factcheck_queue_oldest_seconds", "Age of the oldest queued run.", labels=["kind"])
        for kind, age in queue_ages().items():
            oldest.add_metric([kind], age.total_seconds())
        yield oldest


def queue_ages() -> dict[str, timedelta]:
    """How long the oldest queued run of each kind has waited; nothing where none waits."""
    queued = Run.objects.filter(state=Run.State.QUEUED).order_by().values_list("kind").annotate(Min("created_at"))
    now = timezone.now()
    ages = {kind: max(now - since, timedelta()) for kind, since in queued}
    return {kind: ages.get(kind, timedelta()) for kind in Run.Kind.values}


def page() -> bytes:
    """All of it in Prometheus's text form."""
    if COUNTED_IN_FILES:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    else:
        registry = requests_here
    installation = CollectorRegistry()
    installation.register(Installation())
    return bytes(generate_latest(registry) + generate_latest(installation))


def token() -> str:
    """What Prometheus has to send (`Authorization: Bearer …`); empty: nobody reads by a token."""
    return str(settings.METRICS_TOKEN)
