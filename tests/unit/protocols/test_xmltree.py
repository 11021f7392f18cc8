"""XML from strangers: the quick parser reads what the careful one reads, and declares nothing."""

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from camaudit.errors import MalformedError, TruncatedError
from camaudit.protocols import xmltree
from camaudit.protocols.xmltree import MAX_DEPTH, find_text, first_texts, parse_xml

BOMB = b"""<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;&c;&c;&c;</a>"""
DECLARED = {
    "entities": BOMB,
    "an outer DTD": b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>',
    "an outer entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "behind a comment": b"<!-- a --><!DOCTYPE a><a/>",
    "in UTF-16": BOMB.decode().encode("utf-16"),
}


@pytest.mark.parametrize("document", DECLARED.values(), ids=DECLARED)
def test_what_declares_anything_is_refused(document):
    with pytest.raises(MalformedError, match="DTD or entities"):
        parse_xml(document)


def test_an_entity_that_nobody_declared_is_text():
    assert parse_xml(b"<a>&secret; &amp; &#65;</a>").text == "&secret; & A"


WORDS = st.lists(
    st.sampled_from(
        ["<a>", "</a>", "<b x='1'>", "</b>", "<s:c xmlns:s='u'>", "</s:c>", "<d/>", "text", "&amp;",
         "&", "<!-- c -->", "<?p i?>", "<![CDATA[<x>]]>", "]]>", "<!", "é", "\x00", "<e", ">", " "]
    ),
    max_size=14,
).map("".join)  # fmt: skip


def outcome(read, body):
    try:
        root = read(body)
    except MalformedError as error:
        return type(error), str(error)
    return [(one.tag, one.text, one.tail, one.attrib) for one in root.iter()]


@given(WORDS)
def test_the_quick_parser_gives_what_the_careful_one_gives(body):
    document = f"<r>{body}</r>".encode()
    found = outcome(parse_xml, document)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xmltree, "_read", lambda one: ElementTree.fromstring(one, forbid_dtd=True))
        assert outcome_of_careful(document) == found


def outcome_of_careful(document):
    try:
        return outcome(parse_xml, document)
    except ValueError:
        return MalformedError, "XML that cannot be decoded"


@pytest.mark.parametrize("depth", [MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1, 5_000])
def test_what_is_nested_too_deep_is_refused(depth):
    document = b"<a>" * depth + b"</a>" * depth
    if depth <= MAX_DEPTH:
        assert parse_xml(document).tag == "a"
    else:
        with pytest.raises(MalformedError, match="too deep"):
            parse_xml(document)


def test_many_elements_beside_each_other_are_no_depth():
    assert len(parse_xml(b"<a>" + b"<b/>" * 1_000 + b"</a>")) == 1_000


def test_a_document_whose_end_is_missing_is_cut_short():
    with pytest.raises(TruncatedError):
        parse_xml(b"<a><b></b>")


NAMES = ("Hour", "hour", "a:Hour", "Minute", "x")
TREES = st.recursive(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(("", " ", "1", " 2 3 ")), st.just(())),
    lambda inner: st.tuples(
        st.sampled_from(NAMES), st.sampled_from(("", "4")), st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


def written(tree):
    name, text, parts = tree
    return f'<{name} xmlns:a="urn:a">{text}{"".join(map(written, parts))}</{name}>'


@given(TREES)
def test_the_texts_of_several_names_are_those_of_each(tree):
    root = parse_xml(written(tree).encode())
    each = {name: find_text(root, name) for name in ("hour", "minute", "second")}
    assert first_texts(root, each) == {name: text for name, text in each.items() if text}


def test_no_name_is_remembered_that_only_a_stranger_would_send():
    before = xmltree._remembered.cache_info().currsize
    for number in range(8):
        name = f"{'x' * xmltree.MAX_NAME}{number}"
        root = parse_xml(f'<a:{name} xmlns:a="urn:a"/>'.encode())
        assert xmltree.local(root) == name
        assert list(xmltree.find_all(root, name.upper())) == [root]
    assert xmltree._remembered.cache_info().currsize == before
