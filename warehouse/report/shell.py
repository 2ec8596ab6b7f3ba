"""The shell that all pages of the report share: frame, languages, phrases, data files, Content-Security-Policy.

The report is a folder that opens from disk (`file://`) as well as from any web server:

    index.html  meetings.html  programmes.html …   Chinese, one file a page
    en/index.html  en/meetings.html …              the same pages in English; the switch keeps the fragment
    meeting.html#<meeting_id>                      every meeting (en/meeting.html#… in English)
    assets/                                        one stylesheet, scripts, the phrases of each language
    data/…js                                       what the pages' scripts load when they need it

**Meeting pages are one page that draws itself from shards of data**, not a file a meeting. A hundred thousand
documents are some sixty thousand meetings: as files of their own, in two languages, they would be some gigabytes of
repeated markup, a minute of templating and a folder that no one copies with pleasure. So `meeting.html` takes the id
from the fragment, loads the shard that holds it and builds the page by DOM calls. A crawled text can become markup in
no other way than through `innerHTML` and its kin, which no script of the report uses: `edumeet.el` makes elements,
text only ever becomes a text node, and a test reads the scripts for anything else.

A page loads data with a script element, because `fetch` may not read `file://`. A data file is one call,
`edumeet.take("<name>", <JSON>)`, written by `Frame.data`; a script gets the value from `edumeet.load("<name>")`, a
promise. JSON keys must be ours, never crawled text (`{"__proto__": …}` would be read as more than a key).

The policy allows scripts and styles that are files of the report, and nothing inline: no `<script>` text, no `on…`
attribute, no `style` attribute, no connection to anywhere. Chromium takes a file beside the page for 'self'; the
scheme `file:` says the same to browsers that do not, and means nothing to a page from a web server.

Templates are Jinja2, autoescaped, with undefined names an error. In them: `t(key, **values)` a phrase, `term(group,
word)` a word of a closed vocabulary (the word itself where the catalogue lacks it), `page(name)` the address of a page
in the same language, `root` the way to the folder of `assets/`, and the filters `web` (an address, if it is http or
https, else nothing), `number` and `day`.
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2

LANGUAGES = ("zh", "en")
"""The first is that of the pages at the root of the folder."""

POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:; "
    "base-uri 'none'; form-action 'none'"
)
NAVIGATION = ("index", "meetings", "programmes", "directives", "officials", "quantities", "sources", "quality")
"""Pages of the navigation, in its order; the phrase of each is `page.<name>`."""


@dataclass(slots=True)
class Frame:
    """A report that is being written into the folder `out`.

    `made_at` is the time that the pages show as theirs (timezone-aware), `version` the published version they tell of.
    """

    out: Path
    made_at: datetime
    version: int | None = None
    policy: str = POLICY
    written: list[Path] = field(default_factory=list)

    def page(self, name: str, template: str, facts: Mapping[str, Any], *, language: str | None = None) -> None:
        """Write `<name>.html` from a template in every language, or in one."""
        for each in LANGUAGES if language is None else (language,):
            self.file(_place(name, each), self.render(name, template, facts, each))

    def render(self, name: str, template: str, facts: Mapping[str, Any], language: str) -> str:
        """The text of a page in one language; `facts` are the template's names."""
        return environment(language).get_template(template).render(
            {"name": name, "policy": self.policy, "made_at": self.made_at, "version": self.version, **facts}
        )  # fmt: skip

    def data(self, name: str, value: Any) -> None:
        """Write `data/<name>.js`, which `edumeet.load(name)` gives to a script. Keys of mappings must be ours."""
        self.data_text(name, json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain))

    def data_text(self, name: str, text: str) -> None:
        """The same from text that is JSON already."""
        self.file(f"data/{name}.js", script_of(name, text))

    def file(self, path: str, text: str) -> None:
        """Write a text file of the report, folders made as needed."""
        target = self.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")
        self.written.append(target)

    def assets(self) -> None:
        """Write what the pages share: stylesheet, scripts, phrases."""
        for asset in sorted(files("warehouse.report").joinpath("assets").iterdir(), key=lambda a: a.name):
            self.file(f"assets/{asset.name}", asset.read_text("utf-8"))
        for language in LANGUAGES:
            self.file(f"assets/phrases.{language}.js", phrases_script(language))


def script_of(name: str, text: str) -> str:
    """The data file of that name around a JSON text: one call that hands the value over."""
    return f"edumeet.take({json.dumps(name)},{_in_script(text)});\n"


def phrases_script(language: str) -> str:
    """The script that hands the phrases of a language over."""
    told = json.dumps(phrases(language), ensure_ascii=False, separators=(",", ":"))
    return f"edumeet.phrases({_in_script(told)});\n"


def _in_script(text: str) -> str:
    """JSON that stays JSON wherever a script may stand: no `<`, and no line ends that only JavaScript knows."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"no JSON for {value!r}")


def _place(name: str, language: str) -> str:
    return f"{name}.html" if language == LANGUAGES[0] else f"{language}/{name}.html"


@cache
def phrases(language: str) -> dict[str, str]:
    """Phrases of one language by key (`table.word`)."""
    found = tomllib.loads(files("warehouse.report").joinpath("phrases.toml").read_text("utf-8"))
    return {f"{table}.{key}": said[language] for table, entries in found.items() for key, said in entries.items()}


def phrase(language: str) -> Callable[..., str]:
    """`t(key, **values)`: the phrase of a key with values put in; KeyError where the catalogue lacks it."""

    def t(key: str, **values: Any) -> str:
        said = phrases(language)[key]
        return said.format(**values) if values else said

    return t


def term(language: str) -> Callable[[str, str | None], str]:
    """`term(group, word)`: a word of a closed vocabulary for people, as it stands where the catalogue lacks it."""

    def of(group: str, word: str | None) -> str:
        return "" if word is None else phrases(language).get(f"{group}.{word}", word)

    return of


def web(address: str | None) -> str:
    """An address that may stand in a link: http or https; anything else (`javascript:…`) becomes nothing."""
    given = (address or "").strip()
    return given if given.lower().startswith(("http://", "https://")) else ""


def number(value: float | None) -> str:
    """A number with its thousands apart, no `.0`; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0")


def day(value: date | None) -> str:
    """A day as 2024-03-01; a dash where it is not known."""
    return value.strftime("%Y-%m-%d") if value else "–"


@cache
def environment(language: str) -> jinja2.Environment:
    """Templates in one language."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("warehouse.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    others = [(other, _way(language, other)) for other in LANGUAGES]
    made.globals.update(
        t=phrase(language),
        term=term(language),
        page=lambda name: f"{name}.html",
        language=language,
        languages=others,
        root="" if language == LANGUAGES[0] else "../",
        navigation=NAVIGATION,
    )
    made.filters.update(web=web, number=number, day=day)
    return made


def _way(here: str, there: str) -> str:
    """The way from the folder of one language to that of another."""
    up = "" if here == LANGUAGES[0] else "../"
    return up if there == LANGUAGES[0] else f"{up}{there}/"
