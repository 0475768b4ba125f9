"""The guard of outgoing HTTP: what may be connected to, judged when it is connected to."""

import ipaddress
from collections.abc import Sequence

import pytest

from shared.guarded_http import AddressBlocked, GuardedHttp, NameUnknown, is_open

BLOCKED = (
    *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),  # noqa: S104
    *("169.254.169.254", "100.100.100.200", "100.64.0.1", "192.0.2.1", "198.18.0.1"),
    *("224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1"),
)
OPEN = ("8.8.8.8", "223.5.5.5", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808")


class TestIsOpen:
    @pytest.mark.parametrize("address", BLOCKED)
    def test_is_false_for_what_is_not_public(self, address: str) -> None:
        assert not is_open(address)

    @pytest.mark.parametrize("address", OPEN)
    def test_is_true_for_public_addresses(self, address: str) -> None:
        assert is_open(address)

    @pytest.mark.parametrize("address", ["10.20.0.7", "::ffff:10.20.0.7"])
    def test_is_true_for_networks_that_are_allowed(self, address: str) -> None:
        assert is_open(address, [ipaddress.ip_network("10.20.0.0/16")])
        assert not is_open(address, [ipaddress.ip_network("10.21.0.0/16")])


def names(*addresses: str) -> GuardedHttp:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return GuardedHttp(resolve=resolve)


class TestJudge:
    async def test_returns_the_address_to_connect_to(self) -> None:
        assert await names("8.8.8.8").judge("example.com", 443) == "8.8.8.8"

    @pytest.mark.parametrize("addresses", [("8.8.8.8", "10.0.0.1"), ("::1", "8.8.8.8")])
    async def test_blocks_a_host_with_one_blocked_address(self, addresses: tuple[str, ...]) -> None:
        with pytest.raises(AddressBlocked):
            await names(*addresses).judge("example.com", 443)

    async def test_says_that_a_name_has_no_address(self) -> None:
        with pytest.raises(NameUnknown):
            await names().judge("example.com", 443)

    @pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost"])
    async def test_sees_through_other_ways_to_write_an_address(self, host: str) -> None:
        with pytest.raises((AddressBlocked, NameUnknown)):
            await GuardedHttp().judge(host, 80)
