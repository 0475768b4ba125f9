"""HTTP to addresses that others name: where a connection may go is checked when it is made.

The name is resolved once, every address it has is judged, and the connection is made to the one
that was judged: a name that changes its mind between two look-ups (DNS rebinding) gains nothing.
Redirects are answers like any other and never followed; no proxy is read from the environment.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host; raises OSError when it has none."""

NAT64 = ipaddress.ip_network("64:ff9b::/96")
MOST_READ = 64 * 1024


class AddressBlocked(Exception):
    """The host has no address that may be connected to."""


class NameUnknown(Exception):
    """The host has no address at all, as far as can be told now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is its beginning."""

    status: int
    body: bytes


async def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses of `host` as the system knows them."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def is_open(address: str, allowed: Iterable[Network] = ()) -> bool:
    """Say whether a connection to `address` may be made: global unicast, or in `allowed`.

    An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4, Teredo) is judged as the IPv4 address
    it leads to.
    """
    plain = inner(ipaddress.ip_address(address.partition("%")[0]))
    if any(plain in network for network in allowed if network.version == plain.version):
        return True
    return plain.is_global and not plain.is_multicast and not plain.is_reserved


def inner(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in NAT64 or int(address) >> 32 == 0:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


class GuardedHttp:
    """Posts to addresses that others name; one connection a request, to a judged address."""

    def __init__(self, allowed: Iterable[Network] = (), *, resolve: Resolver = resolved) -> None:
        self._allowed = tuple(allowed)
        self._resolve = resolve

    async def judge(self, host: str, port: int) -> str:
        """Return the address to connect to. Raises NameUnknown or AddressBlocked.

        One blocked address among several blocks the host: nobody needs such a name.
        """
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NameUnknown(host) from error
        if not addresses:
            raise NameUnknown(host)
        if not all(is_open(address, self._allowed) for address in addresses):
            raise AddressBlocked(host)
        return addresses[0]

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, seconds: float
    ) -> Answer:
        """Post `body` and return the answer, whatever its status.

        Raises AddressBlocked, NameUnknown, TimeoutError (also after the request had left), and
        what httpcore raises for a connection that fails.
        """
        limits = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
        async with (
            asyncio.timeout(seconds),
            httpcore.AsyncConnectionPool(
                ssl_context=trusted(),
                network_backend=Judged(self),
                max_keepalive_connections=0,
            ) as pool,
            pool.stream(
                "POST",
                url,
                headers=list(headers.items()),
                content=body,
                extensions={"timeout": limits},
            ) as answer,
        ):
            return Answer(answer.status, await beginning(answer))


@cache
def trusted() -> ssl.SSLContext:
    """Return whom this machine trusts; reading their certificates takes 40 ms of the loop."""
    return ssl.create_default_context()


async def beginning(answer: httpcore.Response) -> bytes:
    """Return as much of the answer's body as anybody looks at."""
    read = bytearray()
    async for chunk in answer.aiter_stream():
        read += chunk
        if len(read) >= MOST_READ:
            break
    return bytes(read[:MOST_READ])


class Judged(httpcore.AsyncNetworkBackend):
    """Connects only to addresses that were judged; TLS still asks for the name."""

    def __init__(self, guard: GuardedHttp) -> None:
        self._guard = guard
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        address = await self._guard.judge(host, port)
        return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  # httpcore's own signature
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise AddressBlocked(path)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
