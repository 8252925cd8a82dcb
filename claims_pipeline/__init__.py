"""Raw news pages in; a ledger of who claims what about which region, when, and who disputes it, out.

Reading the stages' doors in order is reading the pipeline: ``pages``, ``articles``, ``stories``, ``claims``,
``places``, ``propositions``, ``views``.
"""
