"""Connections that only reach public addresses: the address is checked as the connection is made.

A check before would not do: a name can change its address between check and connection (DNS rebinding).
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

_NAT64 = ip_network("64:ff9b::/96")
Permission = Callable[[str], bool]
"""Whether a host may have a private address."""


class PrivateAddressError(Exception):
    """A host has only addresses that must not be reached."""


def may_be_private(hosts: Collection[str]) -> Permission:
    """Permit private addresses to these hosts alone."""
    permitted = {host.lower().strip("[]") for host in hosts}
    return lambda host: host.lower().strip("[]") in permitted


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public internet, also the one that an IPv6 address wraps.

    >>> [is_public(a) for a in ("93.184.216.34", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False, False]
    """
    found = ip_address(address.partition("%")[0])
    return all(one.is_global and not one.is_multicast for one in (found, *_wrapped(found)))


def _wrapped(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in inner if one is not None]


def connect(connection: HTTPConnection, permitted: Permission) -> socket.socket:
    """Open the socket of a connection, at an address that its host may have.

    Raises:
        PrivateAddressError: none of the host's addresses may be reached.
        NewConnectionError, ConnectTimeoutError: none could be reached in time.
    """
    host, port = connection.host.strip("[]"), connection.port
    wait = connection.timeout if isinstance(connection.timeout, int | float) else None
    deadline = None if wait is None else time.monotonic() + wait
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NewConnectionError(connection, f"no address for {host}: {error}") from error
    allowed = [info for info in found if permitted(host) or is_public(str(info[4][0]))]
    if not allowed:
        raise PrivateAddressError(f"{host} has no public address")
    failure: OSError | None = None
    for family, kind, protocol, _, address in allowed:
        opened = socket.socket(family, kind, protocol)
        try:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            opened.settimeout(None if deadline is None else max(0.001, deadline - time.monotonic()))
            opened.connect(address)
            return opened
        except OSError as error:
            opened.close()
            failure = error
    if isinstance(failure, TimeoutError):
        raise ConnectTimeoutError(connection, f"{host} did not answer in {wait} s") from failure
    raise NewConnectionError(connection, f"{host} cannot be reached: {failure}") from failure


class _Plain(HTTPConnection):
    permitted: Permission

    def _new_conn(self) -> socket.socket:
        return connect(self, self.permitted)


class _Secure(HTTPSConnection):
    permitted: Permission

    def _new_conn(self) -> socket.socket:
        return connect(self, self.permitted)


def pool(scheme: str, host: str, port: int | None, permitted: Permission) -> HTTPConnectionPool:
    """Make the connections to one host, which ask for permission as they are made."""
    plain: dict[str, type[HTTPConnectionPool]] = {"http": HTTPConnectionPool, "https": HTTPSConnectionPool}
    kind = {"http": _Plain, "https": _Secure}[scheme]
    made = plain[scheme](host, port, maxsize=1, block=False, retries=False)
    made.ConnectionCls = type(kind.__name__, (kind,), {"permitted": staticmethod(permitted)})
    return made
