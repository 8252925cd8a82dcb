"""What the line classifier has learned: ``text.npz`` and ``html.npz``, read by ``line_model``.

Written by ``make train`` (``claims_pipeline_tests.training``) from 1,092 pages of three public benchmarks of article
extraction: scrapinghub/article-extraction-benchmark (MIT), AndyTheFactory/article-extraction-dataset (Apache-2.0) and
Murrough-Foley/web-content-extraction-benchmark (CC BY 4.0). The files hold weights of hashed words and names, borders
and leaves of trees, and no text.
"""
