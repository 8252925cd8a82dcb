"""Try to break the ledger: ``make torture``. A short version runs with the tests.

``kills``: runs killed at random moments of every stage. ``commits``: the same within the warehouse, before any of its
lines. ``readers``: four analysts who query while days are rewritten. ``faults``: full and read-only disks, a damaged
store, a clock that goes back. Whatever they do, an analyst must find the whole ledger from before or the whole one from
after, and the run after must end in the tables of a run that nothing happened to.
"""
