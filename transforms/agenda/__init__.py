"""What the meeting did: reports, speeches, decisions read, prizes given, letters signed.

`read_agenda(body, people)` gives the rows of `agenda`.
"""

from transforms.agenda.agenda import read_agenda

__all__ = ["read_agenda"]
