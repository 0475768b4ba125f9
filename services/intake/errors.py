"""What intake refuses of feedback, stores, forms and customers, and what the caller can do."""

from collections.abc import Iterable

from shared.problems import Conflict, Forbidden, Gone, NotFound, UnprocessableContent


class UnknownStore(UnprocessableContent):
    def __init__(self, code: str, pointer: str = "/store_code") -> None:
        super().__init__(
            pointer=pointer,
            zh=f"没有门店“{code}”。请使用已登记的门店编号，或不填。",
            en=f"There is no store '{code}'. Give the code of a known store, or none.",
        )


class StoreClosed(UnprocessableContent):
    def __init__(self, code: str, successor: str | None) -> None:
        zh = f"门店“{code}”已关闭" + (f"，请改用接替它的门店“{successor}”。" if successor else "。")
        en = f"Store '{code}' is closed" + (
            f"; use its successor '{successor}'." if successor else "."
        )
        super().__init__(pointer="/store_code", zh=zh, en=en)


class StoreNeeded(UnprocessableContent):
    def __init__(self, codes: Iterable[str]) -> None:
        names = ", ".join(sorted(codes))
        super().__init__(
            pointer="/store_code",
            zh=f"您负责多家门店，请指明其中一家：{names}。",
            en=f"You work for several stores; name one of them: {names}.",
        )


class StoreOutOfReach(Forbidden):
    def __init__(self, code: str) -> None:
        super().__init__(
            pointer="/store_code",
            zh=f"此凭证不能为门店“{code}”提交反馈。",
            en=f"This credential may not submit for store '{code}'.",
        )


class ExternalIdTaken(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/external_id",
            zh="此渠道中已有另一来源使用了这个 external_id；请换一个。",
            en="Another source already used this external_id in this channel; use another one.",
        )


class InvalidField(UnprocessableContent):
    """One field is wrong; the sentences say how to put it right."""

    def __init__(self, pointer: str, *, zh: str, en: str) -> None:
        super().__init__(pointer=pointer, zh=zh, en=en)


class FeedbackNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这条反馈。", en="There is no such feedback.")


class CustomerNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这位顾客。", en="There is no such customer.")


class UnknownCustomer(NotFound):
    def __init__(self) -> None:
        super().__init__(
            pointer="/into",
            zh="没有要并入的这位顾客。",
            en="There is no such customer to merge into.",
        )


class CustomerErased(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="其中一位顾客的资料已按要求删除，不能合并。",
            en="One of the two customers was erased and cannot be merged.",
        )


class MergedAlready(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="这位顾客已并入另一位；请先拆分，再合并。",
            en="This customer was merged into another one; split them first.",
        )


class StoreNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这家门店。", en="There is no such store.")


class FormNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="没有这个表单，或它已关闭。", en="There is no such form, or it has been closed."
        )


class FeedbackErased(Gone):
    def __init__(self) -> None:
        super().__init__(
            zh="这条反馈的内容已删除，不能再补充；如有问题，请重新提交反馈。",
            en="What this feedback said was erased; please send a new one instead of adding to it.",
        )


class PageNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="没有这个页面；请检查链接是否完整。",
            en="There is no such page; check that the link is complete.",
        )
