"""`deploy/prefect.yaml`, made from the same list that `edumeet serve` runs.

python -m flows.deployments.manifest > deploy/prefect.yaml
"""

import sys
from collections.abc import Sequence

from flows.deployments.known import Deployment, deployments
from flows.settings import TIMEZONE

HEAD = """\
# The deployments for a work pool; `edumeet serve` runs the same ones on one machine.
# Made by `python -m flows.deployments.manifest` from flows/deployments/deployments.toml: change that.
#
#   edumeet deploy                                      work pool, queues, these deployments, automations
#   prefect worker start --pool edumeet                 on every machine
#
# or, without the automations that start again what a dead worker held:
#
#   prefect work-pool create edumeet --type process
#   prefect --no-prompt deploy --all --prefect-file deploy/prefect.yaml
#
# Every worker has edumeet installed and the settings (EDUMEET_*) in its environment, so no code is pulled.
name: edumeet
pull: []

deployments:
"""

POOL = "edumeet"


def manifest(given: Sequence[Deployment]) -> str:
    """The text of prefect.yaml for these deployments."""
    return HEAD + "\n".join(_entry(each) for each in given)


def _entry(deployment: Deployment) -> str:
    lines = [
        f"  - name: {deployment.name}",
        f'    description: "{deployment.description}"',
        f"    entrypoint: {deployment.flow}",
        "    tags: [edumeet]",
    ]
    if deployment.cron:
        lines += ["    schedules:", f'      - cron: "{deployment.cron}"', f"        timezone: {TIMEZONE.key}"]
    if not deployment.many:
        lines += ["    concurrency_limit:", "      limit: 1", "      collision_strategy: ENQUEUE"]
    lines += ["    work_pool:", f"      name: {POOL}", f"      work_queue_name: {deployment.queue}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(manifest(deployments()))
