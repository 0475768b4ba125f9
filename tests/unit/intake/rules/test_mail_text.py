"""What somebody wrote in a mail, told from what their program put around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.rules.mail_text import text_of_html, written

OWN = "还是没有收到退款。\n订单号 E123"

QUOTED = {
    "Gmail": "On Mon, Nov 22, 2026 at 10:00 AM Huiyin <care@chain.example> wrote:\n> 您好",
    "Gmail, wrapped": "On Mon, Nov 22, 2026 at 10:00 回音\n<care@chain.example> wrote:\n> 您好",
    "Gmail in Chinese": "回音 <care@chain.example> 于2026年11月22日周日 10:00写道：\n> 您好",
    "Apple": "> 在 2026年11月22日，上午10:00，回音 <care@chain.example> 写道：\n>\n> 您好",
    "Apple, plain": "在 2026年11月22日，10:00，回音 <care@chain.example> 写道：\n\n您好",
    "163": '在 2026-11-22 10:00:00，"回音" <care@chain.example> 写道：\n\n您好',
    "163 in English": 'At 2026-11-22 10:00:00, "Huiyin" <care@chain.example> wrote:\n您好',
    "QQ": '------------------ 原始邮件 ------------------\n发件人: "回音"\n您好',
    "QQ on phones": '---Original---\nFrom: "回音"<care@chain.example>\n您好',
    "Netease master": "---- 回复的原邮件 ----\n| 发件人 | 回音 |\n您好",
    "Outlook in Chinese": "发件人: 回音 <care@chain.example>\n发送时间: 2026年11月22日 10:00\n"
    "收件人: 王\n主题: 回复\n\n您好",
    "Outlook": "From: Huiyin <care@chain.example>\nSent: Sunday, November 22, 2026\n"
    "To: Wang\nSubject: RE: x\n\nhello",
    "Outlook, old": "-----Original Message-----\nFrom: Huiyin\nhello",
    "a line above": "________________________________\nFrom: Huiyin <care@chain.example>\n"
    "Sent: Sunday\nTo: Wang\nSubject: x\nhello",
}
SIGNED = (
    "发自我的iPhone",
    "发自我的华为手机",
    "Sent from my iPhone",
    "获取 Outlook for iOS",
    "Get Outlook for Android",
    "-- \n王小明\n某公司 采购部",
    "来自QQ邮箱",
)


class TestWritten:
    @pytest.mark.parametrize("quote", QUOTED.values(), ids=QUOTED.keys())
    def test_is_without_what_it_answers(self, quote: str) -> None:
        assert written(f"{OWN}\n\n{quote}\n> 更多\n") == OWN

    @pytest.mark.parametrize("signature", SIGNED)
    def test_is_without_signatures(self, signature: str) -> None:
        assert written(f"{OWN}\n\n{signature}\n") == OWN

    def test_keeps_answers_between_the_quoted_lines(self) -> None:
        assert written("> 订单号？\nE123\n> 电话？\n没有\n") == "E123\n没有"

    def test_keeps_a_forwarded_mail(self) -> None:
        forwarded = f"请看\n\n{QUOTED['Outlook in Chinese']}"
        assert "您好" in written(forwarded, keep_quotes=True)

    def test_of_a_quote_alone_is_the_quote(self) -> None:
        assert written(QUOTED["163"]) == QUOTED["163"].replace("\n\n", "\n\n").strip()

    @pytest.mark.parametrize(
        "text",
        [
            "发件人不明的快递放在门口",
            "From the shop I bought two cakes.\nTo my surprise both were stale.",
            "店员在我写道歉信的时候笑了",
            "我在11月22日写到凌晨也没等到回复",
        ],
    )
    def test_leaves_sentences_that_look_alike(self, text: str) -> None:
        assert written(text) == text

    @given(st.text(max_size=2000))
    def test_takes_any_text(self, text: str) -> None:
        assert isinstance(written(text), str)


class TestHtml:
    def test_is_read_a_line_for_a_line(self) -> None:
        html = "<head><style>p{}</style></head><p>蛋糕<b>发霉</b>了</p>请&nbsp;退款<br>谢谢"
        assert text_of_html(html) == "蛋糕发霉了\n请 退款\n谢谢"

    @pytest.mark.parametrize(
        "quote",
        [
            '<blockquote type="cite">您好</blockquote>',
            '<div class="gmail_quote"><div class="gmail_attr">On … wrote:</div>您好</div>',
            '<div id="divRplyFwdMsg">发件人</div><div>您好</div>',
            '<div id="appendonsend"></div><hr><div>您好</div>',
            "<includetail><div>原始邮件</div>您好</includetail>",
            '<div id="isReplyContent">在 … 写道 您好</div>',
        ],
    )
    def test_is_without_what_it_answers(self, quote: str) -> None:
        assert text_of_html(f"<p>没有收到</p>{quote}") == "没有收到"

    def test_runs_nothing_and_shows_no_script(self) -> None:
        assert text_of_html("<script>alert(1)</script><p>好</p><!-- 注释 -->") == "好"

    @given(st.text(alphabet="<>/abdivp blockquote=\"'&;#x0", max_size=500))
    def test_takes_any_markup(self, html: str) -> None:
        assert isinstance(text_of_html(html), str)

    def test_takes_endless_nesting(self) -> None:
        assert text_of_html("<div>" * 5000 + "好") == "好"
