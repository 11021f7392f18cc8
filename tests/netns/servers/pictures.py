"""The camera of the package ipycam, open or behind a password."""

import sys
import time

from ipycam import CameraConfig, IPCamera

config = CameraConfig(local_ip=sys.argv[1], name="Hall camera", onvif_port=8081)
if sys.argv[2] == "closed":
    config.set_credentials("viewer", "hunter2")
camera = IPCamera(config)
camera.start()
while True:
    time.sleep(1)
