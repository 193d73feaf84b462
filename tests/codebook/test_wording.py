from django.utils import translation

from palermo.codebook.answers import State
from palermo.codebook.wording import display_state


def test_every_state_has_a_name_of_its_own() -> None:
    with translation.override("en"):
        assert len({display_state(state) for state in State}) == len(State)
