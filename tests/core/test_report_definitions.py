"""Every figure has one definition, and page and tooltips are drawn from it."""

from __future__ import annotations

import subprocess
import sys

from aftercall.reporting.catalogue import REPORTS
from aftercall.reporting.count import WAYS, way_of
from scripts.draw_reports import PAGE, SCREEN, page, screen


def test_drawn_from_the_definitions() -> None:
    """The reference page and the screens' words are what the definitions say (else: python scripts/draw_reports.py)."""
    old = PAGE.read_text("utf-8")
    assert page(old) == old
    assert screen() == SCREEN.read_text("utf-8")


def test_whole() -> None:
    """Every report can be counted; its figures have codes of their own, a formula and a source; what is drawn is one of them."""
    assert REPORTS.keys() == WAYS.keys()
    for report in REPORTS.values():
        codes = [figure.code for figure in report.figures]
        assert len(codes) == len(set(codes))
        assert set(report.chart) <= set(codes)
        assert all(figure.formula.endswith(".") and figure.source for figure in report.figures)
        assert all(figure.of({}) in (0, None) for figure in report.figures)


def test_the_longest_of_none_is_nothing() -> None:
    """Where nobody was answered, the longest is as empty as the average; where all were at once, both are 0."""
    nobody = {"came": 3, "offered": 3, "under_way": 3, "longest": 0, "longest_answer": 0}
    at_once = {"came": 1, "offered": 1, "answered": 1, "longest": 0, "longest_answer": 0}
    for report, longest, mean in (
        ("chats", "longest_answer", "first_answer"),
        ("tickets", "longest_answer", "first_answer"),
        ("calls", "longest", "asa"),
    ):
        of = {figure.code: figure.of for figure in REPORTS[report].figures}
        assert (of[longest](nobody), of[mean](nobody)) == (None, None)
        assert (of[longest](at_once), of[mean](at_once)) == (0, 0)
    lost = {"offered": 1, "abandoned": 1, "longest": 5000}
    assert {figure.code: figure.of for figure in REPORTS["calls"].figures}["longest"](lost) == 5000


def test_a_process_brings_only_what_its_report_needs() -> None:
    """Its start is what a person waits for: no dialer and no spreadsheets for a report of calls. Each report has its way."""
    code = (
        "import sys, aftercall.reporting.worker; from aftercall.reporting.count import way_of; "
        "way_of('calls'); print(*sys.modules)"
    )
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    there = set(asked.stdout.split())
    assert "aftercall.reporting.counts.calls" in there
    assert not there & {"dialer.store", "phonenumbers", "holidays", "xlsxwriter"}
    assert all(callable(way_of(report).rows) for report in REPORTS)
