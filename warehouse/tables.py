"""Arrow schemas of the tables that a partition brings: the columns of the migrations, in their order.

Times are UTC microseconds; enums travel as text and are checked when DuckDB casts them.
"""

import pyarrow as pa

TEXT, INT, FLAG, DAY = pa.string(), pa.int32(), pa.bool_(), pa.date32()
TIME = pa.timestamp("us", tz="UTC")
TEXTS = pa.list_(pa.string())

_PAGE: list[tuple[str, pa.DataType]] = [("version_id", TEXT), ("document_id", TEXT), ("partition_id", TEXT)]
_SPAN: list[tuple[str, pa.DataType]] = [("span_start", INT), ("span_end", INT)]
_ITEM = [*_PAGE, ("seq", INT)]

_COLUMNS: dict[str, list[tuple[str, pa.DataType]]] = {
        "raw.fetches": [
            ("fetch_id", TEXT), ("partition_id", TEXT), ("source_id", TEXT), ("run_id", TEXT), ("url", TEXT),
            ("canonical_url", TEXT), ("document_id", TEXT), ("version_id", TEXT), ("fetched_at", TIME),
            ("http_status", INT), ("content_hash", TEXT), ("warc_file", TEXT), ("warc_offset", pa.int64()),
            ("outcome", TEXT), ("reason", TEXT), ("extractor_version", TEXT),
        ],
        "core.documents": [
            ("version_id", TEXT), ("document_id", TEXT), ("partition_id", TEXT), ("source_id", TEXT),
            ("fetch_id", TEXT), ("url", TEXT), ("canonical_url", TEXT), ("first_fetched_at", TIME),
            ("fetched_at", TIME), ("content_hash", TEXT), ("title", TEXT), ("published_on", DAY),
            ("published_at", TIME), ("published_evidence", TEXT), ("doc_type", TEXT),
            ("is_education_meeting", FLAG), ("script", TEXT), ("body", TEXT), ("body_chars", INT),
            ("text_chars", INT), ("text_hash", TEXT), ("source_label", TEXT), ("views", pa.int64()),
            ("visibility", TEXT), ("comment_participants", INT), ("comment_count", INT), ("extractor_version", TEXT),
        ],
        "core.paragraphs": [*_ITEM, ("text", TEXT), *_SPAN],
        "core.publishers": [
            *_PAGE, ("site_name", TEXT), ("host_unit", TEXT), ("unit", TEXT), ("columns", TEXTS),
            ("site_id_code", TEXT), ("icp", TEXT), ("police_record", TEXT), ("address", TEXT), ("phones", TEXTS),
            ("emails", TEXTS), ("division_code", TEXT),
        ],
        "core.credits": [*_ITEM, ("role", TEXT), ("name", TEXT)],
        "core.related_links": [*_ITEM, ("list", TEXT), ("rank", INT), ("title", TEXT), ("url", TEXT)],
        "core.restorations": [
            *_PAGE, ("pinyin_removed", INT), ("bytes_repaired", INT), ("chars_converted", INT), ("uncertain", INT),
        ],
        "core.uncertain_readings": [*_ITEM, ("candidates", TEXTS), *_SPAN],
        "core.meeting_reports": [
            *_PAGE, ("name", TEXT), ("kind", TEXT), ("level", TEXT), ("held_on", DAY), ("held_until", DAY),
            ("date_basis", TEXT), ("time_of_day", TEXT), ("venue", TEXT), ("sub_venues", TEXTS), ("mode", TEXT),
            ("jurisdiction_code", TEXT), ("province", TEXT), ("city", TEXT), ("county", TEXT),
        ],
        "core.participants": [
            *_ITEM, ("name", TEXT), ("title", TEXT), ("organisation", TEXT), ("roles", TEXTS), *_SPAN,
        ],
        "core.attending_groups": [*_ITEM, ("text", TEXT), *_SPAN],
        "core.agenda_items": [*_ITEM, ("act", TEXT), ("actor", TEXT), ("object", TEXT), *_SPAN],
        "core.directives": [
            *_ITEM, ("directive_id", TEXT), ("parent_id", TEXT), ("depth", INT), ("speaker", TEXT), ("verb", TEXT),
            ("ordinal", TEXT), ("text", TEXT), *_SPAN,
        ],
        "core.programme_mentions": [*_ITEM, ("programme_id", TEXT), ("term", TEXT), *_SPAN],
        "core.programme_members": [
            *_PAGE, ("mention_seq", INT), ("seq", INT), ("programme_id", TEXT), ("member", TEXT),
        ],
        "core.quantities": [
            *_ITEM, ("value", pa.float64()), ("unit", TEXT), ("subject", TEXT), ("comparator", TEXT),
            ("deadline", TEXT), ("deadline_on", DAY), *_SPAN,
        ],
        "core.references_made": [*_ITEM, ("kind", TEXT), ("name", TEXT), *_SPAN],
        "core.minhash": [*_PAGE, ("bands", pa.list_(pa.uint64()))],
        "ops.quarantine": [
            ("fetch_id", TEXT), ("document_id", TEXT), ("partition_id", TEXT), ("source_id", TEXT), ("run_id", TEXT),
            ("url", TEXT), ("fetched_at", TIME), ("outcome", TEXT), ("reason_code", TEXT), ("reason_detail", TEXT),
            ("content_hash", TEXT), ("warc_file", TEXT), ("warc_offset", pa.int64()), ("extractor_version", TEXT),
        ],
}  # fmt: skip

STAGED: dict[str, pa.Schema] = {name: pa.schema(columns) for name, columns in _COLUMNS.items()}

VERSIONED = tuple(name for name, schema in STAGED.items() if schema.names[:2] == ["version_id", "document_id"])
"""Tables whose rows belong to a content version of a page."""
