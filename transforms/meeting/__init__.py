"""The meeting that a page reports: name, kind, level, days, place, mode, and whose meeting it is.

    facts = PageFacts(title=…, body=…, published="2023-03-12T09:56:00+08:00", site_name=…, division_code=…)
    kind = classify(facts)                                      # transforms.kind: doc_type, is_education_meeting
    meeting = read_meeting(facts, kind.doc_type, kind.chosen)   # None where no education meeting was held

All of it is a pure function of the restored, normalised article and the facts beside it.
"""

from transforms.meeting.choose import Chosen, choose
from transforms.meeting.facts import PageFacts
from transforms.meeting.read import read_meeting

__all__ = ["Chosen", "PageFacts", "choose", "read_meeting"]
