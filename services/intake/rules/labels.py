"""What the keys of a vendor's payload are called among people, and which are machines' own."""

import re

WORDS = {
    "": (
        *("comment", "comments", "feedback", "message", "content", "text", "suggestion", "opinion"),
        *("suggestions", "remark", "remarks", "review", "body", "description", "detail", "details"),
        *("answer", "answers", "value", "values", "words", "note", "notes", "complaint", "fields"),
        *("data", "payload", "pages", "questions", "responses", "form_response", "items", "entry"),
    ),
    "评分": ("rating", "stars", "star", "score", "satisfaction", "rate"),
    "门店": ("store", "shop", "branch", "store_name", "shop_name", "store_code", "store_id"),
    "姓名": ("name", "customer_name", "user_name", "full_name"),
    "称呼": ("nickname", "nick_name"),
    "电话": ("phone", "mobile", "tel", "telephone", "phone_number", "contact_phone"),
    "邮箱": ("email", "mail", "e_mail", "email_address"),
    "订单号": ("order", "order_no", "order_id", "order_number", "trade_no"),
    "桌号": ("table", "table_no", "desk"),
    "时间": ("at", "time", "date", "visited_at", "visit_time", "occurred_at", "visit_date"),
    "商品": ("product", "item", "dish", "goods"),
    "类型": ("type", "category", "kind"),
    "主题": ("subject", "title", "topic"),
    "原因": ("reason", "cause"),
    "地址": ("address", "location"),
    "省份": ("province",),
    "城市": ("city",),
    "活动": ("campaign",),
    "数量": ("number", "quantity", "count"),
    "价格": ("price",),
}
KNOWN = {key: label for label, keys in WORDS.items() for key in keys}
MACHINE = re.compile(
    r"(?:.*_)?(?:ids?|uuid|guid|hash|tokens?|sign|signature|nonce|timestamp|ip|ua|openid|unionid|"
    r"locale|referr?er|metadata|appid|webhook)"
    r"|user_agent|ip_address|event|event_type|object|action|op|op_time|version|api_version|duration|page|index"
    r"|(?:created|updated|submitted|started|ended|received|deleted)_?(?:at|on|time|by)"
    r"|(?:create|update|submit|start|end|delete)_?time|serial_number"
)
TITLES_OF_FORMS = frozenset({"form_name", "form_title", "survey_name", "survey_title"})
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
EVENT = re.compile(r"[a-z_]{2,30}(?:\.[a-z_]{2,30}){1,3}")
NUMBERED = re.compile(r"q(?:uestion)?_?(\d{1,3})(?:_(\d{1,3}))?")
IDEOGRAPH = re.compile(r"[一-鿿]")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
LONGEST = 80


def human(key: str) -> str:
    """Return what people call a field of this key, empty when it tells them nothing."""
    if IDEOGRAPH.search(key):
        return key.strip()[:LONGEST]
    plain = snake(key)
    if plain in KNOWN:
        return KNOWN[plain]
    if numbered := NUMBERED.fullmatch(plain):
        question, part = numbered.groups()
        return f"第 {question} 题" + (f"（{part}）" if part else "")
    is_opaque = any(sign.isdigit() for sign in plain) or len(plain) > LONGEST
    return "" if is_opaque else plain.replace("_", " ").strip()


def is_machine_s(key: str, value: object) -> bool:
    """Say whether a field is for machines: an id, a mark, a time of the delivery, an event.

    What is written in Chinese is somebody's words, whatever its key.
    """
    plain = snake(key)
    if plain == "type":
        return isinstance(value, str) and EVENT.fullmatch(value) is not None
    if plain in KNOWN or plain in TITLES_OF_FORMS:
        return plain not in KNOWN
    is_said = isinstance(value, str) and IDEOGRAPH.search(value) is not None
    return MACHINE.fullmatch(plain) is not None and not is_said


def is_id(words: str) -> bool:
    return UUID.fullmatch(words) is not None


def snake(key: str) -> str:
    return CAMEL.sub("_", key[:200]).replace("-", "_").casefold()
