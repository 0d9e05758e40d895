"""One module a producer's file: how it is read (`stage`), and the measures that it becomes (`prepare`).

A module here is found by itself: `loaders/pipeline/discovery.py` says which functions it may have. Three are not of one
file: `communes` prepares what several staged tables say together, `councils` prepares what `officials` stages, with
`reelection`, which matches persons in memory only.
"""
