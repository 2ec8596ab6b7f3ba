"""What the readers of kind and meeting are given: the restored article and what the site says of itself."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from transforms.page import SourceFacts
from transforms.record import Publisher


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One restored, normalised article with its surroundings; everything but the body may be unknown.

    `published` is an ISO day or time. `division_code` is a GB/T 2260 code from the site id code (its first six digits)
    or from the registry. `column` is the breadcrumb, outermost first. `host` is the host name of the page's address.
    """

    title: str | None
    body: str
    published: str | None = None
    site_name: str | None = None
    host_unit: str | None = None
    unit: str | None = None
    column: tuple[str, ...] = ()
    source_label: str | None = None
    division_code: str | None = None
    source_name: str | None = None
    source_division_code: str | None = None
    host: str | None = None

    @property
    def published_day(self) -> str | None:
        """The ISO day of publication."""
        return self.published[:10] if self.published else None


def page_facts(
    *,
    title: str | None,
    body: str,
    published_at: str | None,
    publisher: Publisher,
    source_label: str | None,
    url: str | None,
    source: SourceFacts | None = None,
) -> PageFacts:
    """The facts from the fields of an article (or a record) and what the registry knows of its source."""
    return PageFacts(
        title=title,
        body=body,
        published=published_at,
        site_name=publisher["site_name"],
        host_unit=publisher["host_unit"],
        unit=publisher["unit"],
        column=tuple(publisher["column"]),
        source_label=source_label,
        division_code=publisher["division_code"],
        source_name=source.name if source else None,
        source_division_code=source.division_code if source else None,
        host=urlsplit(url).hostname if url else None,
    )
