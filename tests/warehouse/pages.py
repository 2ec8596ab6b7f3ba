"""Records and staged pages for the tests of the warehouse, written as an extractor would write them."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from transforms.record import Record
from warehouse import StagedPage

BODY = (
    "4月19日，青山县召开2024年教育工作会议。会议由副县长王立新主持，县委副书记李明华出席会议并讲话。\n"
    "李明华强调，一是要提高认识，把教育摆在优先发展的位置。二是要抓好“双减”工作，到2025年新增学位3000个。\n"
    "各乡镇负责人、县直学校校长参加会议。"
)


def record(url: str = "http://www.qingshan.gov.cn/a/1.html", **changes: Any) -> Record:
    """A complete record of an invented county's meeting; `changes` replaces fields."""
    body = changes.get("body", BODY)

    points = ("要提高认识，把教育摆在优先发展的位置。", "要抓好“双减”工作，到2025年新增学位3000个。")

    def span(text: str) -> dict[str, int | None]:
        at = body.find(text)
        return {"start": at if at >= 0 else None, "end": at + len(text) if at >= 0 else None}

    made: dict[str, Any] = {
        "id": url,
        "url": url,
        "title": "青山县召开2024年教育工作会议",
        "published_at": "2024-04-20T09:30:00+08:00",
        "published_evidence": "meta",
        "doc_type": "meeting_report",
        "is_education_meeting": True,
        "language_script": "Hans",
        "body": body,
        "publisher": {
            "site_name": "青山县人民政府", "host_unit": None, "unit": None, "column": ["政务动态"],
            "site_id_code": "9901230001", "icp": None, "police_record": None, "address": None,
            "phones": [], "emails": [], "division_code": "990123",
        },
        "source_label": "青山县人民政府",
        "views": 12,
        "visibility": None,
        "credits": [{"role": "editor", "name": "赵一"}],
        "meeting": meeting(),
        "participants": [
            {"name": "王立新", "title": "副县长", "organisation": None, "roles": ["chair"], **span("副县长王立新")},
            {"name": "李明华", "title": "县委副书记", "organisation": None, "roles": ["attendee", "speaker"],
             **span("县委副书记李明华")},
        ],
        "attending_groups": [{"text": "县直学校校长", **span("县直学校校长")}],
        "agenda": [{"act": "speech", "actor": "李明华", "object": None, **span("李明华出席会议并讲话")}],
        "directives": [
            {"id": "d1", "parent": None, "speaker": "李明华", "verb": "强调", "ordinal": "一是",
             "text": points[0], **span(points[0])},
            {"id": "d2", "parent": None, "speaker": "李明华", "verb": "强调", "ordinal": "二是",
             "text": points[1], **span(points[1])},
        ],
        "programmes": [{"term": "双减", "members": [], **span("双减")}],
        "quantities": [
            {"value": 3000, "unit": "个", "subject": "新增学位", "comparator": "=", "deadline": "2025",
             **span("新增学位3000个")},
        ],
        "references": [],
        "related": [{"list": "热点", "rank": 1, "title": "春耕", "url": None}],
        "comments": None,
        "restoration": {"pinyin_removed": 0, "bytes_repaired": 0, "converted": 0, "uncertain": []},
        "extractor_version": "test",
    }  # fmt: skip
    made.update(changes)
    return made  # type: ignore[return-value]


def meeting(**changes: Any) -> dict[str, Any]:
    """The meeting of `record`; `code6`, `province`, `city`, `county` go to its jurisdiction."""
    place = {"code6": "990123", "province": "东江省", "city": "云州市", "county": "青山县"}
    place.update({key: changes.pop(key) for key in list(changes) if key in place})
    made = {
        "name": "青山县2024年教育工作会议", "kind": "annual_work_meeting", "level": "county", "date": "2024-04-19",
        "end_date": None, "date_basis": "year_from_publication", "time_of_day": None, "venue": None,
        "sub_venues": [], "mode": None, "jurisdiction": place,
    }  # fmt: skip
    return made | changes


def page(rec: Record | None = None, *, source: str = "qingshan", at: int = 1, **changes: Any) -> StagedPage:
    """A staged page of a record, fetched on day `at` of May 2024; `changes` replaces fields."""
    rec = record() if rec is None and changes.get("outcome", "ok") == "ok" else rec
    url = changes.pop("url", None) or (rec["url"] if rec else "http://www.qingshan.gov.cn/a/1.html")
    content = hashlib.sha256(repr(rec).encode()).hexdigest()
    made: dict[str, Any] = {
        "url": url, "canonical_url": url, "fetched_at": datetime(2024, 5, at, tzinfo=UTC), "content_hash": content,
        "source": source, "outcome": "ok", "record": rec, "warc_file": f"{source}.warc.gz", "warc_offset": 100 * at,
        "run_id": "run-1",
    }  # fmt: skip
    return StagedPage(**(made | changes))
