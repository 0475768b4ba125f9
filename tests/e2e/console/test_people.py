"""Coming in: by invitation, after a forgotten password, by the company's provider."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.console.conftest import TakeSeat
from tests.fixtures.console import Seat
from tests.fixtures.systems import EmbeddedProgram, Person
from tests.fixtures.vendors_oidc import StubProvider

CHOSEN = "a password of my own 1"


@pytest.fixture
def admin(system: EmbeddedProgram) -> Person:
    return Person(system.url, "admin")


def hired(admin: Person, username: str, name: str) -> Any:
    body = {"username": username, "name": name, "roles": ["agent"]}
    answer = admin.post("/triage/v1/staff", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def link_from(page: Page, username: str, button: str) -> str:
    """Have the administrator make a link; it is shown once."""
    page.get_by_label("筛选列表").fill(username)
    page.locator(".el-table__row", has_text=username).get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog", name="只显示这一次，请马上保存")
    link = dialog.locator(".secret").inner_text()
    dialog.get_by_role("button", name="Close").or_(
        dialog.locator(".el-dialog__headerbtn")
    ).first.click()
    expect(dialog).to_be_hidden()
    return link


def open_link(seat: Seat, link: str) -> Page:
    seat.page.goto(link)
    seat.page.get_by_label("新密码").wait_for()
    assert "#" not in seat.page.url
    return seat.page


class TestComingIn:
    def test_an_invitation_works_once_and_a_forgotten_password_is_answered(
        self, admin: Person, take_seat: TakeSeat
    ) -> None:
        hired(admin, "newcomer", "新同事")
        desk = take_seat("admin").go("/admin/staff")
        link = link_from(desk, "newcomer", "邀请链接")

        seat = take_seat()
        page = open_link(seat, link)
        page.get_by_label("新密码").fill(CHOSEN)
        page.get_by_role("button", name="设置并登录").click()
        expect(page.locator("[data-test=me]")).to_contain_text("新同事")

        late = take_seat()
        late.page.goto(link)
        expect(late.page.get_by_role("alert")).to_be_visible()

        forgetful = take_seat().go("/sign-in")
        forgetful.get_by_role("button", name="忘记密码").click()
        forgetful.get_by_label("忘记密码的用户名").fill("newcomer")
        forgetful.get_by_role("button", name="请管理员重置").click()
        expect(forgetful.get_by_text("已告知管理员，请等待新的链接。")).to_be_visible()

        desk.reload()
        expect(desk.get_by_text("人忘记了密码，在等重置链接")).to_be_visible()
        again = take_seat()
        page = open_link(again, link_from(desk, "newcomer", "重置链接"))
        page.get_by_label("新密码").fill(f"{CHOSEN} again")
        page.get_by_role("button", name="设置并登录").click()
        expect(page.locator("[data-test=me]")).to_contain_text("新同事")

    def test_the_provider_is_linked_by_an_invitation_and_signs_in_from_then_on(
        self, admin: Person, provider: StubProvider, take_seat: TakeSeat
    ) -> None:
        hired(admin, "guest", "外部同事")
        provider.people = ("sub-of-guest",)
        stranger = take_seat()
        page = self.at_provider(stranger, provider)
        expect(page.get_by_text("外部同事")).to_have_count(0)

        link = link_from(take_seat("admin").go("/admin/staff"), "guest", "邀请链接")
        seat = take_seat()
        page = open_link(seat, link)
        page.locator("[data-test=provider]").click()
        page.get_by_role("link", name="sub-of-guest").click()
        expect(page.locator("[data-test=me]")).to_contain_text("外部同事")
        self.forgive(seat, provider)

        later = take_seat()
        page = self.at_provider(later, provider)
        expect(page.locator("[data-test=me]")).to_contain_text("外部同事")

    def at_provider(self, seat: Seat, provider: StubProvider) -> Page:
        page = seat.go("/sign-in")
        page.get_by_role("button", name="使用企业账号登录").click()
        page.get_by_role("link", name="sub-of-guest").click()
        page.wait_for_load_state()
        self.forgive(seat, provider)
        return page

    def forgive(self, seat: Seat, provider: StubProvider) -> None:
        """Allow the provider: the one other host a page may send its person to."""
        assert all(one.startswith(provider.issuer) for one in seat.strangers)
        seat.strangers.clear()
