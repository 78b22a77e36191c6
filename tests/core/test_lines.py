"""What the dialer says to Asterisk and hears of it, without one: numbers, previews, the pieces of an end, a campaign's entries."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.asterisk.conf import BadConf, wanted
from acd.asterisk.drift import is_ours
from acd.asterisk.fields import Misheard
from acd.asterisk.wire import Message, encode
from dialer.asterisk import speak
from dialer.asterisk.conf import entries
from dialer.asterisk.ends import Ends
from dialer.asterisk.hear import Contact, End, Gone, Response, Sign, hear, lines
from dialer.asterisk.speak import Undialable
from dialer.core.attempt import Attempt
from dialer.core.cards import Amd, CampaignCard, Mode, TrunkCard
from dialer.core.heard import LineAnswered, LineEnded, LineJudged, LineLeft
from dialer.core.orders import Dial

AT = 1_795_292_000_000
ID = "d-main-lx0-a1"
ATTEMPT = Attempt(ID, "spring", 7, "+48512000111", "main", AT)
CARD = CampaignCard("spring", caller_id="Aftercall <+48221234567>")
TRUNK = TrunkCard("main", "carrier", strip="+", prefix="00")


def message(name: str, **headers: str) -> Message:
    lines = "\r\n".join(f"{key}: {value}" for key, value in headers.items())
    return Message(f"Event: {name}\r\nPrivilege: x\r\n{lines}".encode())


def told(name: str, **headers: str) -> Message:
    return message("UserEvent", UserEvent=name, Attempt=ID, Campaign="spring", Now=str(AT), **headers)


# --- saying ------------------------------------------------------------------------------------------------------


def test_the_originate() -> None:
    """The attempt's id is the channel's; the trunk's own writing of the number, its caller id, and as long as it may ring."""
    assert speak.dial(Dial(ATTEMPT, CARD, TRUNK, 25_000)) == {
        "Action": "Originate",
        "Async": "true",
        "ChannelId": ID,
        "Channel": "PJSIP/0048512000111@carrier",
        "Context": "acd-dialled",
        "Exten": "s",
        "Priority": "1",
        "Timeout": "25000",
        "CallerID": '"Aftercall" <+48221234567>',
        "Variable": ("ACD_CAMPAIGN=spring", "ACD_CONTACT=+48512000111"),
    }


def test_the_originate_of_a_preview() -> None:
    """The agent's phone through the gate of the dialplan; everything else is told to it in variables."""
    order = Dial(
        replace(ATTEMPT, agent="anna"),
        replace(CARD, mode=Mode.PREVIEW, wait=False),
        TRUNK,
        20_500,
        phone="1001",
    )
    said = speak.dial(order)
    assert (said["Channel"], said["Context"], said["ChannelId"]) == (
        "Local/s@acd-preview-ring/n",
        "acd-preview",
        ID,
    )
    variables = dict(one.split("=", 1) for one in said["Variable"])
    assert variables == {
        "ACD_CAMPAIGN": "spring",
        "ACD_ATTEMPT": ID,
        "ACD_AGENT": "anna",
        "ACD_TO": "1001",
        "ACD_CONTACT": "+48512000111",
        "ACD_NUMBER": "0048512000111",
        "ACD_ENDPOINT": "carrier",
        "ACD_FROM": '"Aftercall" <+48221234567>',
        "ACD_RING": "20.5",
        "ACD_WAIT": "no",
    }


@given(st.text(max_size=50))
def test_only_numbers_are_dialled(number: str) -> None:
    """Whatever a contact's number holds: an action with digits, +, * and # in its channel, or a refusal."""
    try:
        said = speak.dial(
            Dial(replace(ATTEMPT, number=number), CARD, replace(TRUNK, strip="", prefix=""), 25_000)
        )
    except Undialable:
        return
    assert set(number) <= set("0123456789+*#")
    encode(said)
    assert said["Channel"] == f"PJSIP/{number}@carrier"


@pytest.mark.parametrize(
    "order",
    [
        Dial(ATTEMPT, CARD, replace(TRUNK, endpoint="a,b"), 1),
        Dial(ATTEMPT, replace(CARD, code="a\r\nb"), TRUNK, 1),
        Dial(ATTEMPT, replace(CARD, caller_id="Eve <a@b>"), TRUNK, 1),
        Dial(replace(ATTEMPT, id="1795292168.5"), CARD, TRUNK, 1),
        Dial(replace(ATTEMPT, agent="a"), replace(CARD, mode=Mode.PREVIEW), TRUNK, 1),
        Dial(replace(ATTEMPT, agent="a,b"), replace(CARD, mode=Mode.PREVIEW), TRUNK, 1, phone="1001"),
    ],
    ids=["endpoint", "campaign", "caller id", "id", "no phone", "agent"],
)
def test_not_said(order: Dial) -> None:
    """What could mean something else to Asterisk is refused with a reason."""
    with pytest.raises(Undialable, match=r".+"):
        speak.dial(order)


