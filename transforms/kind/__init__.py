"""What kind of page it is, and whether it reports a meeting held on education work.

page = classify(PageFacts(title=…, body=…, …))
page.doc_type, page.is_education_meeting, page.reasons   # reasons: the rules that decided, for explanation
"""

from transforms.kind.classify import PageKind, classify

__all__ = ["PageKind", "classify"]
