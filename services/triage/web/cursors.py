"""Cursors of the organisation's lists: a name, an id, or a position with a name or id behind it."""

from uuid import UUID

from shared.paging import BadCursor, decode_cursor

LARGEST_POSITION = 2**31 - 1


def after_text(cursor: str | None) -> str | None:
    """Return the text that the next page comes after. Raises BadCursor."""
    if cursor is None:
        return None
    (text,) = decode_cursor(cursor, str)
    return str(text)


def after_id(cursor: str | None) -> str | None:
    """Return the id that the next page comes after. Raises BadCursor."""
    text = after_text(cursor)
    return None if text is None else checked_id(text)


def after_position(cursor: str | None) -> tuple[int, str] | None:
    """Return the position and text that the next page comes after. Raises BadCursor."""
    if cursor is None:
        return None
    position, text = decode_cursor(cursor, int, str)
    if abs(position) > LARGEST_POSITION:
        raise BadCursor
    return position, text


def after_position_and_id(cursor: str | None) -> tuple[int, str] | None:
    """Return the position and id that the next page comes after. Raises BadCursor."""
    after = after_position(cursor)
    return None if after is None else (after[0], checked_id(after[1]))


def checked_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise BadCursor from None
