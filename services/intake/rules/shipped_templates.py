"""The templates Huiyin ships with; what managers save for the same key stands before them."""

from services.intake.rules.templates import CHANNELS, LANGUAGES, Template

TITLES = {
    "zh": {
        "receipt": "我们收到了您的反馈 {ticket_no}",
        "question": "关于您的反馈 {ticket_no}，想请您补充",
        "result": "您的反馈 {ticket_no} 有结果了",
        "survey": "您对反馈 {ticket_no} 的处理满意吗？",
        "reminder": "您的反馈 {ticket_no} 还在等您回复",
        "notice": "关于您的反馈 {ticket_no}",
    },
    "en": {
        "receipt": "We have received your feedback {ticket_no}",
        "question": "A question about your feedback {ticket_no}",
        "result": "The result of your feedback {ticket_no}",
        "survey": "How did we handle your feedback {ticket_no}?",
        "reminder": "Your feedback {ticket_no} waits for your answer",
        "notice": "About your feedback {ticket_no}",
    },
}
LONG = {
    "zh": {
        "receipt": "您好，我们收到了您的反馈（编号 {ticket_no}）。{text}\n随时查看进度：{link}",
        "question": "您好，关于您的反馈（编号 {ticket_no}）：{text}\n请在这里回复：{link}",
        "result": "您好，您的反馈（编号 {ticket_no}）已处理：{text}\n查看详情：{link}",
        "survey": "您好，您的反馈（编号 {ticket_no}）已处理。"
        "请花半分钟告诉我们您是否满意：{survey_link}",
        "reminder": "您好，您的反馈（编号 {ticket_no}）还在等您回复：{text}\n请在这里回复：{link}",
        "notice": "您好，关于您的反馈（编号 {ticket_no}）：{text}\n查看进度：{link}",
    },
    "en": {
        "receipt": "Hello, we have received your feedback ({ticket_no}). {text}\nFollow it: {link}",
        "question": "Hello, about your feedback ({ticket_no}): {text}\nPlease answer here: {link}",
        "result": "Hello, your feedback ({ticket_no}) has a result: {text}\nDetails: {link}",
        "survey": "Hello, your feedback ({ticket_no}) has been handled. "
        "Half a minute tells us whether you are satisfied: {survey_link}",
        "reminder": "Hello, your feedback ({ticket_no}) waits for you: {text}\nAnswer here: {link}",
        "notice": "Hello, about your feedback ({ticket_no}): {text}\nFollow it: {link}",
    },
}
SHORT = {
    "zh": {
        "receipt": "您的反馈{ticket_no}已收到，查看进度：{link}",
        "question": "您的反馈{ticket_no}需要您补充，请点开回复：{link}",
        "result": "您的反馈{ticket_no}已处理，点开查看结果：{link}",
        "survey": "您的反馈{ticket_no}已处理，请评价：{survey_link}",
        "reminder": "您的反馈{ticket_no}还在等您回复：{link}",
        "notice": "您的反馈{ticket_no}有新消息：{link}",
    },
    "en": {
        "receipt": "We have received your feedback {ticket_no}: {link}",
        "question": "A question about your feedback {ticket_no}, please answer: {link}",
        "result": "Your feedback {ticket_no} has a result: {link}",
        "survey": "Your feedback {ticket_no} has been handled, please rate it: {survey_link}",
        "reminder": "Your feedback {ticket_no} waits for your answer: {link}",
        "notice": "News about your feedback {ticket_no}: {link}",
    },
}
SHORT_ONES = {"sms", "wechat_subscription"}
TITLED = {"email"}


def shipped(purpose: str, channel: str, language: str) -> Template:
    """Return the template of this key that Huiyin ships with."""
    texts = SHORT if channel in SHORT_ONES else LONG
    title = TITLES[language][purpose] if channel in TITLED else ""
    return Template(purpose, channel, language, texts[language][purpose], title)


def all_shipped() -> list[Template]:
    return [
        shipped(purpose, channel, language)
        for purpose in TITLES["zh"]
        for channel in CHANNELS
        for language in LANGUAGES
    ]
