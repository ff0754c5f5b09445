"""Say which addresses a fetch may reach: the open internet, and nothing behind our own door."""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# The well-known NAT64 prefix: its last 32 bits are an IPv4 address that a gateway will contact.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# The same for networks of one's own (RFC 8215), IPv4-translated addresses (RFC 2765), and IPv4-compatible
# ones, long withdrawn.
_NEVER_PUBLIC = tuple(
    ipaddress.IPv6Network(network) for network in ("64:ff9b:1::/48", "::ffff:0:0:0/96", "::/96")
)


def why_not_public(text: str) -> str | None:
    """Say why the address *text* is not one of the open internet; None if it is.

    >>> why_not_public("169.254.169.254")
    'a link-local address'
    >>> why_not_public("::ffff:10.0.0.1")
    'a private address'
    >>> why_not_public("2002:7f00:1::")
    'a loopback address'
    >>> why_not_public("93.184.216.34") is None
    True

    An IPv6 address that stands for an IPv4 one (mapped, 6to4, Teredo, NAT64) is judged by both.
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    candidates = _wrapped(address) or [address]
    reasons = (_why_not(candidate) for candidate in (*candidates, address))
    return next((reason for reason in reasons if reason is not None), None)


def _why_not(address: Address) -> str | None:
    six = address if isinstance(address, ipaddress.IPv6Address) else None
    translated = six is not None and six in _NAT64
    tests = (
        ("a loopback address", address.is_loopback),
        ("an unspecified address", address.is_unspecified),
        ("a link-local address", address.is_link_local),
        ("a multicast address", address.is_multicast),
        ("a private address", address.is_private and not translated),
        ("a site-local address", six is not None and six.is_site_local),
        ("a reserved address", six is not None and any(six in network for network in _NEVER_PUBLIC)),
        ("a reserved address", not address.is_global and not translated),
    )
    return next((reason for reason, holds in tests if holds), None)


def _wrapped(address: Address) -> list[Address]:
    """Return the IPv4 addresses that *address* stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return [one for one in found if one is not None]
