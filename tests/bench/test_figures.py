"""What a figure says of its budget."""

from bench.figures import Figure, percentile


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([5.0, 1.0, 4.0, 2.0, 3.0], 0.5) == 3.0
    assert percentile(list(range(1, 101)), 0.99) == 99
    assert percentile([7.0], 0.99) == 7.0


def test_a_figure_keeps_its_budget_in_the_direction_that_is_better() -> None:
    assert Figure("p99", 24, "ms", 25).kept
    assert not Figure("p99", 26, "ms", 25).kept
    assert Figure("rate", 600, "/s", 500, more_is_better=True).kept
    assert Figure("free", 1, "").kept is None


def test_a_ratio_that_is_too_small_misses_though_the_value_is_kept() -> None:
    figure = Figure("rate", 600, "/s", 500, more_is_better=True, yardstick=2_000, ratio_budget=0.45)
    assert figure.ratio == 0.3
    assert figure.kept is False
