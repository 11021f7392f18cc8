"""The table of protocols that the cast speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.emulate import http, rtsp, wsdiscovery

if TYPE_CHECKING:
    from camaudit.emulate.speech import Speech

SPEECHES: dict[str, Speech] = {
    "http": http.SPEECH,
    "https": http.ENCRYPTED,
    "rtsp": rtsp.SPEECH,
    "wsdiscovery": wsdiscovery.SPEECH,
}
