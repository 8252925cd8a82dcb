"""The learned part of the stage: what it weighs, how it was trained (``train.py``), and how good it was then.

``text.npz`` and ``html.npz`` are read by ``line_model``; ``cross_validation.json`` holds the figures of pages that the
model had not seen. The training modules need the dependency group ``training`` and are imported by nothing else.
"""
