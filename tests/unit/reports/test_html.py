import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from camaudit.model.observation import Seen
from camaudit.reports import html

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """What a browser would see: elements in order, with their text."""

    def __init__(self, text):
        super().__init__()
        self.found = []  # (tag, attributes)
        self.open = []
        self.texts = {}  # id of a section -> its text
        self.words = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & {*self.open}:
            self.words.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.words))

    def all(self, tag):
        return [attrs for name, attrs in self.found if name == tag]


@pytest.fixture(name="text", scope="module")
def _text(school):
    return html.render(school)


@pytest.fixture(name="page", scope="module")
def _page(text):
    return Page(text)


def test_every_element_is_closed(page):
    assert page.open == []


def test_the_page_asks_for_nothing_and_runs_one_script_that_its_policy_names(page, text):
    assert not {"img", "iframe", "object", "link", "base"} & {tag for tag, _ in page.found}
    assert [one.keys() for one in page.all("script")] == [{}.keys()]
    assert all(not {"action", "method"} & one.keys() for one in page.all("form"))
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    assert "fetch" not in script
    assert "XMLHttpRequest" not in script
    digest = b64encode(sha256(script.encode()).digest()).decode()
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    looks = b64encode(sha256(style.encode()).digest()).decode()
    assert not re.search(r"url\(|@import|@font-face", text)
    policy = next(one for one in page.all("meta") if "http-equiv" in one)["content"]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{looks}'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not any(name.startswith("on") for _, attrs in page.found for name in attrs)
    links = [one["href"] for one in page.all("a")]
    assert all(link.startswith(("#", "https://")) for link in links)


def test_every_link_within_the_page_leads_somewhere_and_ids_are_unique(page):
    ids = [attrs["id"] for _, attrs in page.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    wanted = [one["href"][1:] for one in page.all("a") if one["href"].startswith("#")]
    wanted += [attrs["aria-labelledby"] for _, attrs in page.found if "aria-labelledby" in attrs]
    assert set(wanted) <= set(ids)


def test_the_page_has_its_language_landmarks_and_a_way_past_the_first_page(page):
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("main")) == len(page.all("nav")) == len(page.all("footer")) == 1
    assert page.all("a")[0] == {"class": "skip", "href": "#devices"}
    assert "user-scalable" not in str(page.all("meta"))


def test_headings_go_down_one_level_at_a_time(page):
    levels = [int(tag[1]) for tag, _ in page.found if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_heads_with_a_scope(page):
    assert len(page.all("caption")) == len(page.all("table")) > 5
    assert all(one.get("scope") in {"col", "row"} for one in page.all("th"))
    assert all(one.get("data-label") for one in page.all("td"))


def test_paper_has_tables_and_the_first_page_to_itself(text):
    # A4 is narrower than the width at which screens show tables as blocks.
    assert "@media screen and (max-width" in text
    assert ".first { break-after: page;" in text


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "panel"])
@pytest.mark.parametrize("ink", ["ink", "soft", "link", "act", "warn"])
def test_text_stands_out_from_its_ground(text, scheme, ground, ink):
    blocks = re.findall(r":root \{([^}]*)\}", text)
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", blocks[scheme]))
    light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def test_the_first_page_gives_the_answer_and_what_it_rests_on(page):
    first = page.text.partition("Contents")[0]
    for words in (
        "INTERNAL",
        "22 November 2026",
        "At least 6 cameras and 1 recorder",
        "Expected: 40 cameras. Networks looked at: 3 of 4.",
        "This answer is NOT complete.",
        "Dahua (label: Honeywell)",
        "Dahua and Hikvision: named in section 889",
        "Owner",
        "Pupils : NOT LOOKED.",
        "Logins tried: 0. Passwords sent: 0. Pictures taken: 0. Settings changed: 0.",
        "It does not mean none.",
    ):
        assert words in first


def test_a_list_or_a_country_alone_has_no_warning_colour(text):
    assert '<span class="decision">Decision.</span> At least 6 devices built by' in text
    coloured = re.findall(r'class="(?:urgent|warning)">[^<]*</span>[^<]*', text)
    assert coloured
    assert not any("China" in words or "named" in words for words in coloured)
    styles = re.search(r"\.decision[^{]*\{([^}]*)\}", text)
    assert "color" not in styles[1]


def test_each_piece_of_evidence_says_where_it_was_seen_and_by_which_rule(page):
    assert "frame 101" in page.text
    assert "hikvision.sadp-model" in page.text
    assert "Only Hikvision firmware answers its discovery protocol" in page.text
    assert {"href": "https://github.com/MatrixEditor/hiktools", "rel": "noopener noreferrer"} in (
        page.all("a")
    )


def test_a_contact_is_shown_with_what_both_tables_say(page):
    assert "US or DE: US (IPFire 2026-06-25), DE (DB-IP 2026-06-01)" in page.text
    assert "0 of 12 answered, denied" in page.text
    assert "Example Cloud (documentation) (AS64496)" in page.text


def test_the_maker_of_the_table_is_named_as_its_licence_asks(text):
    assert (
        '<a href="https://db-ip.com" rel="noopener noreferrer">IP Geolocation by DB-IP</a>' in text
    )


def test_not_looked_is_not_none(school):
    nothing = {"devices": (), "identities": (), "findings": (), "actions": (), "exemptions": ()}
    blind = replace(school, outbound_looked=False, **nothing)
    words = Page(html.render(blind)).text
    assert "NOT LOOKED: no file could have shown traffic that leaves." in words
    assert "Nothing that was seen needs one. What we could not see is below." in words


def test_a_time_that_is_no_date_is_shown_as_a_number(school):
    device = replace(school.devices[0], first=-1e17, last=1e18)
    strange = replace(school, devices=(device, *school.devices[1:]), at=float(10**15))
    assert "1000000000000000000 s" in html.render(strange)


def test_only_a_web_address_becomes_a_link(school):
    for reference in ("javascript:alert(1)", "http://example.org", "data:text/html,x", "//x"):
        finding = replace(
            school.findings[0],
            proofs=(replace(school.findings[0].proofs[0], references=(reference,)),),
        )
        page = Page(html.render(replace(school, findings=(finding,))))
        assert reference in page.text
        assert not any(one["href"].startswith(reference) for one in page.all("a"))


def test_two_thousand_devices_make_one_page_with_folded_evidence(school):
    seen = Seen(at=0.0, source="x.pcap", place="frame 1")
    base, identity = replace(school.devices[4], bindings=()), school.identities[4]
    fact = replace(identity.maker.evidence[0].fact, seen=seen)
    sign = replace(identity.maker.evidence[0], fact=fact)
    identity = replace(identity, maker=replace(identity.maker, evidence=(sign,)))
    ids = [f"dev-{number:012x}" for number in range(2_000)]
    many = replace(
        school,
        devices=tuple(replace(base, id=one) for one in ids),
        identities=tuple(replace(identity, device=one) for one in ids),
        findings=(),
        actions=(),
        exemptions=(),
    )
    text = html.render(many)
    assert text.count("<article") == 2_000
    assert "<details open>" not in text
    assert len(text) < 12_000_000
