"""The gate: components, lambda2 and the table of judging.md 2.8."""

import random

import numpy as np
import pytest

from judging.rules.assignment_gate import gate, gates_by_field


def test_lambda2_is_the_second_eigenvalue_of_the_information_matrix() -> None:
    for seed in range(20):
        r = random.Random(seed)
        pairs = [(entry, judge) for entry in range(30) for judge in r.sample(range(8), r.randint(2, 4))]
        incidence = np.zeros((30, 8))
        for entry, judge in pairs:
            incidence[entry, judge] = 1
        by_entry = incidence / incidence.sum(axis=1, keepdims=True)
        expected = np.linalg.eigvalsh(np.diag(incidence.sum(axis=0)) - incidence.T @ by_entry)[1]
        found = gate(pairs)
        assert found.lambda2 == pytest.approx(expected)
        assert (found.components, found.verdict) == (1, "good")
        assert found.largest_pair == max((incidence.T @ incidence)[~np.eye(8, dtype=bool)])


def test_the_gate_reads_the_table() -> None:
    closed = [(entry, judge + 2 * (entry % 2)) for entry in range(10) for judge in (0, 1)]
    refused = gate(closed)
    assert (refused.components, refused.lambda2, refused.verdict) == (2, 0.0, "refuse")
    assert "2 nhóm" in str(refused.message)
    linked = gate([*closed, (0, 2)])
    assert (linked.components, linked.verdict) == (1, "warn")
    assert linked.lambda2 == pytest.approx(0.6, abs=0.1)
    weak = gate([(e, e + j) for e in range(5) for j in (0, 1)])
    assert weak.verdict == "strong_warning"
    assert "5–10 %" in str(weak.message)
    assert gate([(1, 1), (2, 1)]).verdict == "good"
    assert gate([]).components == 0
    split = gates_by_field(closed, {entry: entry % 2 for entry in range(10)})
    assert {field: one.verdict for field, one in split.items()} == {0: "good", 1: "good"}
