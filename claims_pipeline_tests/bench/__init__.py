"""How fast the pipeline is, how much memory it takes, and how good it is beside other tools: ``make bench``."""
