from palermo.codebook import Codebook, load_codebook

from .conftest import Spoil


def test_the_codebook_is_read_once(codebook: Codebook) -> None:
    assert load_codebook() is codebook


def test_a_spelling_of_two_codes_is_refused(spoil: Spoil) -> None:
    error = spoil("codes.csv", "", "sex,neither,Neither,Neither.,Boy,,,,")
    assert error.problem == "'Boy' already stands for 'male' in this list"
    assert error.file == "codes.csv"
    assert error.line is not None


def test_a_code_of_an_absent_list_is_refused(spoil: Spoil) -> None:
    assert "there is no list 'colour'" in spoil("codes.csv", "", "colour,red,Red,Red.,,,,,").message


def test_a_parent_must_stand_above(spoil: Spoil) -> None:
    error = spoil("codes.csv", "", "sex,neither,Neither,Neither.,,,,,both")
    assert "there is no parent 'both'" in error.message


def test_a_spelling_without_a_letter_is_refused(spoil: Spoil) -> None:
    assert "no letter or digit" in spoil("codes.csv", "", "sex,neither,--,Neither.,,,,,").message


def test_a_list_without_codes_is_refused(spoil: Spoil) -> None:
    error = spoil("lists.csv", "", "empty_list,Empty,Nothing in it.")
    assert "the list has no codes" in error.message


def test_a_combination_of_absent_codes_is_refused(spoil: Spoil) -> None:
    assert "no code 'green'" in spoil("combinations.csv", "", "sex,anyone,male|green").message


def test_a_combination_must_not_hide_a_code(spoil: Spoil) -> None:
    error = spoil("combinations.csv", "", "sex,Boys,male|female")
    assert "already stands for something else" in error.message


def test_a_word_of_two_states_is_refused(spoil: Spoil) -> None:
    assert "another state" in spoil("state_words.csv", "", "Unknown,refused,en").message


def variable(
    name: str = "new", kind: str = "text", code_list: str = "", multiple: str = "no", low: str = ""
) -> str:
    return f"{name},New,A new one.,case,profile,{kind},{code_list},{multiple},{low},9,,coded,protection,palermo,,,"


def test_a_variable_needs_a_list_that_exists(spoil: Spoil) -> None:
    assert "'list' is empty" in spoil("variables.csv", "", variable(kind="code")).message
    assert "there is no list 'x'" in spoil("variables.csv", "", variable(kind="code", code_list="x")).message


def test_only_coded_variables_have_a_list(spoil: Spoil) -> None:
    assert "only a variable of type code" in spoil("variables.csv", "", variable(code_list="sex")).message


def test_words_and_numbers_are_single(spoil: Spoil) -> None:
    assert "cannot have several values" in spoil("variables.csv", "", variable(multiple="yes")).message


def test_bounds_must_be_in_order(spoil: Spoil) -> None:
    error = spoil("variables.csv", "", variable(kind="integer", low="10"))
    assert "minimum is greater than the maximum" in error.message


def test_a_name_stands_once(spoil: Spoil) -> None:
    assert "'sex' stands in the file twice" in spoil("variables.csv", "", variable("sex")).message
