"""Families: rows and next pages read from list pages in each maker's manner, then whole lists crawled from a server."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from crawlers.families import FAMILIES, ListPage, Row
from crawlers.families.dates import date_in, date_in_url
from crawlers.families.decode import list_text, list_tree
from crawlers.families.epaper import issues
from crawlers.families.fingerprint import fingerprint
from crawlers.families.generic import learned, shape_of
from crawlers.urls import canonical_url
from tests.crawlers.site import FILLER, Answer, Site, article, crawl, listing, registry, serving

TODAY = date(2024, 3, 10)
HOST = "http://www.x.example"


def page(text: str, path: str, *, start: str | None = None, number: int = 1, **params: str) -> ListPage:
    return ListPage(
        url=HOST + path,
        start=HOST + (start or path),
        number=number,
        text=text,
        tree=list_tree(text),
        today=TODAY,
        hosts=frozenset({"www.x.example"}),
        params=params,
    )


def following(family: str, given: ListPage) -> str | None:
    rows = FAMILIES[family].rows(given)
    url = FAMILIES[family].next_page(given, len(rows))
    return url.removeprefix(HOST) if url else None


def one_row(href: str) -> str:
    return listing([(href, "全县教育工作会议召开", "2024-03-01")])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[2024-02-20]", date(2024, 2, 20)),
        ("2024年2月20日", date(2024, 2, 20)),
        ("2024/2/20 10:31", date(2024, 2, 20)),
        ("2024.02.20", date(2024, 2, 20)),
        ("20 2024-02", date(2024, 2, 20)),
        ("2024-02 20", date(2024, 2, 20)),
        ("20240220", date(2024, 2, 20)),
        ("24-02-20", date(2024, 2, 20)),
        ("(02-20)", date(2024, 2, 20)),
        ("12-20", date(2023, 12, 20)),
        ("2月29日", date(2024, 2, 29)),
        ("02-20 2024", date(2024, 2, 20)),
        ("2024 02-20", date(2024, 2, 20)),
        ("2月20日 2023", date(2023, 2, 20)),
        ("昨天 10:31", date(2024, 3, 9)),
        ("5小时前", TODAY),
        ("3天前", date(2024, 3, 7)),
        ("2031-01-01", None),
        ("2024-13-45", None),
        ("第41个教师节", None),
        ("点击 1234 次", None),
        ("联系电话 0753-2589", None),
    ],
)
def test_dates_beside_links(text: str, expected: date | None) -> None:
    assert date_in(text, TODAY) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/a/202309/t20230906_123.html", date(2023, 9, 6)),
        ("/art/2020/9/7/art_1_2.html", date(2020, 9, 7)),
        ("/html/2018-11/01/content_5.htm", date(2018, 11, 1)),
        ("/system/2017/02/23/057.shtml", date(2017, 2, 23)),
        ("/pc/layout/202403/02/node_01.html", date(2024, 3, 2)),
        ("/2013/08-22/16.html", date(2013, 8, 22)),
        ("/a/x/2019/0523/1.html", date(2019, 5, 23)),
        ("/content/646943/54/15270840.html", None),
        ("/content/post_20240229.html", None),
    ],
)
def test_dates_in_urls(url: str, expected: date | None) -> None:
    assert date_in_url(HOST + url, TODAY) == expected


ROW_STYLES = {
    "li, date before": '<ul>{0}</ul>|<li><span>[{2}]</span>·<a href="{0}" title="{1}">{1}</a></li>',
    "table": '<table>{0}</table>|<tr><td><a href="{0}">{1}</a></td><td>{2}</td></tr>',
    "dl": '<dl>{0}</dl>|<dt><a href="{0}">{1}</a></dt><dd>{2}</dd>',
    "lines": '<div>{0}</div>|<a href="{0}">{1}</a> {2}<br>',
    "inside the link": '<div>{0}</div>|<div><a href="{0}"><h3>{1}</h3><span>{2}</span></a></div>',
    "cut title": '<ul>{0}</ul>|<li><a href="{0}" title="{1}">全县…</a><em>{2}</em></li>',
    "card": (
        '<div>{0}</div>|<li><a href="{0}"><img src="x.jpg"><h4>{1}</h4><p class="date"><i></i>{2}</p>'
        "<p>摘要：会议总结了过去一年的工作，对今年的教育工作作了部署，要求各校认真落实会议的精神……</p></a></li>"
    ),
    "split day": (
        '<ul>{0}</ul>|<li><a href="{0}"><div class="time"><b>28</b></div><div class="tit">{1}</div>'
        "<p>摘要：会议总结了过去一年的工作，部署今年</p></a><i>{2}</i></li>"
    ),
    "with details": (
        '<ul>{0}</ul>|<li><h3><a href="{0}">{1}</a></h3><p>摘要：会议总结了工作<a href="{0}">[详细]</a></p>{2}</li>'
    ),
    "picture and headline": '<ul>{0}</ul>|<li><a href="{0}"><img src="x.jpg"></a><a href="{0}">{1}</a><i>{2}</i></li>',
}


@pytest.mark.parametrize("style", ROW_STYLES)
def test_rows_in_every_style_and_nothing_but_the_list(style: str) -> None:
    frame, row = ROW_STYLES[style].split("|")
    given = [(f"./202403/t2024030{n}_{n}.html", f"2024年第{n}次全县教育工作会议", f"2024-03-0{n}") for n in (3, 2, 1)]
    rows = frame.format("".join(row.format(*each) for each in given))
    aside = (
        '<div class="hot"><h4>热点</h4><p><a href="/tz/202001/t20200101_9.html">关于调整放假安排的通知公告</a></p>'
        '<p><a href="/tz/202001/t20200102_8.html">关于做好防汛工作的通知公告</a></p></div>'
    )
    found = FAMILIES["trs_wcm"].rows(page(f"<body>{aside}<div class='list'>{rows}</div></body>", "/edu/"))
    assert list(found) == [Row(f"{HOST}/edu/{href[2:]}", title, date.fromisoformat(day)) for href, title, day in given]


def test_a_list_in_several_parts_is_one_list() -> None:
    part = "".join(f'<li><a href="./202403/t20240301_{n}.html">全县教育工作会议{n}</a>03-01</li>' for n in range(5))
    other = part.replace("_", "_1")
    assert len(FAMILIES["trs_wcm"].rows(page(f"<ul class='l'>{part}</ul><ul class='l'>{other}</ul>", "/edu/"))) == 10


def test_articles_of_the_column_beside_its_list_are_asides() -> None:
    rows = "".join(f'<li><a href="./202403/t20240301_{n}.html">全县教育工作会议{n}</a>03-01</li>' for n in range(5))
    head = '<div class="top"><h2><a href="./202403/t20240302_9.html">头条：教育大会召开</a></h2></div>'
    other = '<div class="hot"><p><a href="/tz/202001/t20200101_9.html">别的栏目的通知</a></p></div>'
    found = FAMILIES["trs_wcm"].rows(page(f"{head}<ul>{rows}</ul>{other}", "/edu/"))
    assert [row.aside for row in found] == [False] * 5 + [True]
    assert found[-1].title == "头条：教育大会召开"


def test_rows_of_other_hosts_are_none() -> None:
    text = one_row("http://mp.example/202403/t20240301_1.html")
    assert FAMILIES["trs_wcm"].rows(page(text, "/edu/")) == []


GD, TRS, UCAP = one_row("content/post_1.html"), one_row("202403/t20240301_1.html"), one_row(f"202403/{'a1' * 16}.shtml")
DEDE = one_row("/a/jyxw/2019/0523/161511.html")
GKMLPT = json.dumps({"articles": [{"url": "/x", "title": "标题", "date": 1709251200}]})
NEXT = [
    ("gd_platform", GD, "/jydt/index.html", 1, "/jydt/index_2.html"),
    ("gd_platform", GD, "/jydt/", 2, "/jydt/index_3.html"),
    ("gd_platform", GD + '<a href="index_9.html">下一页</a>', "/jydt/", 1, "/jydt/index_9.html"),
    ("gd_platform", GD + "<span>下一页</span>", "/jydt/index_4.html", 4, None),
    ("trs_wcm", TRS, "/jydt/", 1, "/jydt/index_1.html"),
    ("trs_wcm", TRS, "/jydt/index.shtml", 2, "/jydt/index_2.shtml"),
    (
        "trs_wcm",
        TRS + '<script>createPageHTML(9, 1, "list", "htm");</script>',
        "/jydt/list_1.htm", 2, "/jydt/list_2.htm",
    ),
    ("trs_wcm", TRS + "<script>createPageHTML(2,1,'index','html')</script>", "/j/", 2, None),
    ("trs_wcm", "<html></html>", "/jydt/", 3, None),
    (
        "boda_vsb",
        one_row("../info/1072/5835.htm") + '<span class="p_next p_fun"><a href="jydt/8.htm">下页</a></span>',
        "/xw/jydt.htm", 1, "/xw/jydt/8.htm",
    ),
    ("boda_vsb", one_row("../../info/1072/5835.htm"), "/xw/jydt/8.htm", 2, "/xw/jydt/7.htm"),
    ("boda_vsb", one_row("../../info/1072/5835.htm"), "/xw/jydt/1.htm", 9, None),
    ("webplus", one_row("/2024/0301/c12a345/page.htm"), "/12/list.htm", 1, "/12/list2.htm"),
    ("ucap_hex", UCAP, "/xw/list.shtml", 1, "/xw/list_2.shtml"),
    (
        "ucap_hex",
        UCAP + "<script>createPageHTML('page_div',3,2,'common_list','shtml',40);</script>",
        "/xw/common_list_2.shtml", 2, "/xw/common_list_3.shtml",
    ),
    ("siteserver", one_row("/contents/10983/37344.html"), "/channels/10983.html", 1, "/channels/10983_2.html"),
    (
        "lonsun_num",
        one_row("/zwzx/yw/38210716.html") + "<script>var cfg = {columnId: '6597'}</script>",
        "/zwzx/yw/index.html", 1, "/content/column/6597?pageIndex=2",
    ),
    (
        "yii_portal",
        one_row("/index.php?r=portal/content/view&sid=320281&id=79234"),
        "/index.php?r=portal/content/list&sid=320281&cid=7", 1,
        "/index.php?r=portal/content/list&sid=320281&cid=7&page=2",
    ),
    ("doclib", one_row("/doc/118641.html"), "/list/jiaoyu_3.html", 3, "/list/jiaoyu_4.html"),
    ("rednet_content", one_row("/content/646943/54/15270840.html"), "/list/9/54.html", 1, "/list/9/54_2.html"),
    (
        "lonsun_num",
        one_row("/zwzx/yw/38210716.html")
        + "<script>Ls.pagination('#p', function(i){location.href='/content/column/6597?pageIndex=' + i;},"
        "{currPage: (2+1), pageCount:3});</script>",
        "/content/column/6597?pageIndex=3", 3, None,
    ),
    ("dedecms", DEDE + '<a href="list_12_2.html">2</a>', "/a/jyxw/", 1, "/a/jyxw/list_12_2.html"),
    ("gkmlpt", GKMLPT, "/gkmlpt/api/all/0?page=1&sid=2", 1,
     "/gkmlpt/api/all/0?page=2&sid=2"),
    ("qibo", one_row("/bencandy.php?fid=119&id=4468"), "/list.php?fid=119", 1, "/list.php?fid=119&page=2"),
]  # fmt: skip


@pytest.mark.parametrize(("family", "text", "path", "number", "expected"), NEXT)
def test_the_page_after_this_one(family: str, text: str, path: str, number: int, expected: str | None) -> None:
    start = path if number == 1 else path.replace("index_4", "index").replace("list_1", "list")
    assert following(family, page(text, path, start=start, number=number)) == expected


def test_hanweb_rows_come_from_the_records_and_the_proxy() -> None:
    records = "".join(
        f"<record><![CDATA[<li><a href='/art/2024/3/{n}/art_77_{n}.html' title='教育会议{n}'>教育…</a>"
        f"<span>2024-03-0{n}</span></li>]]></record>"
        for n in (3, 2, 1)
    )
    script = "<script>x({perPage: 3, totalRecord:20, url:'/module/web/jpage/dataproxy.jsp', unitid:'424', webid:5})"
    first = page(
        f"<html>{script}</script><datastore><recordset>{records}</recordset></datastore></html>",
        "/col/col77/index.html",
    )
    rows = FAMILIES["hanweb"].rows(first)
    assert [(row.title, row.listed_at) for row in rows] == [(f"教育会议{n}", date(2024, 3, n)) for n in (3, 2, 1)]
    assert rows[0].url == f"{HOST}/art/2024/3/3/art_77_3.html"
    proxy = following("hanweb", first)
    assert proxy is not None
    for part in ("/module/web/jpage/dataproxy.jsp?startrecord=4&endrecord=12", "columnid=77", "unitid=424", "webid=5"):
        assert part in proxy
    answer = "<datastore><totalrecord>20</totalrecord>" + records * 3 + "</datastore>"
    after = FAMILIES["hanweb"].next_page(page(answer, proxy), 9)
    assert after is not None and "startrecord=13&endrecord=21" in after
    assert FAMILIES["hanweb"].next_page(page(answer, after.removeprefix(HOST)), 9) is None, "21 is past the total"


def test_hanweb_follows_the_next_group_where_the_site_names_it() -> None:
    group = "/module/web/jpage/dataproxy.jsp?page={}&amp;appid=1&amp;webid=1&amp;path=/&amp;columnid=77&amp;unitid=424"
    record = "<record><![CDATA[<li><a href='/art/2024/3/1/art_77_1.html'>会议</a>2024-03-01</li>]]></record>"
    text = '<html><datastore><nextgroup><![CDATA[<a href="{}"></a>]]></nextgroup>{}</datastore></html>'
    first = following("hanweb", page(text.format(group.format(1), record), "/col/col77/index.html"))
    assert first == group.format(1).replace("&amp;", "&")
    assert following("hanweb", page(text.format(group.format(2), record), first)) == group.format(2).replace(
        "&amp;", "&"
    )
    assert following("hanweb", page(text.format("", record), first)) is None


def test_hanweb_jpaas_pages_are_markup_in_json() -> None:
    column = (
        "<div queryData=\"{'webId':'1','pageId':'2','parseType':'bulidstatic','pageType':'column'}\" "
        "url='/api-gateway/jpaas-publish-server/front/page/build/unit'></div>"
        '<li><a href="/art/2024/3/1/art_9_1.html">全县教育工作会议</a>2024-03-01</li>'
    )
    url = following("hanweb", page(column, "/col/col9/index.html"))
    assert url is not None and "parseType=bulidstatic" in url and "pageNo%22%3A2" in url
    answer = json.dumps({"data": {"html": '<li><a href="/art/2024/2/1/art_9_0.html">上期</a>2024-02-01</li>'}})
    given = page(answer, url)
    assert [row.listed_at for row in FAMILIES["hanweb"].rows(given)] == [date(2024, 2, 1)]
    assert "pageNo%22%3A3" in (following("hanweb", given) or "")


def test_newspapers_are_walked_by_day() -> None:
    old = issues("http://p.example:8080/rb/html/2018-11/01/node_22.htm", date(2024, 2, 28), date(2024, 3, 1))
    assert old == [f"http://p.example:8080/rb/html/2024-{day}/node_22.htm" for day in ("03/01", "02/29", "02/28")]
    new = issues("https://p.example/pc/layout/202510/17/node_01.html", date(2024, 3, 1), date(2024, 3, 1))
    assert new == ["https://p.example/pc/layout/202403/01/node_01.html"]
    issue = page(
        '<a href="node_3.htm">第02版</a><a href="../../2024-02/29/node_2.htm">上一期</a>'
        '<a href="content_5.htm">全市教育工作会议召开</a><a href="content_6.htm">简讯</a>',
        "/rb/html/2024-03/01/node_2.htm",
    )
    family = FAMILIES["epaper_founder"]
    assert [(row.url.rpartition("/")[2], row.listed_at) for row in family.rows(issue)] == [
        ("content_5.htm", date(2024, 3, 1)), ("content_6.htm", date(2024, 3, 1)),
    ]  # fmt: skip
    assert family.more is not None
    assert [url.rpartition("/")[2] for url in family.more(issue)] == ["node_3.htm"]


def test_the_shape_of_articles_is_learned() -> None:
    assert shape_of(f"{HOST}/a/2024/x-5/{'a1' * 16}.html") == "/a/\\d+/x\\-\\d+/[0-9a-f]{12,}\\.html$".replace(
        "\\-", "-"
    )
    rows = [(f"/jy/view-{n}-77.aspx", f"全县第{n}次教育工作会议召开", "2024-03-01") for n in range(1, 6)]
    extra = "".join(f'<a href="/c/{n}.html">教育局机构设置与职能介绍</a>' for n in range(8))
    given = page(listing(rows, extra), "/jy/index.aspx")
    pattern = learned(given)
    assert pattern is not None and pattern.search("/jy/view-99-77.aspx") and not pattern.search("/c/5.html")
    assert [row.title for row in FAMILIES["generic"].rows(given)] == [title for _, title, _ in rows]


def test_a_last_page_with_one_short_row_is_read_like_the_first(site: Site, tmp_path: Path) -> None:
    first = [(f"/show.aspx?id={n}", f"全县第{n}次教育工作会议召开", "2024-03-01") for n in (4, 3, 2)]
    site.pages["/list.aspx"] = listing(first, '<a href="/list.aspx?page=2">下一页</a>')
    site.pages["/list.aspx?page=2"] = listing([("/show.aspx?id=1", "开学了", "2024-02-20")])
    site.pages |= {f"/show.aspx?id={n}": article(f"第{n}篇") for n in range(1, 5)}
    file = registry(tmp_path / "s.toml", one={"family": "generic", "lists": [f"{site.url}/list.aspx"]})
    assert crawl(file, tmp_path, "one", "--since", "2024-01-01").summary["new"] == 4


@pytest.mark.parametrize(
    ("family", "html"),
    [
        ("gd_platform", '<script src="//cloud.gd.gov.cn/x.js"></script><a href="content/post_1.html">x</a>'),
        ("trs_wcm", '<a href="./202403/t20240301_1.html">x</a><div class="TRS_Editor"></div>'),
        ("hanweb", "<datastore></datastore><a href='/art/2024/3/1/art_1_2.html'>x</a>"),
        (
            "boda_vsb",
            '<div id="vsb_content"><div class="v_news_content"></div></div><a href="../info/1072/5835.htm">x</a>',
        ),
        ("ucap_hex", f'<UCAPCONTENT><a href="/xw/202403/{"a1" * 16}.shtml">x</a></UCAPCONTENT>'),
        ("webplus", '<div class="wp_articlecontent"></div><a href="/2024/0301/c12a345/page.htm">x</a>'),
        ("lonsun_num", '<div class="wzcon j-fontContent"></div>'),
        ("siteserver", '<a href="/contents/1/2.html">x</a><a href="/channels/1.html">x</a>'),
        ("epaper_founder", "<founder-content></founder-content><a href='node_2.htm'>x</a>"),
        ("yii_portal", '<a href="/index.php?r=portal/content/view&amp;sid=3&amp;id=9">x</a>'),
        ("rednet_content", '<a href="/content/646943/54/15270840.html">x</a>'),
        ("dedecms", '<a href="list_12_2.html">2</a><script src="/plus/count.php?aid=1"></script>'),
        (None, "<html><body><a href='/about.html'>x</a></body></html>"),
    ],
)
def test_fingerprints(family: str | None, html: str) -> None:
    guess = fingerprint(html, None)
    assert (guess.family if guess else None) == family


@pytest.mark.parametrize(
    ("given", "base", "expected"),
    [
        ("HTTP://WWW.X.example:80/a/../b/./c.html#top", None, "http://www.x.example/b/c.html"),
        ("./202403/t1.html", "http://x.example/edu/index.html", "http://x.example/edu/202403/t1.html"),
        ("a.jsp;jsessionid=12AB?id=5&utm_source=x", "http://x.example/", "http://x.example/a.jsp?id=5"),
        ("http://x.example?id=1", None, "http://x.example/?id=1"),
        ("http://x.example/教育/1.html", None, "http://x.example/%E6%95%99%E8%82%B2/1.html"),
        ("http://x.example/%E6%95%99/1.html", None, "http://x.example/%E6%95%99/1.html"),
        ("//cdn.x.example/a", "https://x.example/", "https://cdn.x.example/a"),
    ],
)
def test_canonical_urls(given: str, base: str | None, expected: str) -> None:
    assert canonical_url(given, base) == expected
    assert canonical_url(expected) == expected


HEADERS = ["text/html; charset=utf-8", "text/html; charset=GBK", "text/html", None]
LABELS = ["utf-8", "gb2312", "big5", "nonsense", None]
# Big5 without its own label cannot be told from GBK by looking at one list.
TEXTS = [
    *((charset, label, header) for charset in ("utf-8", "gb18030") for label in LABELS for header in HEADERS),
    ("gb2312", "big5", HEADERS[1]),
    ("gb2312", "utf-16", "text/html; charset=base64"),
    ("big5", "big5", None),
]


@pytest.mark.parametrize(("charset", "label", "header"), TEXTS)
def test_lists_are_read_whatever_header_and_label_say(charset: str, label: str | None, header: str | None) -> None:
    title = "全縣教育工作會議" if charset == "big5" else "全县教育工作会议"
    meta = f'<meta charset="{label}">' if label else ""
    body = f"<html>{meta}<a href='1.html'>{title}</a></html>".encode(charset)
    assert title in list_text(body, header)


ODD_LISTS = ["", " ", "{", "[]", "null", "[" * 100_000, '{"a":' * 50_000, "<a href='//['>x</a>", "<rss><item>"]


@pytest.mark.parametrize("body", ODD_LISTS, ids=lambda body: body[:6])
def test_an_answer_that_is_no_list_has_no_rows(body: str) -> None:
    """Empty answers, and such as are cut off in the middle or nested without end, to every family."""
    for family in FAMILIES.values():
        given = page(body, "/xw/index.html")
        assert list(family.rows(given)) == [], family.id
        following = family.next_page(given, 0)
        assert following is None or following.startswith(HOST), family.id


@pytest.mark.parametrize("label", ["undefined", "idna", "punycode", "unicode_escape", "utf-7", "hex", "utf-16"])
def test_a_label_that_names_no_encoding_of_pages_is_passed_over(label: str) -> None:
    body = f"<html><meta charset={label}><a href='1.html'>全县教育工作会议</a></html>".encode("gbk")
    assert "全县教育工作会议" in list_text(body, f"text/html; charset={label}")


def test_a_torn_character_does_not_spoil_a_list() -> None:
    body = "<html><p>全县教育工作会议，今年的重点任务</p>".encode()[:-6] + b"</p></html>"
    assert "全县教育工作会议" in list_text(body, "text/html; charset=gbk")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as served:
        yield served


def test_lists_of_many_makers_are_crawled_to_their_end(site: Site, tmp_path: Path) -> None:
    """One source that moved house often: each endpoint is another maker's list of two pages or issues."""
    wanted: list[str] = []

    def add(paths: Sequence[str]) -> None:
        for path in paths:
            site.pages[path] = article(f"全县教育工作会议 {path}")
            wanted.append(path)

    def rows(paths: Sequence[str], extra: str = "") -> str:
        return listing([(path, f"全县教育工作会议 {path}", "2024-03-01") for path in paths], extra)

    vsb = [f"/info/10/{n}.htm" for n in range(4)]
    site.pages["/xw.htm"] = rows(vsb[:2], '<span class="p_next p_fun"><a href="xw/1.htm">下页</a></span>')
    site.pages["/xw/1.htm"] = rows(vsb[2:], '<span class="p_next_d p_fun_d">下页</span>')
    han = [f"/art/2024/3/1/art_77_{n}.html" for n in range(4)]
    record = "<record><![CDATA[<li><a href='{0}'>全县教育工作会议</a><b>2024-03-01</b></li>]]></record>"
    script = "<script>perPage: 1, totalRecord:4, unitid:'424', webid:5</script>"
    site.pages["/col/col77/index.html"] = (
        f"<html>{script}<datastore>{''.join(record.format(path) for path in han[:1])}</datastore>{FILLER}</html>"
    )
    proxy = (
        "/module/web/jpage/dataproxy.jsp?startrecord=2&endrecord=4&perpage=1&col=1&appid=1&webid=5&path=/&columnid=77"
        "&sourceContentType=1&unitid=424&permissiontype=0"
    )
    answer = f"<datastore><totalrecord>4</totalrecord>{''.join(record.format(path) for path in han[1:])}</datastore>"
    site.pages[proxy] = Answer(answer + f"<!--{'x' * 400}-->", headers={"Content-Type": "text/xml"})
    paper = ["/rb/html/2024-03/01/content_1.htm", "/rb/html/2024-03/01/content_2.htm"]
    site.pages["/rb/html/2024-03/01/node_1.htm"] = rows(paper[:1], '<a href="node_2.htm">第2版</a>')
    site.pages["/rb/html/2024-03/01/node_2.htm"] = rows(paper[1:], '<a href="node_1.htm">第1版</a>')
    disclosed = [f"/gkmlpt/content/1/2/post_{n}.html" for n in range(2)]
    entries = [{"url": path, "title": "教育工作会议", "created_at": 1709251200} for path in disclosed]
    site.pages["/gkmlpt/index"] = f"<script>window._CONFIG = {{ SID: '200001', TREE: [] }}</script>{FILLER}"
    json_type = {"Content-Type": "application/json"}
    site.pages["/gkmlpt/api/all/0?page=1&sid=200001"] = Answer(json.dumps({"articles": entries}), headers=json_type)
    site.pages["/gkmlpt/api/all/0?page=2&sid=200001"] = Answer(json.dumps({"articles": []}), headers=json_type)
    fed = ["/feed/1.html", "/feed/2.html"]
    items = "".join(
        f"<item><title>教育</title><link>{site.url}{path}</link><pubDate>Fri, 01 Mar 2024 08:00:00 GMT</pubDate></item>"
        for path in fed
    )
    site.pages["/rss.xml"] = Answer(
        f"<?xml version='1.0'?><rss><channel>{items}</channel></rss>", headers={"Content-Type": "text/xml"}
    )
    learned_paths = [f"/jy/view-{n}-77.aspx" for n in range(4)]
    site.pages["/jy/index.aspx"] = rows(learned_paths[:2], '<a href="index_2.aspx">2</a>')
    site.pages["/jy/index_2.aspx"] = rows(learned_paths[2:])
    for paths in (vsb, han, paper, disclosed, fed, learned_paths):
        add(paths)
    starts = {
        "boda_vsb": "/xw.htm", "hanweb": "/col/col77/index.html", "epaper_founder": "/rb/html/2018-01/01/node_1.htm",
        "gkmlpt": "/gkmlpt/index", "feed": "/rss.xml", "generic": "/jy/index.aspx",
    }  # fmt: skip
    file = registry(tmp_path / "s.toml", moved={"family": "generic", "home": site.url})
    endpoints = [
        f'[[source.endpoints]]\nfamily = "{name}"\nlists = ["{site.url}{path}"]' for name, path in starts.items()
    ]
    file.write_text("\n".join([file.read_text(encoding="utf-8"), *endpoints]), encoding="utf-8")
    ran = crawl(file, tmp_path, "moved", "--since", "2024-02-28", "--until", "2024-03-02")
    assert {each["family"]: each["outcome"] for each in ran.summary["lists"]} == dict.fromkeys(starts, "ok"), (
        ran.summary
    )
    assert (ran.code, ran.summary["new"], ran.summary["failed"]) == (0, len(wanted), 0), ran.summary
    assert set(wanted) <= set(site.asked)
    (issues_tally,) = [each for each in ran.summary["lists"] if each["family"] == "epaper_founder"]
    assert (issues_tally["pages"], issues_tally["gaps"]) == (2, 3)
