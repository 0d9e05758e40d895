"""One module a producer's file: how it is read (`stage`), and the measures that it becomes (`prepare`).

A module here, or in a room of this folder, is found by itself: `loaders/pipeline/discovery.py` says which functions it
may have. Three are not of one file: `communes` prepares what several staged tables say together, `elected/councils`
what `elected/officials` stages, with `elected/reelection`, which matches persons in memory only.
"""
