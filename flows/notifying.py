"""Telling people: alerts once, recoveries once, by Prefect's notification blocks.

`EDUMEET_NOTIFY` names blocks that are saved in Prefect (`slack-webhook/team`, `custom-webhook/wecom`, …) or gives
Apprise URLs (`mailto://…`, `wecombot://…`, `dingtalk://…`, `slack://…`), several separated by blanks.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import SecretStr

from crawlers.ledger import Tellings, open_ledger, settle, told
from flows.logs import LOG
from flows.settings import Settings


def alert(settings: Settings, found: Mapping[str, str | None]) -> Tellings:
    """Settle what was looked at (key to what is wrong, None: all is well) and tell people what is new of it."""
    if not found:
        return Tellings()
    ledger = open_ledger(settings.ledger_url)
    try:
        tellings = settle(ledger, found, after=settings.alert_after)
        if tellings:
            for each in tellings.raised:
                LOG.warning("alert: %s: %s", each.key, each.message)
            for each in tellings.over:
                LOG.info("over: %s", each.key)
            told(ledger, tellings, success=notify(settings, *worded(tellings)))
    finally:
        ledger.close()
    return tellings


def worded(tellings: Tellings) -> tuple[str, str]:
    """Subject and text of one message about all that is to be told."""
    counted = [
        f"{len(each)} {word}{'s' if len(each) > 1 else ''}"
        for each, word in ((tellings.raised, "alert"), (tellings.over, "recover"))
        if each
    ]
    subject = "edumeet: " + ", ".join(counted).replace("recovers", "recoveries").replace("1 recover", "1 recovery")
    lines = [f"ALERT {each.key}: {each.message}" for each in tellings.raised]
    lines += [f"OVER {each.key}, which lasted since {each.since:%Y-%m-%d %H:%M}" for each in tellings.over]
    return subject, "\n".join(lines)


def notify(settings: Settings, subject: str, body: str) -> bool:
    """Send a message by every channel that is set; False where any failed, which is logged without its secrets."""
    sent = True
    for channel in settings.notify.get_secret_value().split():
        try:
            block = _block(channel)
            with block.raise_on_failure():
                block.notify(body, subject)
        except Exception as error:  # noqa: BLE001 - whatever a channel raises must not end the run, nor show its address
            sent = False
            LOG.error("could not notify by %s: %s", _public(channel), type(error).__name__)
    return sent


def _block(channel: str) -> Any:
    from prefect.blocks.core import Block

    return _by_url()(url=SecretStr(channel)) if "://" in channel else Block.load(channel)


@cache
def _by_url() -> Any:
    """The block that takes an Apprise URL as it is; Prefect has it as a base of its others only."""
    from prefect.blocks.notifications import AppriseNotificationBlock

    return type("Channel", (AppriseNotificationBlock,), {"_block_type_name": "edumeet channel"})


def _public(channel: str) -> str:
    """A channel's name without what may be secret in it."""
    return channel.split("://")[0] + "://…" if "://" in channel else channel
