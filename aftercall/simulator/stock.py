"""A queue site without Aftercall, as one is usually built: Asterisk's own queues and static members.

Two common ways to give agents their aftercall there: `wrapuptime` with `shared_lastcall`, and a script on AMI that pauses an
agent on AgentComplete (habit.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from aftercall.bench import Asterisk
from aftercall.simulator.phones import PhoneSpec

FIRST_NUMBER = 8001  # the first queue's number; the others follow


def numbers(queues: Sequence[str]) -> list[str]:
    return [str(FIRST_NUMBER + index) for index in range(len(queues))]


def lay_out(
    asterisk: Asterisk, phones: Sequence[PhoneSpec], queues: Sequence[str], *, wrapuptime: int
) -> None:
    """Replace the product's configuration; every phone is a member of every queue."""
    for name, text in {
        "queues.conf": _queues(phones, queues, wrapuptime),
        "acd_phones.conf": "".join(_phone(phone) for phone in phones),
        "extensions.conf": _dialplan(queues),
        "cli.conf": "[startup_commands]\n",
    }.items():
        (asterisk.etc / name).write_text(text)


def _queues(phones: Sequence[PhoneSpec], queues: Sequence[str], wrapuptime: int) -> str:
    members = "".join(f"member = PJSIP/{phone.code}\n" for phone in phones)
    general = "[general]\npersistentmembers = yes\nautofill = yes\nshared_lastcall = yes\n"
    one = (
        "strategy = leastrecent\nringinuse = no\nretry = 1\ntimeout = 15\nautopause = no\nmusicclass = acd\n"
        f"wrapuptime = {wrapuptime}\n{members}"
    )
    return general + "".join(f"\n[{queue}]\n{one}" for queue in queues)


def _phone(phone: PhoneSpec) -> str:
    code = phone.code
    return (
        f"\n[{code}](acd-phone)\nauth = {code}\naors = {code}\n"
        f"[{code}](acd-phone-auth)\nusername = {code}\npassword = {phone.secret}\n"
        f"[{code}](acd-phone-aor)\n"
    )


def _dialplan(queues: Sequence[str]) -> str:
    lines = ["[acd-inbound]"]
    for queue, number in zip(queues, numbers(queues), strict=True):
        lines += [f"exten => {number},1,Answer()", f" same => n,Queue({queue})", " same => n,Hangup()"]
    return "\n".join([*lines, "", "[acd-phones]", ""])
