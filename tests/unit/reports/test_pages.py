"""Many devices: a first page and a page for each site, each device on one, and no stale page."""

from dataclasses import replace

import pytest

from camaudit.cli.audit import reports
from camaudit.reports import html, page


def many(school, number, sites=3):
    """Give a school of so many devices at sites with names of every sort."""
    names = [None, "Hall </title> =1+1", "../../etc", *(f"Site {at}" for at in range(sites))]
    devices, identities = [], []
    for at in range(number):
        like = at % len(school.devices)
        name = f"dev-{at:012x}"
        site = names[at % sites]
        devices.append(replace(school.devices[like], id=name, site=site))
        identities.append(replace(school.identities[like], device=name))
    return replace(
        school, devices=tuple(devices), identities=tuple(identities), findings=(), actions=(),
        exemptions=(), recorders=(), listed=(), lists=(), register=(),
    )  # fmt: skip


def test_few_devices_are_on_one_page(school):
    assert [name for name, _ in html.pages(school)] == ["report.html"]


@pytest.mark.parametrize("most", [0, 5])
def test_every_device_is_on_the_page_of_its_site_and_on_no_other(school, most):
    audit = many(school, 40)
    pages = dict(html.pages(audit, most))
    assert list(pages) == ["report.html", *(f"report/site-{at:03}.html" for at in (1, 2, 3))]
    for device in audit.devices:
        card = f'<article class="card" id="{device.id}"'
        holding = [name for name, text in pages.items() if card in text]
        assert len(holding) == 1
        assert holding != ["report.html"]
        others = [text for name, text in pages.items() if name not in holding]
        assert not any(f'id="{device.id}' in text for text in others)
    assert "</title> =1+1" not in "".join(pages.values())


def test_a_large_site_has_several_pages(school, monkeypatch):
    monkeypatch.setattr(page, "MAX_ON_PART", 7)
    pages = dict(html.pages(many(school, 20, sites=1), 5))
    assert len(pages) == 1 + 3
    assert "part 3 of 3" in pages["report/site-003.html"]


def test_pages_of_an_audit_with_more_devices_do_not_stay(school, tmp_path, monkeypatch):
    def written(audit, most):
        monkeypatch.setattr(page, "MAX_ON_PAGE", most)
        monkeypatch.setattr(html, "pages", lambda one: pages(one, most))
        reports(audit, tmp_path)
        return sorted(path.name for path in (tmp_path / "report").glob("*"))

    pages = html.pages
    assert written(many(school, 30), 5) == [f"site-{at:03}.html" for at in (1, 2, 3)]
    (tmp_path / "report" / "my-notes.txt").write_text("mine")
    assert written(many(school, 30, sites=1), 5) == ["my-notes.txt", "site-001.html"]
    assert written(school, 2_000) == ["my-notes.txt"]
    assert (tmp_path / "report.html").stat().st_mode & 0o777 == 0o600
