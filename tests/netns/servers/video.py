"""A video server of GStreamer with one camera behind a password; run by the system's Python."""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_service("554")
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch("( videotestsrc is-live=true ! jpegenc ! rtpjpegpay name=pay0 pt=26 )")
if sys.argv[1] == "closed":
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtspServer.RTSPAuth.get_supported_methods(auth))
    auth.set_realm("Acme IPC")
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic("viewer", "hunter2"), token)
    server.set_auth(auth)
    rights = Gst.Structure.new_from_string(
        "viewer, media.factory.access=(boolean)true, media.factory.construct=(boolean)true"
    )
    factory.add_role_from_structure(rights)
server.get_mount_points().add_factory("/", factory)
server.attach(None)
GLib.MainLoop().run()
