"""Pages as a text crawl keeps them: lost stops, lost headlines, forum marks, table cells, signatures of their own."""

from transforms.extract import read_page
from transforms.page import FetchedPage
from transforms.record import Record

_STORY = (
    "会议指出,要坚持教育优先发展,深化教育综合改革,扎实做好新学期各项工作。\n"
    "会议要求,各学校要压实责任,抓好校园安全,办好人民满意的教育。"
)


def _read(text: str, url: str | None = None) -> Record:
    outcome = read_page(FetchedPage(id="page", url=url, content=text, media="text"))
    assert outcome.record is not None
    return outcome.record


def test_a_first_and_a_last_paragraph_without_full_stops_are_of_the_article() -> None:
    first = "9月8日上午云溪县庆祝教师节大会在县文化中心隆重召开"
    last = "会上县长苏明德宣读了优秀教师和优秀教育工作者的表彰决定"
    record = _read(
        f"云溪县召开庆祝教师节大会\n时间:2023-09-09 来源:云溪县教育局\n{first}\n{_STORY}\n{last}\n\n上一篇:无"
    )
    lines = record["body"].split("\n")
    assert lines[0] == first
    assert lines[-1] == last
    assert record["meeting"] is not None
    assert record["meeting"]["date"] == "2023-09-08"
    assert record["meeting"]["venue"] == "县文化中心"


def test_a_signature_on_a_line_of_its_own_is_credits_and_not_body() -> None:
    record = _read(f"本报讯 2月18日,云溪县教育工作会议召开。\n{_STORY}\n(苏明德 何芳)")
    assert [(c["role"], c["name"]) for c in record["credits"]] == [("author", "苏明德"), ("author", "何芳")]
    assert "何芳" not in record["body"]


def test_a_label_of_the_sites_own_and_font_sizes_end_the_source() -> None:
    head = "云溪县召开教育工作会议\n发布时间:2023-02-19 来源:云溪日报 "
    for more in ("所属园区:城东工业园", "大字体 小字体 扫码带走"):
        assert _read(f"{head}{more}\n2月18日,云溪县召开教育工作会议。\n{_STORY}")["source_label"] == "云溪日报"


def test_an_info_line_may_hold_the_address_of_the_office() -> None:
    record = _read(
        "云溪县召开教育工作会议\n中共云溪县委宣传部 http://xcb.example.gov.cn/ 2023-02-19 08:45:07\n"
        f"2月18日,云溪县召开教育工作会议。\n{_STORY}"
    )
    assert record["published_at"] == "2023-02-19T08:45:07+08:00"
    assert record["source_label"] == "中共云溪县委宣传部"


def test_random_marks_of_a_forum_are_no_text() -> None:
    record = _read(
        '云溪县教育工作会议召开\nT* W% ^) k" [" B2 C3\n'
        '- ?; S- H" R# 2月18日,云溪县召开教育工作会议。 K8 _% d7 q; {/ l\n' + _STORY
    )
    assert record["body"].split("\n")[0] == "2月18日，云溪县召开教育工作会议。"


def test_cells_of_a_table_do_not_end_a_notice() -> None:
    cells = "\n".join(
        f"{subject} |\n|\n2 |" for subject in ["语文", "数学", "英语", "物理", "化学", "生物", "音乐", "美术"]
    )
    record = _read(
        "为充实教师队伍,经县政府批准,决定公开招聘中小学教师。现将有关事项通告如下:\n一、招聘岗位\n"
        f"本次共招聘教师16名,具体分布为:\n{cells}\n二、招聘条件\n应聘人员应遵纪守法,品行端正,具有相应的教师资格证。"
    )
    assert record["doc_type"] == "notice"
    assert record["body"].endswith("具有相应的教师资格证。")


def test_the_line_of_names_under_a_headline_is_not_the_headline() -> None:
    record = _read(f"凝心聚力办好每一所学校\n苏明德何芳讲话 方从明主持\n2月26日,云溪县教育大会召开。\n{_STORY}")
    assert record["title"] == "凝心聚力办好每一所学校"


def test_a_greeting_after_the_salute_stays_in_the_speech() -> None:
    record = _read(
        "在云溪县教育工作会议上的讲话\n各位领导、同志们:\n大家上午好!\n今天,我们召开全县教育工作会议,部署新学年的工作。\n"
        "下面,我讲三点意见,请大家认真抓好落实。\n今天的会议到此结束。散会!"
    )
    lines = record["body"].split("\n")
    assert lines[:2] == ["各位领导、同志们：", "大家上午好！"]
    assert lines[-1] == "今天的会议到此结束。散会！"


