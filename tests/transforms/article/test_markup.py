"""What only markup has: hidden words, table rows, links, meta labels that lie."""

from transforms.article import read_article
from transforms.page import FetchedPage

TITLE = "云溪县召开教育工作会议"
FIRST = "2月21日上午，云溪县召开教育工作会议，副县长林远航出席会议并讲话，县教育局局长苏明德作工作报告。"
SECOND = "林远航强调，要把教育摆在优先位置，让好老师留得住、教得好。"


def page(middle: str, head: str = "") -> FetchedPage:
    return FetchedPage(id="x", content=f"<html><head>{head}</head><body>{middle}</body></html>")


def test_words_styled_away_are_not_read() -> None:
    hidden = '<div style="display:none"><p>澳门金沙在线娱乐平台，注册就送大礼，快来体验吧，天天有惊喜。</p></div>'
    article = read_article(page(f"<h1>{TITLE}</h1><p>{FIRST}</p>{hidden}<p>{SECOND}</p>"))
    assert article.body == f"{FIRST}\n{SECOND}"


def test_an_article_that_a_script_unhides_is_read() -> None:
    article = read_article(page(f'<div style="display:none"><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></div>'))
    assert (article.title, article.body) == (TITLE, f"{FIRST}\n{SECOND}")


def test_short_cells_of_a_row_are_one_line_and_layout_cells_are_not() -> None:
    rows = "<table><tr><td>教育支出</td><td>2191.40万元</td></tr><tr><td>住房支出</td><td>138.2万元</td></tr></table>"
    menu = "<td><ul><li><a href='/'>首页</a></li></ul></td>"
    layout = f"<table><tr>{menu}<td><p>{FIRST}</p>{rows}<p>{SECOND}</p></td></tr></table>"
    article = read_article(page(f"<h1>{TITLE}</h1>{layout}"))
    assert article.body == f"{FIRST}\n教育支出 2191.40万元\n住房支出 138.2万元\n{SECOND}"


def test_line_breaks_and_inline_tags() -> None:
    broken = f"<div>{FIRST[:10]}<b>{FIRST[10:14]}</b><span>{FIRST[14:]}</span><br><br>&nbsp;&nbsp;{SECOND}</div>"
    assert read_article(page(f"<h1>{TITLE}</h1>{broken}")).body == f"{FIRST}\n{SECOND}"


def test_template_placeholders_and_foreign_titles_in_meta_labels_are_not_believed() -> None:
    head = (
        '<title>首页-云溪县人民政府</title><meta name="ArticleTitle" content="{{title}}">'
        '<meta name="SiteIDCode" content="12345"><meta name="pubdate" content="$date">'
    )
    article = read_article(page(f"<h2>{TITLE}</h2><p>{FIRST}</p><p>{SECOND}</p>", head))
    assert article.title == TITLE
    assert article.publisher["site_id_code"] is None and article.published_at is None


def test_meta_labels_are_read_in_any_case_and_format() -> None:
    head = (
        '<meta name="articletitle" content="云溪县召开&lt;br/&gt;教育工作会议">'
        '<meta name="PUBDATE" content="2024——02——22 09:15">'
        '<meta name="ContentSource" content="本网"><meta name="SITENAME" content="云溪县人民政府">'
    )
    article = read_article(page(f"<div>{TITLE}</div><p>{FIRST}</p><p>{SECOND}</p>", head))
    assert article.title == TITLE
    assert (article.published_at, article.published_evidence) == ("2024-02-22T09:15:00+08:00", "meta")
    assert article.source_label == "云溪县人民政府"


def test_lists_beside_the_article_keep_their_links() -> None:
    rows = "<li><a href='/1.html'>县图书馆延长开放</a></li><li><a href='/2.html'>云溪大桥通车</a></li>"
    lists = f"<h3>热点推荐</h3><ul>{rows}</ul>"
    article = read_article(page(f"<h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>{lists}"))
    assert [(r["list"], r["rank"], r["title"], r["url"]) for r in article.related] == [
        ("热点推荐", 1, "县图书馆延长开放", "/1.html"),
        ("热点推荐", 2, "云溪大桥通车", "/2.html"),
    ]


def test_a_list_beside_the_article_needs_a_heading_and_the_menu_has_none() -> None:
    menu = "<h1>云溪县教育局</h1><ul><li><a href='/a/'>机构概况</a></li><li><a href='/b/'>新闻中心</a></li></ul>"
    side = (
        "<h3>通知公告</h3><ul><li><a href='1.html'>寒假安全提示</a></li><li><a href='2.html'>春季学期校历</a></li></ul>"
    )
    source = f"<html><body>{menu}{side}<h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></body></html>"
    article = read_article(FetchedPage(id="x", content=source, url="http://jyj.yunxi.gov.cn/info/1/3.html"))
    assert [(r["list"], r["title"], r["url"]) for r in article.related] == [
        ("通知公告", "寒假安全提示", "http://jyj.yunxi.gov.cn/info/1/1.html"),
        ("通知公告", "春季学期校历", "http://jyj.yunxi.gov.cn/info/1/2.html"),
    ]


def test_an_info_line_without_labels() -> None:
    info = "<div><span>云溪县融媒体中心</span><time>2024-02-22 18:36</time><span>阅读 3417</span></div>"
    article = read_article(page(f"<h1>{TITLE}</h1>{info}<p>{FIRST}</p><p>{SECOND}</p>"))
    assert (article.source_label, article.published_at) == ("云溪县融媒体中心", "2024-02-22T18:36:00+08:00")
    assert article.views == 3417


def test_a_headline_that_the_article_never_says_again_is_known_by_the_head_of_the_page() -> None:
    sketch = "<p>清晨的阳光洒进校园，读书声格外清脆。</p><p>放学后，社团活动教室里依然热闹。</p>"
    told = "<div>发布时间：2024-02-21 18:34　来源：云溪县教育局</div>"
    head = "<title>家门口的好学校 - 云溪县教育局</title>"
    assert read_article(page(f"<h1>家门口的好学校</h1>{told}{sketch}", head)).title == "家门口的好学校"
    # A heading that is the whole of the page's title may be the site's own name.
    alone = "<title>云溪县实验学校</title>"
    assert read_article(page(f"<h1>云溪县实验学校</h1>{told}{sketch}", alone)).title is None
