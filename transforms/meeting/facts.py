"""What the readers of kind and meeting are given: the restored article and what the site says of itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One restored, normalised article with its surroundings; everything but the body may be unknown.

    `published` is an ISO day or time. `division_code` is a GB/T 2260 code from the site id code (its first six digits)
    or from the registry. `surroundings` are the page's lines outside the article: weak evidence of whose site it is,
    asked last. `under_headline` are the lines between headline and article (a speaker, the day of a speech). `column`
    is the breadcrumb, outermost first. `host` is the host name of the page's address.
    """

    title: str | None
    body: str
    published: str | None = None
    site_name: str | None = None
    host_unit: str | None = None
    unit: str | None = None
    column: tuple[str, ...] = ()
    source_label: str | None = None
    address: str | None = None
    icp: str | None = None
    surroundings: str = ""
    under_headline: str = ""
    division_code: str | None = None
    source_name: str | None = None
    source_division_code: str | None = None
    host: str | None = None

    @property
    def published_day(self) -> str | None:
        """The ISO day of publication."""
        return self.published[:10] if self.published else None
