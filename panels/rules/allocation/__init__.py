"""Sharing a budget among ideas by votes: exactly, in a declared order of ties, with a log.

Start at `election.py` for the data, `choose.py` for the one door, docs/deciding.md for why the
fast path is exact.
"""
