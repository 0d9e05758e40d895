"""`python -m benchmarks.peers`."""

from benchmarks.peers.evaluation import main

if __name__ == "__main__":
    main()
