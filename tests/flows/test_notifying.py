"""People are told once when something goes wrong, not while it lasts, and once when it is over."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from crawlers.clock import now
from crawlers.ledger import Visit, end_run, open_ledger, start_run
from flows.logs import LOG, configure, run_named
from flows.metrics import serve_metrics, write_metrics
from flows.notifying import alert, notify
from flows.settings import Settings
from tests.conftest import ROOT
from tests.flows.conftest import environment
from tests.flows.ports import free_port
from tests.flows.receiver import Receiver, receiving

# The library that Prefect's blocks send with imports a module that Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

SAVE_BLOCK = """
from prefect.blocks.notifications import CustomWebhookNotificationBlock as Webhook
Webhook(name="duty", url="http://127.0.0.1:{port}/robot?token={{{{token}}}}", secrets={{"token": "hush-hush"}},
        json_data={{"msgtype": "text", "text": {{"content": "{{{{subject}}}} {{{{body}}}}"}}}}).save("duty")
"""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def settings(home: Path, receiver: Receiver) -> Settings:
    return Settings(home=home, notify=SecretStr(f"json://127.0.0.1:{receiver.port}/hush-hush"))


def test_an_alert_is_sent_once_and_its_recovery_once(tmp_path: Path, receiver: Receiver) -> None:
    config = settings(tmp_path, receiver)
    bad = {"source/lean": "broken: no rows on the list", "source/ningdu": None}
    alert(config, bad)
    for _ in range(3):
        alert(config, bad)
    ((path, first),) = receiver.messages
    assert path == "/hush-hush"
    assert first["title"] == "edumeet: 1 alert"
    assert first["message"] == "ALERT source/lean: broken: no rows on the list"
    alert(config, {"source/ningdu": None})
    alert(config, {"source/lean": None, "publication": "stopped by check every_meeting_has_a_day"})
    alert(config, {"source/lean": None})
    assert len(receiver.messages) == 2
    second = receiver.messages[1][1]
    assert second["title"] == "edumeet: 1 alert, 1 recovery"
    assert "ALERT publication: stopped by check every_meeting_has_a_day" in second["message"]
    assert "OVER source/lean" in second["message"]


def test_a_channel_that_fails_is_tried_again_and_its_secret_is_not_told(
    tmp_path: Path, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    config = settings(tmp_path, receiver)
    receiver.status = 500
    configure(config)
    alert(config, {"source/lean": "broken"})
    assert receiver.messages == []
    said = capsys.readouterr()
    assert "could not notify by json://…" in said.err
    assert "hush" not in said.err + said.out + repr(config)
    receiver.status = 200
    alert(config, {"source/lean": "broken"})
    assert len(receiver.messages) == 1


def test_messages_go_through_blocks_saved_in_prefect(tmp_path: Path, receiver: Receiver, prefect_api: str) -> None:
    channels = f"custom-webhook/duty json://127.0.0.1:{receiver.port}/second"
    user = environment(tmp_path / "home", PREFECT_API_URL=prefect_api, EDUMEET_NOTIFY=channels)
    save = [sys.executable, "-W", "ignore", "-c", SAVE_BLOCK.format(port=receiver.port)]
    subprocess.run(save, env=user, cwd=ROOT, check=True, timeout=120)
    command = [sys.executable, "-m", "flows", "alerts"]
    done = subprocess.run(
        [*command, "--test"], env=user, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    by_path = dict(receiver.messages)
    assert set(by_path) == {"/robot?token=hush-hush", "/second"}
    content = by_path["/robot?token=hush-hush"]
    assert content == {
        "msgtype": "text",
        "text": {"content": "edumeet: a test If you read this, alerts and recoveries will reach you."},
    }
    receiver.status = 403
    done = subprocess.run(
        [*command, "--test"], env=user, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert "custom-webhook/duty" in done.stderr
    assert "hush" not in done.stderr + done.stdout


def test_nobody_set_is_a_mistake_for_a_test_only(tmp_path: Path) -> None:
    assert notify(Settings(home=tmp_path), "a", "b")
    assert alert(Settings(home=tmp_path), {"source/a": "broken"}).raised
    assert not alert(Settings(home=tmp_path), {"source/a": "broken"})


def test_figures_tell_the_state(tmp_path: Path) -> None:
    config = Settings(home=tmp_path)
    ledger = open_ledger(config.ledger_url)
    then = now()
    start_run(ledger, "r1", "daily")
    visits = [
        Visit("lean", "r1", "daily", then, then, "ok", True, {"new": 7, "known": 2}),
        Visit("ningdu", "r1", "daily", then, then, "blocked", False),
    ]
    end_run(
        ledger, "r1", "completed", visited=visits,
        summary={"timings": {"crawl": 12.5}, "staged": [{"ok": 6, "quarantine": 1}]},
    )  # fmt: skip
    ledger.close()
    alert(config, {"source/ningdu": "blocked"})
    file = write_metrics(config)
    port = free_port()
    serve_metrics(config, port)
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        scraped = answer.read().decode()
    for text in (file.read_text("utf-8"), scraped):
        found = {
            (sample.name, *sorted(sample.labels.values())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }
        assert found["edumeet_source_good", "lean", "ok"] == 1
        assert found["edumeet_source_good", "blocked", "ningdu"] == 0
        assert found["edumeet_source_pages", "lean", "new"] == 7
        assert found["edumeet_stage_seconds", "crawl", "daily"] == 12.5
        assert found["edumeet_run_pages", "daily", "quarantine"] == 1
        assert ("edumeet_source_good_timestamp_seconds", "ningdu") not in found
        assert abs(found["edumeet_alert_since_timestamp_seconds", "source/ningdu"] - then.timestamp()) < 60


def test_log_lines_say_run_source_and_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    LOG.handlers.clear()
    configure(Settings(home=tmp_path, log_format="json", log_level="INFO"))
    with run_named("daily-1"):
        LOG.warning("page not read", extra={"source": "lean", "url": "http://a.example/1.html", "reason": "no_body"})
    LOG.handlers.clear()
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    expected = {"run": "daily-1", "source": "lean", "url": "http://a.example/1.html", "reason": "no_body"}
    assert {name: said[name] for name in expected} == expected
    assert said["level"] == "WARNING"
    assert said["time"].endswith("+08:00")
