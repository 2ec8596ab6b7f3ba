"""Who is named in an article, with which title, and what they do there.

`read_people(body)` gives the rows of `participants` and an index for other readers: mentions by place, the subject of
a verb, the full name for a short form. `read_attending_groups(body, people)` gives groups and units that attended.
`report_end(body)` is where the report of this event ends (before 又讯).
"""

from transforms.people.groups import read_attending_groups
from transforms.people.people import Mention, People, PersonAct, read_people
from transforms.people.speaker import speaker_of
from transforms.people.view import report_end

__all__ = ["Mention", "People", "PersonAct", "read_attending_groups", "read_people", "report_end", "speaker_of"]
