"""A report by mail, through a real server: it arrives once, whole, in its language."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

from python_calamine import CalamineWorkbook

from acd.core.moment import DAY, Moment
from acd.store.database import Database
from aftercall.post.send import SitePost
from aftercall.reporting.desk import ReportDesk
from aftercall.reporting.mailman import Mailman
from aftercall.reporting.question import Question
from aftercall.reporting.schedule import MailCard, days_of
from aftercall.reporting.when import Step
from tests.edges.mail_kit import ANNA, BOXES, HELP, now, posted


async def test_it_arrives_once(kept: Database, tmp_path: Path) -> None:
    """Due, it lies in the mailbox with its workbook; a second look, as after a restart, sends nothing more."""
    async with posted(kept, tmp_path, [ANNA, HELP]) as post:
        settings = post.settings.model_copy(
            update={"host": "127.0.0.1", "port": post.house.smtps, "tls": "tls", "sender": HELP, "user": HELP}
        )
        secret = type(settings.password)(BOXES[HELP])
        site = SitePost(settings.model_copy(update={"password": secret}))
        desk = ReportDesk(str(kept.url.render_as_string(hide_password=False)), tmp_path / "reports")
        ahead = [0]

        def clock() -> Moment:
            return now() + ahead[0]

        def hired() -> Mailman:
            man = Mailman(kept, "main", "UTC", desk, site, clock)
            man.asked = lambda card, due: _question(card, due)
            return man

        then = dt.datetime.fromtimestamp(now() / 1000 + 12 * 3600, dt.UTC)
        card = {"report": "calls", "to": (ANNA,), "at": f"{then:%H:%M}", "language": "pl", "via": "socket"}
        await hired().change("daily", card, "root")
        ahead[0] = DAY
        await hired().look()
        await hired().look()
        (letter,) = await post.got(ANNA)
        assert str(letter["Subject"]).startswith("Połączenia, ")
        assert letter["Auto-Submitted"] == "auto-generated"
        (file,) = letter.iter_attachments()
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.get_content()))
        assert book.get_sheet_by_index(0).to_python()[0][1] == "Kolejka"
        one = await hired().one("daily")
        assert one.last is not None
        assert (one.last.state, one.last.tries) == ("sent", 1)


def _question(card: MailCard, due: Moment) -> Question:
    first, last = days_of(card, due, "UTC")
    return Question(card.report, first, last, Step.DAY, "UTC", "main", due)
