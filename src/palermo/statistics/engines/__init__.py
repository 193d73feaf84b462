"""Who does the counting. One contract, two engines: arrays for one machine, SQL for whatever speaks it.

The same definitions run on both; a test holds them to the same answers.
"""
