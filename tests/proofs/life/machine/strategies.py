"""What the rules draw."""

from hypothesis import strategies as st

number = st.integers(0, 999)
# After how many statements and commits the step is killed. Mostly it is not.
kills = st.one_of(st.none(), st.none(), st.integers(0, 14))
lost = st.sampled_from([False, False, True])
