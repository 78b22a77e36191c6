"""How a listener notices what it missed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acd.board.chain import Chain, Gap

RUN, NEXT_RUN = 1000, 2000


def lost(chain: Chain, run: int, seq: int) -> Gap | None:
    return None if chain.knows(run, seq) else chain.event(run, seq)


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.booleans())
def test_no_gap_goes_unnoticed(arrives: list[bool], twice: bool) -> None:
    """What was heard and what is reported as missed are together all there was, each once."""
    chain = Chain()
    chain.stands(RUN, 0, retained=False)
    heard, missed = [], []
    for seq, came in enumerate(arrives, 1):
        for _ in range(came * (1 + twice)):
            if not chain.knows(RUN, seq):
                gap = chain.event(RUN, seq)
                heard.append(seq)
                missed += range(gap.first, (gap.last or 0) + 1) if gap else []
    last = chain.stands(RUN, len(arrives), retained=False)
    missed += range(last.first, (last.last or 0) + 1) if last else []
    assert sorted(heard + missed) == list(range(1, len(arrives) + 1))


def test_a_newcomer_missed_nothing() -> None:
    """The first event a listener hears, and an old retained word, are no gap."""
    chain = Chain()
    assert chain.stands(RUN, 5, retained=True) is None
    assert lost(chain, RUN, 90) is None
    assert lost(chain, RUN, 91) is None


def test_silence_after_a_loss_is_noticed() -> None:
    """When the last events were lost, the daemon's next word shows it without another event."""
    chain = Chain()
    lost(chain, RUN, 10)
    assert chain.stands(RUN, 13, retained=True) == Gap(11, 13)
    assert lost(chain, RUN, 14) is None


def test_a_restart_that_counts_on_is_no_gap() -> None:
    """A new run that continues the numbers lost nothing."""
    chain = Chain()
    lost(chain, RUN, 10)
    assert chain.stands(NEXT_RUN, 10, retained=False) is None
    assert lost(chain, NEXT_RUN, 11) is None


def test_a_restart_that_counts_anew_is_a_gap_of_unknown_length() -> None:
    """When numbers begin again nobody can say how many were missed, but that some may have been is said."""
    chain = Chain()
    lost(chain, RUN, 10)
    gap = lost(chain, NEXT_RUN, 1)
    assert gap == Gap(11, None)
    assert gap.missed is None
    assert lost(chain, NEXT_RUN, 2) is None
