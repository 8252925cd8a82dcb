"""Train the networks of ``claims_pipeline.claims.tagging``: ``make train-attribution``."""