def test_the_meeting_of_a_speech_may_stand_in_its_second_headline() -> None:
    record = _read(
        "深化改革 全面提升云溪教育水平\n2014-03-14 来源:云溪日报\n——在2014年全县教育工作会议上的报告\n"
        "县教育局局长 苏明德\n(2014年3月5日)\n同志们:\n这次会议的主要任务是,总结2013年工作,部署2014年任务。\n"
        "2013年,全县教育系统抓住立德树人这个根本,取得了新的成绩。"
    )
    assert record["doc_type"] == "speech"
    assert record["meeting"] is not None
    assert record["meeting"]["name"] == "2014年全县教育工作会议"
    assert record["meeting"]["date"] == "2014-03-05"


def test_the_chair_s_seat_on_an_upper_committee_does_not_raise_the_meeting() -> None:
    record = _read(
        "6月16日,省委常委、市委书记苏明德主持召开市委教育工作领导小组第六次全体会议。\n" + _STORY,
    )
    assert record["meeting"] is not None
    assert record["meeting"]["level"] == "city"


def test_he_and_county_is_no_county() -> None:
    record = _read(f"3月12日,全县教育工作会议召开。各乡镇(办事处)和县直有关单位负责人参加会议。\n{_STORY}")
    assert record["meeting"] is not None
    assert record["meeting"]["jurisdiction"]["code6"] is None


def test_who_watches_an_education_meeting_reports_it() -> None:
    record = _read(
        "城东新区组织集中收看云溪市第37个教师节表彰大会\n2021年9月10日上午,城东新区在管委会设立分会场,"
        f"组织集中收看云溪市第37个教师节表彰大会。\n{_STORY}"
    )
    assert record["is_education_meeting"]
    assert record["meeting"] is not None
    assert record["meeting"]["name"] == "云溪市第37个教师节表彰大会"


def test_a_town_gives_its_name_to_the_meeting_of_the_whole_town() -> None:
    record = _read(f"5月11日上午,桃溪镇召开全镇教育工作会议,部署今年的教育工作。\n{_STORY}")
    assert record["meeting"] is not None
    assert record["meeting"]["name"] == "桃溪镇教育工作会议"
    assert record["meeting"]["level"] == "town"


def test_a_meeting_at_which_the_reporter_learnt_it_is_reported_where_the_page_goes_on_about_it() -> None:
    lead = "今年我市高考报名人数29140人,这是记者从昨天召开的全市高考准备工作调度会上获悉的。\n"
    assert _read(lead + _STORY)["is_education_meeting"]
    figures = "据悉,今年全市共设17个考区、26个考点,考生人数比去年略有增加。"
    assert not _read(lead + figures)["is_education_meeting"]


def test_a_headline_as_long_as_a_sentence_stands_above_its_info_line() -> None:
    headline = "云溪县教育局党委召开扩大会议,传达学习全省教育大会精神,研究全县教育系统贯彻落实措施"
    record = _read(f"{headline}\n文摘 2024-11-25 19:53 江苏\n11月25日,云溪县教育局党委召开扩大会议。\n{_STORY}")
    assert record["title"] == headline.replace(",", "，")
    assert record["published_at"] == "2024-11-25T19:53:00+08:00"


def test_a_disclaimer_gives_no_source() -> None:
    record = _read(
        f"云溪县召开教育工作会议\n来源: 发布时间:2023-02-19\n2月18日,云溪县召开教育工作会议。\n{_STORY}\n"
        "1、凡本网注明“来源:云溪融媒、今日云溪”的所有作品,版权均属于云溪县融媒体中心"
    )
    assert record["source_label"] is None


def test_blanks_that_became_question_marks_do_not_hide_the_reporter() -> None:
    record = _read(f"云溪日报讯?(记者?苏明德)6月4日,云溪县召开教育工作会议。\n?{_STORY}")
    assert [(c["role"], c["name"]) for c in record["credits"]] == [("reporter", "苏明德")]
    assert "?" not in record["body"]
    assert "？" not in record["body"]


def test_a_work_report_is_a_document() -> None:
    record = _read(
        "云溪县人民政府2022年履行教育职责工作报告\n2023-11-24 11:54 县政府教育督导室\n"
        "根据市教育督导委员会有关要求,现就2022年度履行教育职责情况汇报如下:\n一、基本情况\n"
        "2023年全县共有学校46所,在校中小学生28428人,教职工3211人,九年义务教育巩固率为100%。现有名师工作室21个,文明校园3所。"
    )
    assert record["doc_type"] == "policy"
