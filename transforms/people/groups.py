"""Groups and units that attended."""

from transforms.people.people import People, read_people
from transforms.record import AttendingGroup


def read_attending_groups(body: str, people: People | None = None) -> list[AttendingGroup]:
    """Groups as written."""
    people = people or read_people(body)
    return []
