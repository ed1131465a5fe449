"""Known mistakes in ``stack_parameters``."""

from __future__ import annotations

from grader.exercises.model import Mistake


def _stacked(name: str, says: str, wrong: str, criterion: str = "Wa") -> Mistake:
    right = 'np.concatenate([parameters["Waa"], parameters["Wax"]], axis=1)'
    return Mistake(f"stack_parameters.{name}", criterion, says, ((right, wrong),))


STACK = (
    _stacked(
        "input-first",
        "Wax stands before Waa, while a_prev stands above xt",
        'np.concatenate([parameters["Wax"], parameters["Waa"]], axis=1)',
    ),
    _stacked(
        "below-each-other",
        "the weights stand below each other, not side by side",
        'np.concatenate([parameters["Waa"], parameters["Wax"]], axis=0)',
    ),
    _stacked(
        "transposed",
        "Wa is transposed",
        'np.concatenate([parameters["Waa"], parameters["Wax"]], axis=1).T',
    ),
    _stacked(
        "blocks-transposed",
        "Waa is transposed inside Wa",
        'np.concatenate([parameters["Waa"].T, parameters["Wax"]], axis=1)',
    ),
    _stacked("state-only", "Wax is missing in Wa", 'parameters["Waa"].copy()'),
    _stacked("input-only", "Waa is missing in Wa", 'parameters["Wax"].copy()'),
    _stacked(
        "state-twice",
        "Waa stands twice in Wa",
        'np.concatenate([parameters["Waa"], parameters["Waa"]], axis=1)',
    ),
    _stacked(
        "with-bias",
        "the bias has been put into Wa as one more column",
        'np.concatenate([parameters["Waa"], parameters["Wax"], parameters["ba"]], axis=1)',
    ),
    _stacked(
        "with-output",
        "the output weights have been put into Wa",
        'np.concatenate([parameters["Wax"].T, parameters["Waa"].T, parameters["Wya"]], axis=0)',
    ),
    _stacked(
        "product",
        "the two weights are multiplied, not put side by side",
        'parameters["Waa"] @ parameters["Wax"]',
    ),
    Mistake(
        "stack_parameters.shared",
        "independent",
        "the arrays of the caller are handed on, not copied",
        (
            ('parameters["ba"].copy()', 'parameters["ba"]'),
            ('parameters["Wya"].copy()', 'parameters["Wya"]'),
            ('parameters["by"].copy()', 'parameters["by"]'),
        ),
        line='"ba": parameters["ba"]',
    ),
    Mistake(
        "stack_parameters.same-dictionary",
        "independent",
        "Wa is put into the caller's own dictionary",
        source="""
def stack_parameters(parameters):
    parameters["Wa"] = np.hstack([parameters["Waa"], parameters["Wax"]])
    return parameters
""",
        line='parameters["Wa"] = …',
    ),
    Mistake(
        "stack_parameters.weights-only",
        "others",
        "only Wa is returned, the other parameters are missing",
        source="""
def stack_parameters(parameters):
    return {"Wa": np.hstack([parameters["Waa"], parameters["Wax"]])}
""",
    ),
    Mistake(
        "stack_parameters.biases-swapped",
        "others",
        "ba and by are exchanged",
        (
            ('parameters["ba"].copy()', 'parameters["by"].copy() '),
            ('parameters["by"].copy(),', 'parameters["ba"].copy(),'),
        ),
    ),
    Mistake(
        "stack_parameters.array",
        "Wa",
        "the stacked array itself is returned, not a dictionary",
        source="""
def stack_parameters(parameters):
    return np.hstack([parameters["Waa"], parameters["Wax"]])
""",
    ),
    Mistake(
        "stack_parameters.other-name",
        "Wa",
        "the stacked weight does not stand under the name Wa",
        (('"Wa": ', '"W": '),),
    ),
)
