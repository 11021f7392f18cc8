"""How often a first packet goes to one who says nothing, however late this computer gives up."""

import os
import sys
from ipaddress import IPv4Network

import pytest

from camaudit.emulate.playbill import Part
from camaudit.emulate.spaces import possible
from camaudit.emulate.stage import ROUTER, VIEWER, Network, Stage

CI = bool(os.environ.get("CI"))
FAR = IPv4Network("10.30.2.0/28")
# Five addresses without anybody, and a program that is busy with something else meanwhile.
TRIES = """
import asyncio, time
from ipaddress import ip_address
from camaudit.wire.sockets import connect

async def main():
    tries = [connect(ip_address(f"10.30.2.{at}"), 80, wait=2.0) for at in range(6, 11)]
    tries = [asyncio.create_task(one) for one in tries]
    await asyncio.sleep(0.2)
    time.sleep(4.5)
    began = time.monotonic()
    print(*{one.value for one in await asyncio.gather(*tries)}, time.monotonic() - began < 0.5)

asyncio.run(main())
"""


@pytest.mark.skipif(not CI and not possible(), reason="no network can be made")
def test_a_first_packet_goes_twice_though_the_program_gives_up_late(tmp_path):
    part = Part(character="pc", address=str(FAR[5]), mac="02:00:03:00:00:05")
    network = Network(name="far", prefix=FAR, parts=(part,), routed=True)
    with Stage([network], tmp_path) as stage:
        stage.run(sys.executable, "-c", "import camaudit.wire.sockets")  # compiled before
        before = stage.sent(VIEWER, ROUTER)
        done = stage.run(sys.executable, "-c", TRIES)
        assert done.stdout.split() == ["silent", "True"], done.stderr
        assert 10 <= stage.sent(VIEWER, ROUTER) - before <= 12  # and ARP for the router
