"""The standard meta labels of government sites (国办发〔2017〕47号, annex 网页设计规范) and their kin in the wild."""

import re
from dataclasses import dataclass

from transforms.article.dates import Dated, Moment, moments
from transforms.article.publisher import VALID_ID_CODE
from transforms.article.tree import Element

_TAG = re.compile(r"<[^<>]{0,80}>|&lt;.{0,20}?&gt;")
# ContentSource often says only 本网 or 本站; the site's name is meant.
_OWN = re.compile(r"^本[网站局委部门单位校院]{1,3}(?:讯|原创|发布|整理|编辑)?$|^原创$|^本站原创$")
_PLACEHOLDER = re.compile(r"[{}$<>]|^(?:null|undefined|none|无)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Labels:
    """Meta labels of a page by lower-case name; the first value that is not empty stands."""

    values: dict[str, str]

    def first(self, *names: str) -> str | None:
        """The first of the labels that has a value."""
        return next((self.values[n] for n in names if self.values.get(n)), None)

    @property
    def title(self) -> str | None:
        """ArticleTitle, else the titles of social tags."""
        return self.first("articletitle", "article:title", "og:title", "twitter:title")

    @property
    def column(self) -> str | None:
        """ColumnName."""
        return self.first("columnname")

    @property
    def site_name(self) -> str | None:
        """SiteName."""
        return self.first("sitename", "og:site_name")

    @property
    def site_id_code(self) -> str | None:
        """SiteIDCode, only where it is one: templates leak, and some sites print it empty."""
        code = (self.first("siteidcode") or "").strip().lower()
        return code if VALID_ID_CODE.match(code) else None

    @property
    def source(self) -> str | None:
        """ContentSource; 本网 and 本站 become the site's name."""
        found = self.first("contentsource", "source")
        if found and _OWN.match(found.strip()):
            return self.site_name
        return found

    @property
    def author(self) -> str | None:
        """Author; the annex lets it be the author or the editor in charge."""
        return self.first("author")

    def published(self) -> list[Dated]:
        """PubDate and its kin, every format seen; the year-month-day is folded, the time taken where it is given."""
        found: list[Dated] = []
        names = (
            "pubdate",
            "publishdate",
            "firstpublishedtime",
            "article:published_time",
            "og:published_time",
            "publish_time",
            "publishtime",
        )
        for rank, name in enumerate(names):
            value = self.values.get(name)
            if value:
                read = _moment(value)
                if read:
                    found.append(Dated(read, "meta", rank // 4))
        return found


def _moment(value: str) -> Moment | None:
    # 2007-08-20-23:59:59 and 2020——01——02 10:00 are both in use.
    plain = re.sub(r"[—–]+", "-", value.strip())
    plain = re.sub(r"^(\d{4}-\d{1,2}-\d{1,2})-(\d{1,2}:)", r"\1 \2", plain)
    compact = re.match(r"^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$", plain)
    if compact:
        plain = "-".join(compact.groups()[:3]) + (f" {compact[4]}:{compact[5]}" if compact[4] else "")
    found = moments(plain)
    return found[0][2] if found else None


def read_meta(root: Element) -> Labels:
    """All meta labels of the page, names folded to lower case (families differ in it)."""
    values: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = _TAG.sub("", element.get("content") or "").strip()
        if name and content and name not in values and len(content) <= 600 and not _PLACEHOLDER.search(content):
            values[name] = content
    return Labels(values)
