"""How often a run that was started again may be: a page that brings its process down must not do so for ever."""

from prefect import runtime

from flows.errors import RunFailed

ATTEMPTS = 5


def count_attempts() -> None:
    """Raise RunFailed in a flow run that has been started more than `ATTEMPTS` times."""
    started = runtime.flow_run.run_count or 0
    if started > ATTEMPTS:
        raise RunFailed(
            f"started {started} times, and it never came to an end: its log says what it was at; then start a new run"
        )
