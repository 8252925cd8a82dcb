"""How good the pipeline is: its tables laid beside what a reader expects of the same pages."""
