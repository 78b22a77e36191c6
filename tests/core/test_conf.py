"""What may be written to Asterisk, and the difference between what stands there and what should. Pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.asterisk.conf import (
    BadConf,
    Category,
    NumberConf,
    PhoneConf,
    QueueConf,
    StarConf,
    Wanted,
    text,
    wanted,
)
from acd.asterisk.drift import Change, Found, actions, changes, edits
from acd.asterisk.names import PHONES_FILE, QUEUES_FILE
from acd.asterisk.provision import categories_of
from acd.asterisk.wire import MOST_HEADERS, Message, encode
from acd.core.lines import NumberLine, PhoneLine, Target
from acd.store import check
from acd.store.errors import BadCard
from aftercall.office.asterisk import target

SALES = QueueConf("sales", aftercall=1500)
ANNA = PhoneConf("1001", "secret-1001", "Anna Nowak")


def as_found(want: Wanted) -> Found:
    """What Asterisk would say if all of it stood there: each section with what it inherits."""
    files = {}
    for file, categories in want.files.items():
        bases = {c.name: c.lines for c in categories if c.template}
        files[file] = tuple(
            Category(c.name, bases.get(c.base, ()) + c.lines, c.base, c.template) for c in categories
        )
    return Found(files, dict(want.entries))


# --- what may be kept may be written -----------------------------------------------------------------------------


@given(
    st.from_regex(check._NUMBER, fullmatch=True),
    st.one_of(
        st.builds(Target, st.just("phone"), st.from_regex(check._CODE, fullmatch=True)),
        st.builds(Target, st.just("sound"), st.from_regex(check._SOUND, fullmatch=True)),
        st.builds(Target, st.just("dialplan"), st.from_regex(check._DIALPLAN, fullmatch=True)),
        st.just(Target("hangup")),
    ),
)
def test_a_number_that_is_kept_can_be_written(did: str, place: Target) -> None:
    """Store and Asterisk take the same numbers and targets: nobody stores what is refused afterwards."""
    check.check_number_line(NumberLine(did, place), check.Known())
    kind, name = target(place).split(",", 1)
    assert wanted(numbers=[NumberConf(did, kind, name)]).entries[f"acd-number/{did}"] == f"{kind},{name}"


@given(
    st.one_of(
        st.from_regex(check._CODE, fullmatch=True),
        st.sampled_from([*sorted(check.RESERVED), "ACD-phone", "generalist"]),
    ),
    st.from_regex(check._SECRET, fullmatch=True),
    st.from_regex(check._NUMBER, fullmatch=True),
)
def test_a_phone_that_is_kept_can_be_written(code: str, secret: str, outward: str) -> None:
    """A phone's code is refused by both or by neither; secrets and numbers that the store takes, Asterisk's file takes."""
    refused = []
    for attempt, error in (
        (lambda: check.check_phone(PhoneLine(code, secret, outward), check.Known()), BadCard),
        (lambda: wanted(phones=[PhoneConf(code, secret, outward=outward)]), BadConf),
    ):
        try:
            attempt()
        except error:
            refused.append(error)
    assert len(refused) in (0, 2), refused


# --- what is written ---------------------------------------------------------------------------------------------


def test_queue_keeps_aftercall() -> None:
    """Every queue carries the lines without which there is no aftercall, whatever the site's own defaults are."""
    (queue,) = wanted([SALES]).files[QUEUES_FILE]
    lines = dict(queue.lines)
    assert (lines["membergosub"], lines["setinterfacevar"], lines["ringinuse"], lines["autopause"]) == (
        "acd-connect",
        "yes",
        "no",
        "no",
    )
    for condition in (lines["joinempty"], lines["leavewhenempty"]):
        assert condition in ("yes", "no")
    impatient = dict(wanted([QueueConf("q", patient=False)]).files[QUEUES_FILE][0].lines)
    assert not {"paused", "strict", "no"} & set(impatient["joinempty"].split(","))


def test_entries() -> None:
    """What the dialplan reads of queues, numbers and star codes stands under the names it uses."""
    want = wanted(
        [
            QueueConf(
                "sales",
                aftercall=1500,
                open=False,
                closed="playback,acd/closed",
                wait=60,
                overflow="queue,help",
            )
        ],
        numbers=[NumberConf("+48221", "queue", "sales"), NumberConf("22", "hangup", "")],
        stars=[StarConf(2, "lunch")],
    )
    assert want.entries == {
        "acd-queue-sales/aftercall": "1500",
        "acd-queue-sales/record": "no",
        "acd-queue-sales/open": "no",
        "acd-queue-sales/closed": "playback,acd/closed",
        "acd-queue-sales/overflow": "queue,help",
        "acd-queue-sales/timeout": "60",
        "acd-number/+48221": "queue,sales",
        "acd-number/22": "hangup,",
        "acd-star/2": "lunch",
    }


