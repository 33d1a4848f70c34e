"""Figures beside yardsticks: `make bench ARGS="--quick"`; docs/benchmarks.md says what is measured and how."""
