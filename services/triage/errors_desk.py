"""Refusals of a person's own desk: saved views, links, sessions and sign-in elsewhere."""

from shared.problems import Conflict, NotFound


class FilterUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个已保存的筛选。", en="There is no such saved view.")


class FilterExists(Conflict):
    def __init__(self, name: str) -> None:
        super().__init__(
            zh=f"已有名为“{name}”的筛选，请换一个名称。",
            en=f"There is a saved view named “{name}” already; choose another name.",
            pointer="/name",
        )


class TooManyFilters(Conflict):
    def __init__(self, most: int) -> None:
        super().__init__(
            zh=f"最多保存 {most} 个筛选，请先删除不用的。",
            en=f"At most {most} views can be saved; delete one you do not need.",
        )
