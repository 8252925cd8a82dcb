"""How fast the pipeline is, how much memory it takes, and how good its extraction is beside others: ``make bench``."""
