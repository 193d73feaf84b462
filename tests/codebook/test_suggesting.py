from palermo.codebook.suggesting import nearest


def test_one_value_is_named_once_however_many_spellings_are_near() -> None:
    index = {"kyrgyzstan": "KGZ", "kirgizstan": "KGZ", "kazakhstan": "KAZ", "fiji": "FJI"}
    assert nearest("kirgistan", index, 3)[0] == "KGZ"
    assert nearest("kirgistan", index, 3).count("KGZ") == 1
    assert "FJI" not in nearest("kirgistan", index, 3)


def test_nothing_is_near_to_nothing() -> None:
    assert nearest("", {"": "x", "a": "y"}, 3) == []
