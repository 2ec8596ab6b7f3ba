"""The health of every source that has been crawled: its crawls out of the ledger, its readings out of the warehouse."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from crawlers.health import HISTORY, Health, Reading, judge_source
from crawlers.ledger import open_ledger
from crawlers.ledger.crawls import crawls_since
from crawlers.registry import Expectations, Schedule, Source
from flows.settings import TIMEZONE, Settings
from warehouse import PublishError
from warehouse.query import open_published, rows, run

READINGS = """
    SELECT source_id, date_trunc('week', first_fetched_at)::DATE AS week, count(*) AS pages,
           count(title) AS titled, count(published_on) AS dated, count(nullif(trim(body), '')) AS bodied
    FROM core.documents
    WHERE first_fetched_at >= now() - INTERVAL 70 DAY
    GROUP BY ALL ORDER BY ALL
"""


def health_of_sources(
    settings: Settings, sources: Mapping[str, Source], moment: datetime | None = None
) -> dict[str, Health]:
    """The health of each source with a crawl in the last months, by id; of all others nothing is known."""
    moment = moment or datetime.now(TIMEZONE)
    ledger = open_ledger(settings.ledger_url)
    try:
        # Longer than the history, so that a source that nobody crawls any more is seen as such.
        crawled = crawls_since(ledger, moment - 2 * HISTORY - timedelta(days=365))
    finally:
        ledger.close()
    read = weekly_readings(settings) if crawled else {}
    judged = {}
    for source_id, history in sorted(crawled.items()):
        source = sources.get(source_id)
        expect = source.expect if source else Expectations()
        # One that the registry does not know any more need not be crawled.
        schedule = source.schedule if source else Schedule(every="manual")
        recent = [each for each in history if each.finished_at >= moment - 2 * HISTORY] or history[:1]
        judged[source_id] = judge_source(recent, expect, schedule, moment, read.get(source_id, []))
    return judged


def weekly_readings(settings: Settings) -> dict[str, list[Reading]]:
    """What the transform read out of the articles of each week, by source, as published; nothing where nothing is."""
    found: dict[str, list[Reading]] = {}
    try:
        with open_published(settings.published) as con:
            for row in rows(run(con, READINGS)):
                week: date = row["week"]
                reading = Reading(week, row["pages"], row["titled"], row["dated"], row["bodied"])
                found.setdefault(row["source_id"], []).append(reading)
    except PublishError:
        return {}
    return found
