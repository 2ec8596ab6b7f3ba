"""When deployments fire, and what becomes of runs that were missed: with time moved, no server and no waiting."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from prefect.cli.deploy._models import PrefectYamlModel
from prefect.flows import Flow
from prefect.server.schemas.schedules import CronSchedule
from prefect.utilities.callables import parameter_schema
from yaml import safe_load

from flows.deployments.catchup import Fire, later_fire
from flows.deployments.known import Deployment, deployments, selected
from flows.deployments.manifest import manifest
from flows.errors import UserError
from flows.settings import TIMEZONE
from tests.conftest import ROOT

MANIFEST = ROOT / "deploy" / "prefect.yaml"
SCHEDULED = [each for each in deployments() if each.cron]


def fires(deployment: Deployment, first: datetime, last: datetime) -> list[datetime]:
    """The moments at which Prefect's own scheduler wants a run, with its clock set to `first`."""
    assert deployment.cron
    schedule = CronSchedule(cron=deployment.cron, timezone=TIMEZONE.key)
    found: list[datetime] = []
    while first <= last:  # it gives no more than a thousand at a time
        end = min(last, first + timedelta(days=30))
        found += asyncio.run(schedule.get_dates(n=1000, start=first, end=end))
        first = end + timedelta(seconds=1)
    return [each.astimezone(TIMEZONE) for each in found]


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=TIMEZONE)  # type: ignore[arg-type,misc]


# What each schedule means, in words: days of the two months that are walked, and the times of day in Shanghai.
EXPECTED: dict[str, tuple[Any, list[tuple[int, int]]]] = {
    "daily": (lambda day: True, [(2, 30)]),
    "hourly": (lambda day: True, [(hour, 5) for hour in range(24)]),
    "canary": (lambda day: True, [(2, 0)]),
    "recheck": (lambda day: True, [(13, 0)]),
    "resweep": (lambda day: day.day == 1, [(21, 0)]),
    "publish": (lambda day: True, [(7, 30)]),
    "maintain": (lambda day: day.isoweekday() == 7, [(5, 0)]),
}


@pytest.mark.parametrize("deployment", SCHEDULED, ids=lambda each: each.name)
def test_each_deployment_fires_when_it_should(deployment: Deployment) -> None:
    days, times = EXPECTED[deployment.name]
    walked = [date(2024, 2, 1) + timedelta(days=number) for number in range(60)]
    expected = [at(day.year, day.month, day.day, *time) for day in walked if days(day) for time in times]
    assert fires(deployment, at(2024, 2, 1), at(2024, 3, 31, 23, 59)) == expected


def test_every_scheduled_deployment_is_expected_and_the_rest_is_on_demand() -> None:
    assert {each.name for each in SCHEDULED} == set(EXPECTED)
    assert {each.name for each in deployments()} - set(EXPECTED) == {"backfill", "replay", "archive-import", "crawl"}
    assert [each.name for each in deployments() if each.many] == ["backfill", "crawl"]


@pytest.mark.parametrize("deployment", SCHEDULED, ids=lambda each: each.name)
@pytest.mark.parametrize("absent", [timedelta(hours=3), timedelta(days=1), timedelta(days=10), timedelta(days=100)])
def test_after_any_absence_at_most_one_of_the_missed_runs_works(deployment: Deployment, absent: timedelta) -> None:
    back = at(2024, 6, 5, 9, 12)
    missed = [Fire(moment) for moment in fires(deployment, back - absent, back)]
    working = [fire for fire in missed if later_fire(fire.at, missed, back) is None]
    assert working == missed[-1:]


def test_a_run_on_time_and_one_that_is_yet_to_come_do_not_meet() -> None:
    today, tomorrow = Fire(at(2024, 6, 5, 2, 30)), Fire(at(2024, 6, 6, 2, 30))
    assert later_fire(today.at, [today, tomorrow], at(2024, 6, 5, 2, 30, 1)) is None
    assert later_fire(today.at, [today, tomorrow], at(2024, 6, 6, 2, 30)) == tomorrow.at


def test_a_later_run_that_a_person_called_off_does_not_stand_in() -> None:
    third, fourth = Fire(at(2024, 6, 3, 2, 30)), Fire(at(2024, 6, 4, 2, 30), called_off=True)
    assert later_fire(third.at, [third, fourth], at(2024, 6, 5)) is None


@pytest.mark.parametrize("deployment", deployments(), ids=lambda each: each.name)
def test_every_parameter_is_explained(deployment: Deployment) -> None:
    flow = deployment.load()
    assert isinstance(flow, Flow)
    properties = parameter_schema(flow.fn).properties
    assert properties
    for name, said in properties.items():
        assert said.get("description"), f"{deployment.name}: {name} has no description"
        assert "type" in said or "anyOf" in said or "allOf" in said or "$ref" in said, f"{deployment.name}: {name}"


def test_the_manifest_in_deploy_is_that_of_the_code_and_of_prefects_schema() -> None:
    text = MANIFEST.read_text("utf-8")
    assert text == manifest(deployments()), "run `python -m flows.deployments.manifest > deploy/prefect.yaml`"
    content = PrefectYamlModel.model_validate(safe_load(text))
    assert [each.name for each in content.deployments] == [each.name for each in deployments()]
    for entry, known in zip(content.deployments, deployments(), strict=True):
        schedules = [(each.cron, each.timezone) for each in entry.schedules or []]  # type: ignore[union-attr]
        assert schedules == ([(known.cron, "Asia/Shanghai")] if known.cron else [])
        assert (entry.concurrency_limit is None) is known.many
        assert entry.work_pool is not None
        assert entry.work_pool.name == "edumeet"


def test_times_can_be_set_otherwise() -> None:
    (daily,) = selected(("daily",), {"daily": "0 6 * * *"})
    assert daily.cron == "0 6 * * *"
    (canary,) = selected(("canary",), {"canary": ""})
    assert canary.cron is None
    with pytest.raises(UserError, match="no deployment nightly"):
        selected(("nightly",), {})