# --- hearing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (told("AcdLine", Status="answered"), LineAnswered(AT, ID)),
        (
            told("AcdLine", Status="machine", Raw="MAXWORDS-4-3"),
            LineJudged(AT, ID, "machine", "MAXWORDS-4-3"),
        ),
        (
            told("AcdLine", Status="notsure", Raw="TOOLONG-5000"),
            LineJudged(AT, ID, "not sure", "TOOLONG-5000"),
        ),
        (told("AcdLine", Status="human", Raw="HUMAN-800-800"), LineJudged(AT, ID, "human", "HUMAN-800-800")),
        (told("AcdLine", Status="hangup", Raw=""), LineJudged(AT, ID, "hung up", "")),
        (told("AcdLine", Status="ringing"), None),
        (told("AcdLine", Status="noagent", Raw="CHANUNAVAIL"), Contact(AT, ID, agent=False)),
        (
            told("AcdLine", Status="ended", Raw="BUSY", Cause="17", Tech="SIP 486 Busy Here"),
            Contact(AT, ID, 17, 486, None),
        ),
        (
            told("AcdLine", Status="ended", Raw="NOANSWER", Cause="16", Tech="SIP 180 Ringing"),
            Contact(AT, ID, 16, None, 3),
        ),
        (
            told("AcdLine", Status="ended", Raw="ANSWER", Cause="16", Tech="SIP 200 OK"),
            Contact(AT, ID, 16, None, 4),
        ),
        (told("AcdLeft"), LineLeft(AT, ID)),
        (told("AcdEnded"), None),
        (message("Hangup", Uniqueid=ID, Cause="17", TechCause="486"), Gone(AT, ID, 17, 486)),
        (message("Hangup", Uniqueid=ID, Cause="0"), Gone(AT, ID, None, None)),
        (message("Hangup", Uniqueid="1795292168.5", Cause="16"), None),
        (message("Hangup", Uniqueid=f"{ID};2", Cause="16"), None),
        (
            message("OriginateResponse", Uniqueid=ID, Response="Failure", Reason="3"),
            Response(AT, ID, 3, True),
        ),
        (
            message("OriginateResponse", Uniqueid=ID, Response="Success", Reason="4"),
            Response(AT, ID, 4, False),
        ),
        (message("OriginateResponse", Uniqueid="<unknown>", Response="Failure", Reason="0"), None),
        (message("Newchannel", Uniqueid=ID), None),
    ],
)
def test_each_kind(said: Message, heard: object) -> None:
    """Each message is heard as what it means; of other people's channels nothing is."""
    assert hear(said, AT) == heard


@pytest.mark.parametrize(
    "said",
    [told("AcdLine", Status="sings"), told("AcdLine"), message("UserEvent", UserEvent="AcdLeft", Attempt=ID)],
)
def test_misheard(said: Message) -> None:
    """A message of ours that lacks something is an error, never a guess."""
    with pytest.raises(Misheard):
        hear(said, AT)


def test_asterisks_own_moment_counts() -> None:
    """However late it arrives, the answer was when Asterisk saw it; never later than it is heard."""
    late = LineAnswered(AT - 700, ID)
    assert (
        hear(message("UserEvent", UserEvent="AcdLine", Status="answered", Attempt=ID, Now=str(AT - 700)), AT)
        == late
    )
    early = message("UserEvent", UserEvent="AcdLine", Status="answered", Attempt=ID, Now=str(AT + 200))
    assert hear(early, AT) == LineAnswered(AT, ID)


def test_lines_that_are_there() -> None:
    """Of all channels, those that are attempts; the other half of a preview is none."""
    channels = [message("CoreShowChannel", Uniqueid=one) for one in ("1795.1", ID, f"{ID};2", "d-other")]
    assert lines(channels, AT).attempts == (ID, "d-other")


# --- ends --------------------------------------------------------------------------------------------------------

GONE = Gone(AT + 5, ID, 19, 480)
RANG_OUT = Response(AT + 3, ID, 3, True)


