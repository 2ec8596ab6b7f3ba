"""What was read of pages is remembered while they are few, and forgotten when they have become many."""

from transforms.remembering import ROOM, make_room, remembered


def test_an_answer_is_remembered_until_as_much_as_there_is_room_for_has_been_read() -> None:
    asked: list[str] = []

    @remembered(8)
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    make_room(ROOM + 1)  # whatever other tests have read
    for _ in range(3):
        make_room(ROOM // 4)
        assert length("各级要加强教师队伍建设") == 11
    assert len(asked) == 1
    make_room(ROOM // 4 + 4)
    assert length("各级要加强教师队伍建设") == 11
    assert len(asked) == 2
