"""What is missing before entries can be assigned."""

from judging.rules.panels import FieldNeed, problems_before_assignment


def test_each_gap_is_named() -> None:
    """No panel, too few judges and too little capacity are told; a field without entries needs nothing."""
    needs = [
        FieldNeed("Nông nghiệp", 10, "", 0),
        FieldNeed("Cơ khí", 4, "Tiểu ban 2", 2),
        FieldNeed("Y dược", 0, "", 0),
        FieldNeed("Giáo dục", 2, "Tiểu ban 3", 3),
    ]
    assert [str(problem) for problem in problems_before_assignment(needs, wanted=3, capacity=47)] == [
        "Lĩnh vực “Nông nghiệp” có 10 hồ sơ nhưng chưa có tiểu ban.",
        "“Tiểu ban 2” chỉ có 2 giám khảo đã nhận lời, cần ít nhất 3 cho lĩnh vực “Cơ khí”.",
        "Cần 48 lượt chấm nhưng các giám khảo chỉ nhận tổng cộng 47. Hãy mời thêm hoặc tăng số hồ sơ nhận chấm.",
    ]


def test_nothing_to_judge_and_all_ready() -> None:
    """An edition without valid entries says so; a ready one says nothing."""
    assert len(problems_before_assignment([FieldNeed("A", 0, "P", 3)], wanted=3, capacity=9)) == 1
    assert problems_before_assignment([FieldNeed("A", 3, "P", 3)], wanted=3, capacity=9) == []
