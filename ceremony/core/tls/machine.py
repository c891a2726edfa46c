"""By which names and addresses this machine is found on its network."""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

Address = IPv4Address | IPv6Address

ELSEWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}  # RFC 5737, RFC 3849
LOCAL_IPV4 = re.compile(r"\|-- (\S+)\s+/32 host LOCAL")
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


def names() -> list[str]:
    """``localhost``, and how this machine calls itself, also by multicast DNS (``.local``)."""
    called = socket.gethostname().lower().rstrip(".")
    if not HOST_NAME.fullmatch(called):
        return ["localhost"]
    return list(dict.fromkeys(["localhost", called, f"{called.partition('.')[0]}.local"]))


def addresses() -> list[Address]:
    """All addresses under which others may find this machine."""
    found = {*_resolved(), *_of_interfaces()}
    if (first := on_network()) is not None:
        found.add(first)
    return sorted((x for x in found if _is_useful(x)), key=lambda x: (x.version, int(x)))


def on_network() -> Address | None:
    """The address that others on the network use first; None without any network."""
    for family in ELSEWHERE:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.connect((ELSEWHERE[family], 9))  # sends nothing, it only looks for the way
            found = ip_address(asking.getsockname()[0].partition("%")[0])
            if _is_useful(found):
                return found
    return None


def _is_useful(address: Address) -> bool:
    """Whether another machine can open it; a browser's address cannot name an interface."""
    is_of_one_link = address.version == 6 and address.is_link_local
    return not (address.is_loopback or address.is_unspecified or is_of_one_link)


def _resolved() -> Iterator[Address]:
    with suppress(OSError):
        for *_, place in socket.getaddrinfo(socket.gethostname(), None):
            yield ip_address(str(place[0]).partition("%")[0])


def _of_interfaces() -> Iterator[Address]:
    """Those of every interface, where the system shows them: Linux."""
    with suppress(OSError):
        for found in LOCAL_IPV4.findall(Path("/proc/net/fib_trie").read_text()):
            yield ip_address(found)
    with suppress(OSError):
        for line in Path("/proc/net/if_inet6").read_text().splitlines():
            yield ip_address(bytes.fromhex(line.split()[0]))
