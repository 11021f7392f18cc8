"""What a device gave to somebody who had shown no login: pictures, streams, answers of ONVIF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from camaudit.scrub import scrub_url

if TYPE_CHECKING:
    from camaudit.protocols.http import Request, Response
    from camaudit.protocols.onvif import Soap
    from camaudit.protocols.rtsp import Request as RtspRequest
    from camaudit.protocols.rtsp import Response as RtspResponse

# Open to everybody by ONVIF Core section 5.9.4.2 (class PRE_AUTH), Device Management.
_PRE_AUTH = frozenset(
    {
        "GetWsdlUrl",
        "GetServices",
        "GetServiceCapabilities",
        "GetCapabilities",
        "GetHostname",
        "GetSystemDateAndTime",
        "GetEndpointReference",
    }
)
_SHOWN = ("authorization", "proxy-authorization", "cookie", "x-csrf-token", "x-auth-token")
_MOVING = re.compile(r"(?i)multipart/x-mixed-replace|video/(?:x-motion-jpeg|mp2t|h26[45])")
_STILL = re.compile(r"(?i)image/jpe?g")
# A path of a program or of an interface, not of a file that a page shows.
_TAKEN = re.compile(
    r"(?i)\.(?:cgi|fcgi)(?:$|[/?])|/(?:cgi-bin|axis-cgi|stw-cgi|ISAPI|onvif)/|snap(?:shot)?"
)


def of_http(request: Request, response: Response) -> str | None:
    """Name the sort of moving or still picture that was given without a login; None if none was.

    A cookie, a header or a part of the address that could be a login counts as one.
    """
    if request.method != "GET" or response.status != 200:
        return None
    kind = response.head.get("content-type") or ""
    given = "http-video" if _MOVING.search(kind) else None
    if given is None and _STILL.search(kind) and _TAKEN.search(request.target):
        given = "http-picture"
    return None if given is None or _shown(request) else given


def of_onvif(request: Request, asked: Soap, answer: Soap | None) -> str | None:
    """Name an answer of ONVIF that the standard keeps for those who log in."""
    if answer is None or answer.fault or asked.token is not None or _shown(request):
        return None
    if asked.operation in _PRE_AUTH or answer.operation != f"{asked.operation}Response":
        return None
    return "onvif"


def of_rtsp(request: RtspRequest, response: RtspResponse) -> str | None:
    """Name what a stream server gave: its description with video in it, or the stream."""
    if response.status != 200 or request.head.get("authorization"):
        return None
    target = request.target.rstrip("/")  # many add one to what they were given, behind a query too
    if request.head.get("cookie") or scrub_url(target) != target:
        return None
    if request.method == "DESCRIBE" and b"m=video" in response.body:
        return "rtsp-described"
    return "rtsp" if request.method == "PLAY" else None


def _shown(request: Request) -> bool:
    shown = any(request.head.get(name) is not None for name in _SHOWN)
    return shown or scrub_url(request.target) != request.target
