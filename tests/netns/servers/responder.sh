#!/bin/sh
# Avahi as a network camera's responder, with a configuration of its own. Its folder is $1; the mounts
# are seen by this process alone (unshare --mount).
set -e
mkdir -p "$1/services"
cat >"$1/services/camera.service" <<XML
<?xml version="1.0" standalone="no"?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
  <name>ACME Hall - 00005E005321</name>
  <service><type>_rtsp._tcp</type><port>554</port><txt-record>model=AC-2001</txt-record></service>
  <service><type>_http._tcp</type><port>80</port></service>
</service-group>
XML
cat >"$1/avahi.conf" <<INI
[server]
host-name=hall-cam
allow-interfaces=eth0
enable-dbus=no
[publish]
publish-workstation=no
INI
mount -t tmpfs none /run
mkdir -p /run/avahi-daemon
mount --bind "$1/services" /etc/avahi/services
exec avahi-daemon -f "$1/avahi.conf" --no-drop-root --no-chroot --no-rlimits
