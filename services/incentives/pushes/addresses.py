"""Which addresses partners may be sent to: encrypted, and none of ours, by whatever name it goes. Pure."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
EVERYWHERE = ipaddress.IPv6Network("2000::/3")
"""All that was ever given out of IPv6 for the whole internet (RFC 4291)."""
OF_IPV4 = ipaddress.IPv6Network("64:ff9b::/96")
"""A network without IPv4 reaches it there (RFC 6052)."""
NO_ADDRESS, IN_CLEAR, INTERNAL = "not_an_address", "not_encrypted", "internal_address"


def is_public(text: str) -> bool:
    """Whether an address that a name stands for is the whole internet's: no private, local or special one."""
    one = _meant(ipaddress.ip_address(text))
    if isinstance(one, ipaddress.IPv6Address) and (one not in EVERYWHERE or one.sixtofour or one.teredo):
        return False
    return one.is_global and not one.is_multicast and not one.is_reserved


def _meant(one: Address) -> Address:
    """The address of IPv4 that one of IPv6 stands for."""
    if isinstance(one, ipaddress.IPv4Address):
        return one
    return ipaddress.IPv4Address(int(one) & 0xFFFF_FFFF) if one in OF_IPV4 else one.ipv4_mapped or one


def fault(endpoint: str, *, is_free: bool) -> str | None:
    """Why an endpoint is refused that somebody names; what its name stands for is looked at whenever it is sent to.

    Args:
        is_free: whether it may be in clear, and anywhere.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname, parts.port
    except ValueError:
        return NO_ADDRESS
    if parts.scheme not in ("http", "https") or not host or port == 0 or "@" in parts.netloc or parts.fragment:
        return NO_ADDRESS
    if _is_number(host):
        return NO_ADDRESS
    if is_free:
        return None
    if parts.scheme != "https":
        return IN_CLEAR
    return INTERNAL if _is_known_as_ours(host) else None


def _is_number(host: str) -> bool:
    """Whether it is an address of IPv4 in another form than four numbers, such as 2130706433 or 0x7f.1.

    No name ends in a number (https://url.spec.whatwg.org/#ends-in-a-number-checker).
    """
    last = host.rstrip(".").rpartition(".")[2]
    if ":" in host or not (last.isdigit() or last.startswith("0x")):
        return False
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return True
    return False


def _is_known_as_ours(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:  # a name
        return host.rstrip(".").rpartition(".")[2] in ("localhost", "local", "internal")
