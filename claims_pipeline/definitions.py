"""The one ``Definitions`` object, for ``workspace.yaml`` and ``dg``."""

import dagster as dg

from claims_pipeline.defs import pipeline


@dg.definitions
def defs() -> dg.Definitions:
    """Load the pipeline."""
    return pipeline()
