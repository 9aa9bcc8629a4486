"""The one way in which the house asks others over HTTP: few seconds, few bytes, no redirects, and never somewhere
inside that was not meant (server-side request forgery, CWE-918)."""

from __future__ import annotations

import ipaddress
from typing import Any

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError, RequestException
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

PATIENCE_S = 5.0
MOST_BYTES = 10 * 1024 * 1024
CHUNK = 64 * 1024


class Unwanted(RequestException):
    """An answer or an address that the house does not take."""


def guard(session: Session, *, inside: bool) -> None:
    """Let this session ask as the house asks. `inside`: addresses of one's own network and machine may be reached,
    too; what clouds keep on link-local addresses never."""
    adapter = _Adapter(inside)
    session.trust_env = False  # a proxy would be the one whose address is looked at
    session.mount("https://", adapter)
    session.mount("http://", adapter if inside else _NoPlain())


def is_reachable(address: str, *, inside: bool) -> bool:
    """Whether a connection to this IP address is wanted."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        return False
    return inside or ip.is_global


class _NoPlain(HTTPAdapter):
    """Nothing goes out unenciphered."""

    def send(self, request: PreparedRequest, *_args: Any, **_kwargs: Any) -> Response:
        raise Unwanted(f"{request.url} is not https.", request=request)


class _Adapter(HTTPAdapter):
    """The address is looked at once the connection stands, so that no second answer of a name server helps."""

    def __init__(self, inside: bool) -> None:
        self.inside = inside
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager: PoolManager
        self.poolmanager.pool_classes_by_scheme = {
            scheme: type(pool.__name__, (pool,), {"ConnectionCls": _checked(pool.ConnectionCls, self.inside)})
            for scheme, pool in (("http", HTTPConnectionPool), ("https", HTTPSConnectionPool))
        }

    def send(self, request: PreparedRequest, *_args: Any, **kwargs: Any) -> Response:
        response = super().send(request, **{**kwargs, "stream": True, "timeout": PATIENCE_S})
        if response.is_redirect:
            raise Unwanted(f"{request.url} sends elsewhere.", request=request)
        body = bytearray()
        for chunk in response.iter_content(CHUNK):
            body += chunk
            if len(body) > MOST_BYTES:
                response.close()
                raise Unwanted(f"{request.url} answers more than {MOST_BYTES:,} bytes.", request=request)
        response._content, response._content_consumed = bytes(body), True
        return response


def _checked(base: Any, inside: bool) -> type[HTTPConnection] | type[HTTPSConnection]:
    class Checked(base):
        """A connection that is given up when it leads where it must not."""

        def _new_conn(self) -> Any:
            connection = super()._new_conn()
            if not is_reachable(connection.getpeername()[0], inside=inside):
                connection.close()
                raise ConnectionError(f"{self.host} is not an address that may be asked.")
            return connection

    return Checked
