"""What the rules draw."""

from hypothesis import strategies as st

number = st.integers(0, 999)
# Mostly nobody dies; else before the n-th statement or commit of the step.
kills = st.one_of(st.none(), st.none(), st.integers(0, 14))
lost = st.sampled_from([False, False, True])
