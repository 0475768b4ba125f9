"""What the columns of a sheet mean, guessed by their headings in Chinese and English."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

TARGETS = (
    *("text", "store", "rating", "name", "phone", "email", "wechat_openid"),
    *("occurred_at", "order_no", "campaign", "external_id"),
)
"""What a column may hold; `store` is a store's code or its name."""

SYNONYMS: Mapping[str, str] = {
    "text": (
        "text content feedback comment comments message review complaint description details "
        "内容 反馈 反馈内容 评价 评价内容 评论 评论内容 留言 留言内容 意见 意见内容 建议 投诉 "
        "投诉内容 问题描述 描述 客户反馈 顾客反馈 文本 详情 原文"
    ),
    "store": (
        "store store_code shop branch location outlet "
        "门店 门店编号 门店编码 门店代码 店铺 店铺编号 店号 门店名称 店铺名称 店名 分店 网点"
    ),
    "rating": "rating score stars star 评分 星级 打分 分数 满意度 得分 评星",
    "name": (
        "name customer customer_name nickname user 姓名 称呼 客户 客户姓名 顾客 顾客姓名 昵称 "
        "联系人 用户 用户名 用户昵称 会员姓名"
    ),
    "phone": (
        "phone mobile tel telephone cellphone phone_number 手机 手机号 手机号码 电话 电话号码 "
        "联系电话 联系方式"
    ),
    "email": "email mail e_mail email_address 邮箱 电子邮箱 邮件 电子邮件 邮箱地址",
    "wechat_openid": "openid open_id wechat_openid 微信openid",
    "occurred_at": (
        "date time datetime created created_at occurred_at timestamp submitted_at 时间 日期 "
        "反馈时间 评价时间 提交时间 创建时间 发生时间 投诉时间 评论时间 反馈日期"
    ),
    "order_no": "order order_no order_id order_number 订单 订单号 订单编号 单号 小票号",
    "campaign": "campaign activity promotion 活动 活动名称 活动代码",
    "external_id": (
        "id external_id uid record_id key 编号 序号 反馈编号 记录编号 工单号 评价id 评论id 原编号"
    ),
}
MEANING = {word: target for target, words in SYNONYMS.items() for word in words.split()}
INSIDE = re.compile(r"[\s\-./:：*_]+")


def plain(heading: str) -> str:
    """Return a heading as it is compared: narrow, small, signs between words as one `_`."""
    narrow = unicodedata.normalize("NFKC", heading).casefold().strip()
    without_note = re.sub(r"[(【\[（].*$", "", narrow).strip(" *:：") or narrow
    return INSIDE.sub("_", without_note).strip("_")


def guessed(headings: Sequence[str]) -> dict[str, str]:
    """Return target → heading for the columns whose headings say what they hold.

    The first of two columns that say the same is taken; a serial number (序号) names a row only
    within its file and is taken last.
    """
    found: dict[str, str] = {}
    for heading in headings:
        target = MEANING.get(plain(heading))
        if target is not None and (target not in found or plain(found[target]) == "序号"):
            found[target] = heading
    if plain(found.get("external_id", "")) in {"序号", "编号", "id"}:
        del found["external_id"]
    return found
