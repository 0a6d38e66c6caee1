"""A media server: the RTSP server of GStreamer. /film plays a test picture in H.264, /live records what is published.

    python3 rtsp_server.py PORT FILE     0: any free port, which it prints; FILE: MPEG-TS of what is published
"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

FILM = ("( videotestsrc is-live=true ! video/x-raw,width=96,height=64,framerate=30/1 "
        "! x264enc tune=zerolatency key-int-max=15 ! rtph264pay name=pay0 pt=96 )")
LIVE = "( rtph264depay name=depay0 ! h264parse ! mpegtsmux ! filesink location={} )"


def factory(launch, mode):
    made = GstRtspServer.RTSPMediaFactory()
    made.set_launch(launch)
    made.set_transport_mode(mode)
    made.set_shared(True)
    return made


Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
points = server.get_mount_points()
points.add_factory("/film", factory(FILM, GstRtspServer.RTSPTransportMode.PLAY))
points.add_factory("/live", factory(LIVE.format(sys.argv[2]), GstRtspServer.RTSPTransportMode.RECORD))
if server.attach(None) == 0:
    sys.exit(f"port {sys.argv[1]} is taken")
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
