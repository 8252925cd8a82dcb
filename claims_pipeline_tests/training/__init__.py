"""How the line classifier of ``claims_pipeline.articles`` is trained: ``make train``."""
