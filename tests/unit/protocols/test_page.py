"""What a page says outside its title: a few marks of each sort, and no secret."""

import pytest

from camaudit.model.observation import Channel
from camaudit.protocols import page


def said(text):
    found = list(page.texts(text))
    assert all(channel == Channel.HTTP_TEXT for channel, _ in found)
    return [value for _, value in found]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('<meta name="publisher" content="MOBOTIX AG, Germany">',
         ["meta publisher: MOBOTIX AG, Germany"]),
        ("<META content='Acme &amp; Sons' NAME='Author'/>", ["meta author: Acme & Sons"]),
        ('<meta property="og:site_name" content="Acme">', ["meta og:site_name: Acme"]),
        ('<meta name="viewport" content="width=device-width">', []),
        ('<meta http-equiv="refresh" content="0; url=/a">', []),
        ("<h1 class=a> <b>Net</b>\n Camera </h1><h3>no</h3>", ["heading: Net Camera"]),
        ("<noscript><p>To use the AXIS web application, enable JavaScript.</p></noscript>",
         ["noscript: To use the AXIS web application, enable JavaScript."]),
        ('<meta name="apple-itunes-app" content="app-id=com.example.cam">',
         ["meta apple-itunes-app: app-id=com.example.cam"]),
        ("<p>Copyright 2015 Acme Co., Ltd. All Rights Reserved.</p>",
         ["rights: Copyright 2015 Acme Co., Ltd. All Rights Reserved."]),
        ("<span>&copy;2024 Hikvision Digital Technology</span>",
         ["rights: ©2024 Hikvision Digital Technology"]),
        ('$.nvr.model_name="XRN-2010";', ["variable: model_name = XRN-2010"]),
        ("var defaultfilename = 'SNP-6200';", ["variable: defaultfilename = SNP-6200"]),
        ('g_SoftWareVersion="V4.02.R11"', ["variable: g_SoftWareVersion = V4.02.R11"]),
        ('{"deviceType": "IPC"}', []),
        ("var devType: 'IPC'", ["variable: devType = IPC"]),
        ('var userModel = "a"; model_password="b"; var model = "<a>"', []),
        ('<object id="RecordManager_ActiveX" classid="clsid:0-1">',
         ["object: id RecordManager_ActiveX", "object: classid clsid:0-1"]),
        ("<div id=main>", []),
        ("<h1> </h1>", []),
        ("<span> IDCS_LOGIN_NBSP </span><b>OK</b>", ["key: IDCS_LOGIN_NBSP"]),
        ('<label ng-bind="oLan.anonymous">', ["key: oLan.anonymous"]),
        ('<span data-i18n-l="jovision">', ["key: jovision"]),
    ],
)  # fmt: skip
def test_each_sort_of_text_is_told_with_its_sort(text, values):
    assert said(text) == values


def test_a_login_in_a_text_is_taken_out():
    assert said('<meta name="description" content="rtsp://a:b@192.0.2.1/x?pwd=c">') == [
        "meta description: rtsp://[removed]@192.0.2.1/x?pwd=[removed]"
    ]


def test_of_a_page_full_of_texts_only_some_are_kept():
    lines = [
        f'<h1>{at}</h1><p>© {at}</p><meta name=author content="{at}"> var model{at} = "{at}";'
        f"<object id=abc{at}><b>KEY_A{at}</b>"
        for at in range(300)
    ]
    found = said("\n".join(lines))
    assert len(found) == 6 * page.MAX_TEXTS
    assert all(len(one) <= page.MAX_TEXT + 20 for one in said(f"<p>© {'x' * 5_000}</p>"))


@pytest.mark.parametrize(
    "piece",
    ["<h1>", "<meta ", "<meta name='", "<object ", "©", "copyright ", "model.", "a.model = '",
     ">A_B", "<h1><", "<noscript>", "ng-bind='", "<title>", "src=", "> ", "_model"],
)  # fmt: skip
def test_a_page_made_to_be_slow_is_read(piece):
    text = piece * (65_536 // len(piece))
    # A pattern that tries again and again would not end here.
    page.title(text), page.marks(text), said(text)


def test_the_first_title_that_ends_is_the_title():
    assert page.title(
        "<svg><title " + "x" * 3_000 + "<TITLE a=b>\n Net &amp; <b>\nCam</Title >"
    ) == ("Net & <b> Cam")
    assert page.title(f"<title>{'x' * 2_001}</title>") is None