@pytest.mark.parametrize(
    "bad",
    [
        lambda: wanted([QueueConf("two words")]),
        lambda: wanted([QueueConf("")]),
        lambda: wanted([QueueConf("q]\n[evil")]),
        lambda: wanted([QueueConf("x" * 41)]),
        lambda: wanted([QueueConf("General")]),
        lambda: wanted([QueueConf("acd-phone")]),
        lambda: wanted([QueueConf("sales"), QueueConf("SALES")]),
        lambda: wanted([QueueConf("q", strategy="best")]),
        lambda: wanted([QueueConf("q", music="a;b")]),
        lambda: wanted([QueueConf("q", overflow="shell,rm")]),
        lambda: wanted([QueueConf("q", overflow="queue,a&b")]),
        lambda: wanted([QueueConf("q", closed="playback,../../etc/passwd")]),
        lambda: wanted(phones=[PhoneConf("10&01", "secret-1001")]),
        lambda: wanted(phones=[PhoneConf("1001", "short")]),
        lambda: wanted(phones=[PhoneConf("1001", "with;semicolon")]),
        lambda: wanted(phones=[PhoneConf("1001", "two\nlines-of")]),
        lambda: wanted(phones=[ANNA, ANNA]),
        lambda: wanted(numbers=[NumberConf("1${EXTEN}", "queue", "sales")]),
        lambda: wanted(numbers=[NumberConf("1", "queue", "a,b")]),
        lambda: wanted(stars=[StarConf(1, "a b")]),
    ],
)
def test_refused(bad: object) -> None:
    """What could be read as something else is refused, and the error names what it was about."""
    with pytest.raises(BadConf, match=r"queue|phone|number|type"):
        bad()  # type: ignore[operator]


def test_password_is_not_told() -> None:
    """A refused password does not stand in the error, nor an accepted one in the value's text."""
    with pytest.raises(BadConf) as error:
        wanted(phones=[PhoneConf("1001", "hush;hush")])
    assert "hush" not in str(error.value)
    assert "secret" not in repr(ANNA).replace("secret=", "")


@given(st.text(max_size=200))
def test_text_is_harmless(name: str) -> None:
    """Whatever a name is made of, what is left cannot end a line, a quote or a value, nor be evaluated."""
    plain = text(name)
    assert not set(plain) & set('\r\n\0;"<>\\|,[]{}$')
    assert len(plain.encode()) < 80
    assert plain == text(plain)


@given(st.text(max_size=200))
def test_any_name_can_be_sent(name: str) -> None:
    """A phone with any name becomes actions that Asterisk takes as they are meant."""
    want = wanted(phones=[PhoneConf("1001", "secret-1001", name)])
    nothing = Found({}, {})
    for action in actions(PHONES_FILE, edits(PHONES_FILE, want, nothing, changes(want, nothing)), "x"):
        encode({**action, "ActionID": "1"})


def test_names_keep_their_letters() -> None:
    """Letters of every language stay, and none is cut in two."""
    assert text("Zoë Żółć 王 Ивáн") == "Zoë Żółć 王 Ивáн"
    assert text("ż" * 100) == "ż" * 39


# --- what differs ------------------------------------------------------------------------------------------------

WANT = wanted(
    [SALES, QueueConf("help")], [ANNA, PhoneConf("1002", "secret-1002")], [NumberConf("1", "queue", "sales")]
)


def test_nothing_differs() -> None:
    """What stands as it should is no drift and needs no edit."""
    assert changes(WANT, as_found(WANT)) == []
    assert actions(QUEUES_FILE, edits(QUEUES_FILE, WANT, as_found(WANT), []), "app_queue.so") == []


def test_all_missing() -> None:
    """A fresh Asterisk lacks everything."""
    listed = changes(WANT, Found({}, {}))
    assert {c.kind for c in listed} == {"missing"}
    assert {"sales", "help", "1001", "1002", "acd-phone", "acd-number/1"} <= {c.what for c in listed}


def test_one_line_differs() -> None:
    """A line changed by hand is told with what it is and what it should be."""
    found = as_found(WANT)
    sales, help_ = found.files[QUEUES_FILE]
    evil = tuple((n, "yes" if n == "ringinuse" else v) for n, v in sales.lines)
    found.files[QUEUES_FILE] = (Category("sales", evil), help_)
    (change,) = changes(WANT, found)
    assert change == Change(QUEUES_FILE, "sales", "different")
    assert change.detail == "no ringinuse=no; has ringinuse=yes"


