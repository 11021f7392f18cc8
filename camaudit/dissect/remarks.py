"""The verdict on a login, as a comment of the frame it was seen in, and back.

What is overwritten cannot be judged again, so the verdict stands beside it. The check sum tells
whether the text is whole, not who wrote it: who can change the file can change the verdict.
"""

from __future__ import annotations

import json
import re
from hashlib import blake2b
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from camaudit.errors import MalformedError
from camaudit.model.observation import LoginOutcome, LoginSeen

if TYPE_CHECKING:
    from camaudit.model.endpoint import Endpoint, Endpoints
    from camaudit.model.observation import Seen

MARK = "camaudit login "
FORM = 1
MOST = 8_192  # characters of one remark
MOST_DEFAULTS = 256
_TEXT = re.compile(r"camaudit login (\d{1,4}) (\{.*\}) ([0-9a-f]{16})", re.DOTALL)
_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")
_SCHEME = re.compile(r"[a-z0-9-]{1,64}")
_RULE = re.compile(r"[A-Za-z0-9._-]{1,128}")
_FIELDS = frozenset({"about", "client", "port", "scheme", "in_clear", "outcome", "defaults"})
_LAST_PORT = 65_535


def written(login: LoginSeen) -> str:
    """Write a verdict down: a mark, the form's number, JSON, a check sum."""
    told = {
        "about": _end(login.about),
        "client": _end(login.client),
        "port": login.port,
        "scheme": login.scheme,
        "in_clear": login.in_clear,
        "outcome": login.outcome.value,
        "defaults": None if login.defaults is None else list(login.defaults),
    }
    body = f"{FORM} {json.dumps(told, sort_keys=True, ensure_ascii=True)}"
    return f"{MARK}{body} {_sum(body)}"


def read(text: str, seen: Seen, endpoints: Endpoints) -> LoginSeen:
    """Read a verdict back.

    Raises: MalformedError where it is damaged, or of a form that is not known.
    """
    found = _TEXT.fullmatch(text) if len(text) <= MOST else None
    if found is None:
        raise MalformedError("damaged verdict on a login")
    if int(found[1]) != FORM:
        raise MalformedError("verdict on a login of a form that is not known")
    if _sum(f"{found[1]} {found[2]}") != found[3]:
        raise MalformedError("damaged verdict on a login")
    try:
        return _login(json.loads(found[2]), seen, endpoints)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise MalformedError("damaged verdict on a login") from None


def _sum(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _end(end: Endpoint) -> list[str | int | None]:
    return [end.mac, None if end.ip is None else str(end.ip), end.service]


def _login(told: Any, seen: Seen, endpoints: Endpoints) -> LoginSeen:  # noqa: ANN401 - JSON
    if not isinstance(told, dict) or set(told) != _FIELDS:
        raise ValueError("fields")
    defaults = told["defaults"]
    if defaults is not None:
        if not isinstance(defaults, list) or len(defaults) > MOST_DEFAULTS:
            raise ValueError("defaults")
        defaults = tuple(_matching(_RULE, one) for one in defaults)
    if not isinstance(told["in_clear"], bool):
        raise TypeError("in_clear")
    return LoginSeen(
        about=_endpoint(told["about"], endpoints),
        client=_endpoint(told["client"], endpoints),
        port=_port(told["port"]),
        scheme=_matching(_SCHEME, told["scheme"]),
        in_clear=told["in_clear"],
        outcome=LoginOutcome(told["outcome"]),
        defaults=defaults,
        seen=seen,
    )


def _endpoint(told: Any, endpoints: Endpoints) -> Endpoint:  # noqa: ANN401 - JSON
    mac, ip, service = told
    if mac is None and ip is None:
        raise ValueError("nobody")
    return endpoints.get(
        None if mac is None else _matching(_MAC, mac),
        None if ip is None else ip_address(_matching(re.compile(r"[0-9a-f.:]{2,45}"), ip)),
        _port(service),
    )


def _port(told: Any) -> int | None:  # noqa: ANN401 - JSON
    if told is None:
        return None
    if type(told) is not int or not 0 <= told <= _LAST_PORT:
        raise ValueError("port")
    return told


def _matching(form: re.Pattern[str], told: Any) -> str:  # noqa: ANN401 - JSON
    if not isinstance(told, str) or not form.fullmatch(told):
        raise ValueError("text")
    return told
