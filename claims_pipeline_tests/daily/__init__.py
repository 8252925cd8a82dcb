"""The daily run as an operator sees it: ``python -m claims_pipeline_tests.daily.kills`` and ``… .screenshots``."""