@pytest.mark.parametrize("pieces", list(itertools.permutations((GONE, RANG_OUT))))
def test_pieces_in_any_order(pieces: tuple[End, ...]) -> None:
    """The end is told once, with the last piece, and has all of them in it."""
    ends = Ends()
    *before, last = (ends.take(piece) for piece in pieces)
    assert before == [None]
    assert last == LineEnded(AT + 5, ID, 19, 480, 3)
    assert ends.settle(ID) is None


@pytest.mark.parametrize(
    "pieces", list(itertools.permutations((Gone(AT, ID, 16, None), Response(AT, ID, 4, False))))
)
def test_the_contacts_leg_counts(pieces: tuple[End, ...]) -> None:
    """Of a preview the contact's leg is what ended; the agent's own answer says nothing of it."""
    ends = Ends()
    ends.take(Contact(AT, ID, 17, 486, None))
    *_, last = (ends.take(piece) for piece in pieces)
    assert last == LineEnded(AT, ID, 17, 486, None)


def test_a_piece_that_never_comes() -> None:
    """What there is makes the end: no hang-up where no channel was made, no response after the link was lost."""
    ends = Ends()
    assert ends.take(Response(AT, ID, 0, True)) is None
    assert ends.settle(ID) == LineEnded(AT, ID, None, None, 0)
    assert ends.take(GONE) is None
    assert ends.settle(ID) == LineEnded(AT + 5, ID, 19, 480, None)


def test_no_sign_of_the_network() -> None:
    """Its time ran out and we listened from the first moment: silent, unless it rang."""
    for signs in ((), (Sign(AT, ID),)):
        ends = Ends()
        ends.begin(ID)
        for piece in (*signs, RANG_OUT):
            assert ends.take(piece) is None
        assert ends.take(GONE) == LineEnded(AT + 5, ID, 19, 480, 3, silent=not signs)


def test_a_sign_may_have_escaped_us() -> None:
    """After the link was lost over the line, and of a refusal, nobody is said to be silent."""
    ends = Ends()
    ends.begin(ID)
    ends.keep((ID,))
    ends.take(RANG_OUT)
    assert ends.take(GONE) == LineEnded(AT + 5, ID, 19, 480, 3)
    ends.begin(ID)
    ends.take(Gone(AT, ID, 17, 486))
    assert ends.take(Response(AT, ID, 0, True)) == LineEnded(AT, ID, 17, 486, 0)


def test_the_first_sign() -> None:
    """That a line of ours rings is told under its id; of other calls nothing is heard."""
    assert hear(message("DialState", DestUniqueid=ID, DialStatus="RINGING"), AT) == Sign(AT, ID)
    assert hear(message("DialState", DestUniqueid="1795.1", DialStatus="RINGING"), AT) is None


def test_forgotten() -> None:
    """Of lines that Asterisk has no more, no piece is kept."""
    ends = Ends()
    ends.take(Response(AT, ID, 4, False))
    ends.keep(())
    assert ends.take(GONE) is None


# --- a campaign's entries ----------------------------------------------------------------------------------------


def test_entries() -> None:
    """Patience and its clock are the regime's, our own sound loses its prefix, the header is cut at its first colon."""
    card = replace(CARD, regime="us", language="pl", amd=Amd.MESSAGE, amd_message="site/later")
    assert entries([card]) == {
        "acd-campaign-spring/patience": "2000",
        "acd-campaign-spring/clock": "greeting",
        "acd-campaign-spring/language": "pl",
        "acd-campaign-spring/message": "abandoned",
        "acd-campaign-spring/amd": "message",
        "acd-campaign-spring/amd-message": "site/later",
        "acd-campaign-spring/header": "Call-Info",
        "acd-campaign-spring/header-value": "<sip:aftercall>;answer-after=0",
    }


def test_entries_are_provisioned() -> None:
    """They go along with the floor's, and what stands there otherwise is drift."""
    made = wanted(more=entries([CARD]))
    assert made.entries == entries([CARD])
    assert all(is_ours(entry) for entry in made.entries)


@pytest.mark.parametrize(
    "card",
    [
        replace(CARD, code="acd-x"),
        replace(CARD, regime="moon"),
        replace(CARD, message="a,b"),
        replace(CARD, message="${SHELL(id)}"),
        replace(CARD, amd=Amd.MESSAGE),
        replace(CARD, auto_answer="no colon"),
        replace(CARD, auto_answer="Call-Info: x\r\nEvil: y"),
        replace(CARD, language="pl,"),
    ],
)
def test_not_written(card: CampaignCard) -> None:
    """What could mean something else to Asterisk is refused with the campaign's name."""
    with pytest.raises(BadConf, match=r"campaign|queue"):
        entries([card])
