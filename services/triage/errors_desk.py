"""Refusals of the desk: saved views, links, sessions, sign-in elsewhere; a survivor's dismissal."""

from collections.abc import Mapping

from shared.problems import Conflict, NotFound, ServiceUnavailable, Unauthorized


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


class LinkEnded(Unauthorized):
    """The link is unknown, used, replaced or expired: the answer is the same."""

    def __init__(self) -> None:
        super().__init__(
            zh="此链接无效或已过期，请联系管理员重新获取。",
            en="This link is not valid or has expired; ask an administrator for a new one.",
        )


class SessionUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个登录会话。", en="There is no such session.")


class StaffInactive(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="该员工已停用，请先恢复其账号。",
            en="This person is deactivated; activate them first.",
        )


class IdentityUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个关联的企业账号。", en="There is no such linked identity.")


class IdentityTaken(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="这个企业账号已关联到一名员工，请先解除关联。",
            en="This identity is linked to a member of staff already; remove that link first.",
            pointer="/subject",
        )


class ProviderUnset(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="未配置企业账号登录（HUIYIN_OIDC_ISSUER）。",
            en="Sign-in by a provider is not set up (HUIYIN_OIDC_ISSUER).",
        )


class ProviderAway(ServiceUnavailable):
    def __init__(self) -> None:
        super().__init__(
            zh="企业账号服务暂时无法使用，请稍后再试或使用密码登录。",
            en="The provider of sign-in does not answer; try again shortly or use your password.",
            retry_after=10,
        )


class SignInElsewhereFailed(Unauthorized):
    """The provider refused, or what it sent does not hold; what exactly is in the audit log."""

    def __init__(self) -> None:
        super().__init__(
            zh="企业账号登录没有成功，请重新开始登录。",
            en="Signing in by the provider did not succeed; begin again.",
        )


class IdentityNotLinked(Unauthorized):
    """The provider vouches for somebody whom nobody here has linked."""

    def __init__(self) -> None:
        super().__init__(
            zh="您的企业账号尚未关联到回音的员工账号，请联系管理员关联或获取邀请链接。",
            en="Your identity is not linked to a member of staff here; ask an administrator to "
            "link it, or for an invitation.",
        )


class CaseNotLive(Conflict):
    """A dismissed or merged case is no part of an incident."""

    def __init__(self, *, pointer: str) -> None:
        super().__init__(
            zh="此工单已被驳回或合并，不能归入事件；请先恢复它。",
            en="This case was dismissed or merged and cannot join an incident; restore it first.",
            pointer=pointer,
        )


class SurvivorStays(Conflict):
    """Others are merged into the case and are answered with it, so it is not dismissed."""

    def __init__(self, count: int, tickets: Mapping[str, str]) -> None:
        """`count` are merged into it; `tickets` are the numbers, by id, of those to be named."""
        listed = f" ({'、'.join(tickets.values())})" if tickets else ""
        super().__init__(
            zh=f"有 {count} 件工单已合并到此工单{listed}，将随它一并答复。请先恢复它们再驳回；"
            "若与另一工单重复，请改为合并到那一件，它们会一同转移。",
            en=f"Cases merged into this one are answered with it: {count}{listed}. Restore them "
            "first; if it repeats another case, merge it into that one: they go along.",
            extra={"merged": list(tickets)},
        )


class TaskUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="这个工单没有这项协办任务。", en="The case has no such task.")


class TaskOver(Conflict):
    """The task is done, or its case is closed, dismissed or merged."""

    def __init__(self) -> None:
        super().__init__(
            zh="这项协办已经完成，或其工单已了结，不必再领取。",
            en="The task is done, or its case needs no more work; there is nothing to take.",
        )


class TaskTaken(Conflict):
    """Somebody who is at work has the task."""

    def __init__(self, name: str) -> None:
        super().__init__(
            zh=f"这项协办由{name}负责；请与其商量，或请组长改派。",
            en=f"{name} has this task; agree with them, or ask the team's lead to take it over.",
        )
