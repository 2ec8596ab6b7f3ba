"""Configuration: where edumeet keeps its state and what it talks to.

Every setting is an environment variable `EDUMEET_<NAME>` or a key of the TOML file that `EDUMEET_CONFIG` names
(default `./edumeet.toml`, if it is there); the environment wins.
"""

import os
import tomllib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from flows.errors import UserError

if TYPE_CHECKING:
    from warehouse.store import Store

TIMEZONE = ZoneInfo("Asia/Shanghai")


class Settings(BaseSettings):
    """What a run needs to know, read once at its start."""

    model_config = SettingsConfigDict(env_prefix="EDUMEET_", extra="forbid")

    home: Path = Field(default=Path("data"), description="Folder that holds archive, staging, ledger and warehouse.")
    ledger: SecretStr | None = Field(
        default=None,
        description="SQLAlchemy URL of the ledger; default is SQLite in `home`. Postgres: postgresql+psycopg://…",
    )
    warehouse: SecretStr | None = Field(
        default=None,
        description=(
            "The writer's warehouse: a DuckDB file (default `warehouse.duckdb` in `home`), or a DuckLake that several "
            "machines write: `ducklake:postgres:dbname=… host=…`, `ducklake:sqlite:FILE` or `ducklake:FILE`."
        ),
    )
    lake_data: str = Field(
        default="", description="Folder or bucket for a DuckLake's Parquet files; default is `lake` in `home`."
    )
    decisions: Path | None = Field(
        default=None,
        description=(
            "TOML file in which people decide which pages report one meeting, or never do; default is "
            "`decisions.toml` in `home`, if it is there."
        ),
    )
    registry: str = Field(
        default="newsroom",
        description=(
            "Where the sources come from: `newsroom` (the sample sites, served on loopback), `builtin` (the real "
            "sources that come with edumeet), or a TOML file or folder of such files."
        ),
    )
    contact: str = Field(
        default="",
        description="E-mail address or page that the crawler's User-Agent names, for those who run the sites.",
    )
    newsroom_size: int = Field(default=600, ge=10, description="How many articles the sample newsroom holds.")
    newsroom_sites: str = Field(
        default="", description="Sample sites that are served, as `portal,vsb`; empty for all of them."
    )
    newsroom_port: int = Field(default=8801, ge=1024, le=65000, description="First of the newsroom's ports.")
    lookback_days: int = Field(
        default=31, ge=1, description="How many days back a run looks where no window is asked for."
    )
    workers: int = Field(default=0, ge=0, description="Processes that transform pages; 0: one per core.")
    crawls: int = Field(default=4, ge=1, description="Sources crawled at the same time.")
    runner: str = Field(
        default="processes",
        pattern=r"^(processes|dask:local|dask:(tcp|tls)://\S+)$",
        description=(
            "Where pages are transformed: `processes` of the run's machine, `dask:local` (a Dask cluster of the "
            "run's own), or `dask:tcp://HOST:8786` (a Dask cluster that is there already)."
        ),
    )
    crawl_deployment: str = Field(
        default="",
        pattern=r"^([^/]+/[^/]+)?$",
        description=(
            "Prefect deployment that crawls are handed to, `crawl/crawl`, so that they spread over the workers of its "
            "work pool; empty: the run crawls by itself."
        ),
    )
    crawl_group: int = Field(default=20, ge=1, description="Sources that one run of `crawl_deployment` crawls.")
    keep_versions: int = Field(default=5, ge=1, description="Published warehouse files kept for rollback.")
    keep_days: int = Field(
        default=90, ge=1, description="Days that `maintain` keeps the folders of single runs and what was put aside."
    )
    prefect_port: int = Field(
        default=4200, ge=1024, le=65535, description="Port of the Prefect server that `edumeet serve` starts."
    )
    runs_at_once: int = Field(default=4, ge=1, description="Flow runs that `edumeet serve` works at the same time.")
    wait_seconds: int = Field(
        default=600,
        ge=0,
        description="Seconds that a run waits for another that crawls the same host or writes the warehouse.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="How log lines are written: `text`, or `json` with run, source and URL as fields."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="WARNING", description="The least level of lines on the error output; Prefect is told all from INFO."
    )
    metrics_file: Path | None = Field(
        default=None,
        description=(
            "Text file with figures for Prometheus, written after each run; default `metrics/edumeet.prom` in `home`."
        ),
    )
    notify: SecretStr = Field(
        default=SecretStr(""),
        description=(
            "Whom alerts and recoveries go to, separated by blanks: Prefect notification blocks (`slack-webhook/team`) "
            "or Apprise URLs (`mailto://…`, `wecombot://…`, `dingtalk://…`)."
        ),
    )
    alert_after: int = Field(default=1, ge=1, description="How often in a row a thing is found wrong before an alert.")
    schedules: dict[str, str] = Field(
        default_factory=dict,
        description=(
            "Other times for `edumeet serve`, as JSON or a TOML table: deployment to cron line in Asia/Shanghai, empty "
            "for never by itself."
        ),
    )

    @cached_property
    def root(self) -> Path:
        """The home folder, absolute."""
        return self.home.expanduser().absolute()

    @property
    def archive(self) -> Path:
        """WARC files: `archive/<source>/…`."""
        return self.root / "archive"

    @property
    def staging(self) -> Path:
        """Rows of each partition: `staging/<source>/<month>/…`."""
        return self.root / "staging"

    @property
    def ledger_url(self) -> str:
        """SQLAlchemy URL of the ledger."""
        if self.ledger is not None:
            return self.ledger.get_secret_value()
        return f"sqlite:///{self.root / 'ledger.sqlite'}"

    @field_validator("home")
    @classmethod
    def _is_a_folder(cls, given: Path) -> Path:
        if "?" in str(given.expanduser().absolute()):
            raise ValueError("the path holds a ?, behind which databases look for options; name the folder otherwise")
        return given

    @field_validator("warehouse")
    @classmethod
    def _is_a_place(cls, given: SecretStr | None) -> SecretStr | None:
        kind, colon, _ = (given.get_secret_value() if given else "").partition(":")
        if colon and kind != "ducklake":
            raise ValueError(f"{kind}: is no warehouse; give the path of a file, or ducklake:…")
        return given

    @property
    def store(self) -> "Store":
        """The writer's warehouse."""
        from warehouse.store import Store  # brings DuckDB, which not every command needs

        given = self.warehouse.get_secret_value() if self.warehouse else ""
        if given.startswith("ducklake:"):
            return Store(given, self.lake_data or str(self.root / "lake"))
        return Store(str(Path(given).expanduser().absolute() if given else self.root / "warehouse.duckdb"))

    @property
    def published(self) -> Path:
        """The analysts' DuckDB file."""
        return self.root / "published" / "edumeet.duckdb"

    @property
    def removed_file(self) -> Path:
        """The pages that must not be published any more."""
        return self.root / "removed.toml"

    @property
    def decisions_file(self) -> Path:
        """What people decided about pages."""
        return self.decisions.expanduser().absolute() if self.decisions else self.root / "decisions.toml"

    @property
    def metrics_path(self) -> Path:
        """The text file with figures for Prometheus."""
        return self.metrics_file or self.root / "metrics" / "edumeet.prom"

    @property
    def newsroom_registry(self) -> Path:
        """The registry file of the sample newsroom, written when it is served."""
        return self.root / "newsroom" / "registry.toml"

    @property
    def worker_count(self) -> int:
        """Processes that transform pages."""
        return self.workers or os.cpu_count() or 1

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the TOML file."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, _config())


def _config() -> dict[str, Any]:
    """What the file sets. Raises UserError where it cannot be read, or is named and not there."""
    named = os.environ.get("EDUMEET_CONFIG")
    file = Path(named or "edumeet.toml")
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        if named:
            raise UserError(f"{file}: no such file (EDUMEET_CONFIG names it)") from error
        return {}
    except UnicodeDecodeError as error:
        raise UserError(f"{file}: is not UTF-8 (at byte {error.start}): save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, OSError) as error:
        raise UserError(f"{file}: cannot be read: {error}") from error
