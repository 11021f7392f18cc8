"""A scan made ready."""

from ipaddress import ip_address

import pytest

from camaudit.cli.scanning import MAX_PACE
from camaudit.model.probe import Asked
from camaudit.protocols import wsdiscovery
from camaudit.scan.scanner import first_serial

NOW = 1_795_000_000.0


def question(serial):
    return wsdiscovery.TRANSMITTER.payload(
        Asked(address=ip_address("10.20.2.7"), port=3702, agent="camaudit/test", serial=serial)
    )


@pytest.mark.parametrize("seconds", [1, 60, 86_400])
def test_no_question_of_a_run_has_the_bytes_of_one_of_the_run_before(seconds):
    """Whatever the pace, a run that took so long has used no number of the next one."""
    last = first_serial(NOW) + MAX_PACE * seconds
    following = first_serial(NOW + seconds) + 1
    assert following > last
    assert question(following) != question(first_serial(NOW) + 1)
