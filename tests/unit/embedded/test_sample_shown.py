"""What is printed at a start stands in columns, whichever script a cell is in."""

from embedded.sample import columns


def test_cells_stand_below_each_other() -> None:
    assert columns([("user 用户", "role"), ("admin", "admin, lead"), ("a", "")]) == [
        "user 用户  role",
        "admin      admin, lead",
        "a",
    ]
