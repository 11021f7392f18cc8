"""What is remembered of messages has a bound in facts, whatever one of them tells."""

from ipaddress import ip_address

from camaudit.dissect import repeats
from camaudit.dissect.repeats import Repeats
from camaudit.model.endpoint import Endpoint
from camaudit.model.observation import Channel, Fact, Seen

CAMERA = Endpoint(None, ip_address("192.0.2.10"))


def test_messages_that_tell_much_are_forgotten_early_and_their_counts_are_given(monkeypatch):
    monkeypatch.setattr(repeats, "MAX_SAID", 10)
    seen = Seen(1.0, "a.pcap", "frame 1")
    said = (Fact(about=CAMERA, channel=Channel.MDNS_TXT, value="x", port=5353, seen=seen),) * 4
    kept, given = Repeats(), []
    for number in range(6):
        key = kept.key("sender", bytes([number]))
        given += kept.learn(key, said, 1.0)
        assert kept.again(key, 2.0)
        assert len(kept._known) <= 2
    given += kept.flush()
    assert [one.count for one in given] == [1] * 24