def test_password_differs() -> None:
    """A changed password is told without either of them."""
    found = as_found(wanted([SALES, QueueConf("help")], [ANNA, PhoneConf("1002", "other-1002")]))
    listed = [c for c in changes(WANT, found) if c.what == "1002"]
    assert [c.kind for c in listed] == ["different"]
    assert listed[0].detail == "another password"


def test_foreign_entries() -> None:
    """A number that nobody configured is drift; families that are not ours are not looked at."""
    found = as_found(WANT)
    found.entries.update(
        {
            "acd-number/999": "queue,x",
            "acd-wrap/1001": "t,1,a,q",
            "cidname/5": "x",
            "acd-queue-old/open": "no",
        }
    )
    assert {(c.what, c.kind) for c in changes(WANT, found)} == {
        ("acd-number/999", "foreign"),
        ("acd-queue-old/open", "foreign"),
    }


# --- putting it right --------------------------------------------------------------------------------------------


def test_one_phone_is_made_anew() -> None:
    """Only what differs is touched: all three sections of that phone, each line to the section it is meant for."""
    change = Change(PHONES_FILE, "1001", "different")
    (action,) = actions(PHONES_FILE, edits(PHONES_FILE, WANT, as_found(WANT), [change]), "res_pjsip.so")
    assert action["Reload"] == "res_pjsip.so"
    assert {v for k, v in action.items() if k.startswith("Cat-")} == {"1001"}
    done = [
        (action[f"Action-{n:06d}"], action.get(f"Var-{n:06d}", ""), action.get(f"Options-{n:06d}", ""))
        for n in range(sum(k.startswith("Action-") for k in action))
    ]
    assert done == [
        ("DelCat", "", ""),
        ("NewCat", "", 'allowdups,inherit="acd-phone"'),
        ("Append", "auth", ""),
        ("Append", "aors", ""),
        ("Append", "callerid", ""),
        ("NewCat", "", 'allowdups,inherit="acd-phone-auth"'),
        ("Append", "username", 'catfilter="type=auth"'),
        ("Append", "password", 'catfilter="type=auth"'),
        ("NewCat", "", 'allowdups,inherit="acd-phone-aor"'),
    ]


def test_template_differs() -> None:
    """A template that differs means a new file: everything goes, templates are made before what inherits from them."""
    change = Change(PHONES_FILE, "acd-phone", "different")
    made = [dict(e) for e in edits(PHONES_FILE, WANT, as_found(WANT), [change])]
    gone = [e["Cat"] for e in made if e["Action"] == "DelCat"]
    assert sorted(gone) == ["1001", "1002", "acd-phone", "acd-phone-aor", "acd-phone-auth"]
    new = [e["Cat"] for e in made if e["Action"] == "NewCat"]
    assert new == ["acd-phone", "acd-phone-auth", "acd-phone-aor", *["1001"] * 3, *["1002"] * 3]


def test_actions_fit() -> None:
    """However much is to be written, no action has more headers than Asterisk reads, and only the last one reloads."""
    want = wanted(phones=[PhoneConf(str(n), "secret-1001") for n in range(1000, 1050)])
    made = actions(
        PHONES_FILE, edits(PHONES_FILE, want, Found({}, {}), changes(want, Found({}, {}))), "res_pjsip.so"
    )
    assert len(made) > 10
    for action in made:
        assert len(action) + 1 <= MOST_HEADERS
        encode({**action, "ActionID": "aftercall-provision-123456"})
    assert [("Reload" in a) for a in made] == [False] * (len(made) - 1) + [True]


def test_get_config_is_read() -> None:
    """GetConfig's answer gives sections, templates and bases; values may hold `=`."""
    reply = Message(
        b"Response: Success\r\nCategory-000000: acd-phone\r\nIsTemplate-000000: 1\r\nLine-000000-000000: type=endpoint\r\n"
        b"Category-000001: 1001\r\nTemplates-000001: acd-phone\r\nLine-000001-000000: type=endpoint\r\n"
        b"Line-000001-000001: set_var=ACD_PHONE=1001\r\nCategory-000002: 1001\r\nTemplates-000002: acd-phone-aor"
    )
    assert categories_of(reply) == (
        Category("acd-phone", (("type", "endpoint"),), "", True),
        Category("1001", (("type", "endpoint"), ("set_var", "ACD_PHONE=1001")), "acd-phone"),
        Category("1001", (), "acd-phone-aor"),
    )
