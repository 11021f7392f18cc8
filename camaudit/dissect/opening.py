"""The first bytes of a side of a connection -> its protocol, whatever the port."""

from __future__ import annotations

from camaudit.protocols import baichuan, dvrip, ftp, http, rtsp, sip, smtp, sofia, telnet

_HTTP = tuple(f"{one} ".encode() for one in http.METHODS)
_RTSP = tuple(f"{one} ".encode() for one in rtsp.METHODS)


def recognise(data: bytes, port: int, *, from_server: bool) -> str | None:  # noqa: C901, PLR0911 - one each
    """Tell a protocol by the first bytes of a side, whatever the port of the server.

    RTSP, SIP and HTTP share OPTIONS: the start line decides. None: not known, or too little yet.
    """
    line = data[:8192].partition(b"\n")[0]
    if data.startswith(b"RTSP/") or (data.startswith(_RTSP) and b" RTSP/" in line):
        return "rtsp"
    if data.startswith(b"HTTP/1.") or (data.startswith(_HTTP) and b" HTTP/" in line):
        return "http"
    if data[:1] == b"\x16" and data[1:2] == b"\x03":
        return "tls"
    if data.startswith(baichuan.MAGIC):
        return "baichuan"
    if sofia.begins(data):
        return "xiongmai"
    if dvrip.begins(data):
        return "dahua"
    if sip.is_sip(data):
        return "sip"
    if from_server and ftp.is_greeting(data, port):
        return "ftp"
    if from_server and smtp.is_greeting(data, port):
        return "smtp"
    if telnet.begins(data) or (from_server and data and port in telnet.PORTS):
        return "telnet"
    return "dns" if port == 53 else None
