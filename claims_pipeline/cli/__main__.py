"""``python -m claims_pipeline.cli`` is ``claims-pipeline``."""

from claims_pipeline.cli import main

main()
