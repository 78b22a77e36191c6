"""What is said of a file and of its load, to people at the command and over the API alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from acd.core.moment import Moment
from dialer.core.cards import CampaignCard
from dialer.core.zones import REGION_ZONES
from dialer.load.ambiguous import left_a_day
from dialer.load.examine import Look
from dialer.load.how import How, Reading, Scope
from dialer.load.mapping import as_template
from dialer.load.progress import Counts
from dialer.load.verdict import Draft, Judged, Verdict

ZONE: Final = "warning: zone: "
"""What rows are counted under whose zone is not known for sure."""

Consent = tuple[str, Moment | None, str]
"""Source, moment and lawful basis, for rows that do not say it themselves."""


def how_for(card: CampaignCard, scope: Scope, region: str | None, zone: str | None, consent: Consent) -> How:
    """All of it that is not found in the file."""
    region = (region or card.region).upper()
    source, at, basis = consent
    return How(
        reading=Reading("csv", (), False),
        targets=(),
        region=region,
        scope=scope,
        zone=zone or REGION_ZONES.get(region),
        premium=card.premium,
        consent_source=source,
        consent_at=at,
        consent_basis=basis,
    )


def verdict_of(one: Judged) -> Verdict:
    return Verdict.LOADED if isinstance(one, Draft) else one.verdict


def who(draft: Draft) -> str:
    return " ".join([draft.name, *(number.e164 for number in draft.numbers)]).strip()


def why(one: Judged) -> str:
    return "; ".join(warning.text for warning in one.warnings) if isinstance(one, Draft) else one.why


def by_count(tally: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(tally.items(), key=lambda item: (-item[1], item[0]))


def reasons(counts: Counts) -> dict[str, int]:
    """The most frequent first; zones are told apart (`ambiguous`)."""
    return {kind: count for kind, count in by_count(counts.tally) if not kind.startswith(ZONE)}


def ambiguous(counts: Counts, card: CampaignCard, at: Moment) -> list[dict[str, Any]]:
    """Rows whose zone is not known for sure, and how long a day they may be called in the week to come."""
    return [
        {
            "zones": (zones := kind.removeprefix(ZONE).split(",")),
            "rows": rows,
            "left_ms": left_a_day(zones, card, at),
        }
        for kind, rows in by_count(counts.tally)
        if kind.startswith(ZONE)
    ]


def read_as(look: Look) -> dict[str, Any]:
    """How the file is read."""
    reading = look.how.reading
    return {
        "encoding": reading.encoding or None,
        "delimiter": reading.delimiter,
        "sheet": reading.sheet or None,
        "header": reading.header,
        "mapping": as_template(reading.columns, look.how.targets),
        "mapped": look.mapped,
    }


def told_counts(counts: Counts, card: CampaignCard, at: Moment) -> dict[str, Any]:
    return {
        "rows": counts.rows,
        "loaded": counts.loaded,
        "duplicates": counts.duplicates,
        "do_not_call": counts.blocked,
        "rejected": counts.rejected,
        "reasons": reasons(counts),
        "ambiguous_zones": ambiguous(counts, card, at),
    }
