"""Tests of the stage that cleans pages."""
