"""Known mistakes in ``rnn_cell_forward``."""

from __future__ import annotations

from grader.exercises.model import Mistake

STATE = "np.tanh(Waa @ a_prev + Wax @ xt + ba)"

PREDICTION = "softmax(Wya @ a_next + by)"

CACHE = "(a_next, a_prev, xt, parameters)"


def _state(name: str, says: str, wrong: str) -> Mistake:
    return Mistake(f"rnn_cell_forward.{name}", "a_next", says, ((STATE, wrong),))


def _prediction(name: str, says: str, wrong: str) -> Mistake:
    return Mistake(f"rnn_cell_forward.{name}", "yt_pred", says, ((PREDICTION, wrong),))


def _cache(name: str, says: str, wrong: str) -> Mistake:
    return Mistake(f"rnn_cell_forward.{name}", "cache", says, ((CACHE, wrong),))


CELL = (
    _state("no-tanh", "the tanh is missing", "Waa @ a_prev + Wax @ xt + ba"),
    _state("relu", "ReLU in place of tanh", "np.maximum(Waa @ a_prev + Wax @ xt + ba, 0)"),
    _state("sigmoid", "a sigmoid in place of tanh", "1 / (1 + np.exp(-(Waa @ a_prev + Wax @ xt + ba)))"),
    _state("tanh-twice", "tanh is taken twice", "np.tanh(np.tanh(Waa @ a_prev + Wax @ xt + ba))"),
    _state("tanh-of-each", "tanh is taken of each term apart", "np.tanh(Waa @ a_prev) + np.tanh(Wax @ xt + ba)"),
    _state("no-bias", "the bias ba is missing", "np.tanh(Waa @ a_prev + Wax @ xt)"),
    _state("bias-twice", "the bias ba is added twice", "np.tanh(Waa @ a_prev + ba + Wax @ xt + ba)"),
    _state("bias-subtracted", "the bias ba is subtracted", "np.tanh(Waa @ a_prev + Wax @ xt - ba)"),
    _state("bias-outside", "the bias ba is added outside the tanh", "np.tanh(Waa @ a_prev + Wax @ xt) + ba"),
    _state("no-state", "the state before is not used", "np.tanh(Wax @ xt + ba)"),
    _state("no-input", "the input is not used", "np.tanh(Waa @ a_prev + ba)"),
    _state("transposed", "Waa is transposed", "np.tanh(Waa.T @ a_prev + Wax @ xt + ba)"),
    _state("state-subtracted", "the term of the state is subtracted", "np.tanh(Wax @ xt - Waa @ a_prev + ba)"),
    _state("terms-multiplied", "the two products are multiplied", "np.tanh((Waa @ a_prev) * (Wax @ xt) + ba)"),
    _state(
        "flat-bias",
        "the bias is flattened and meets the wrong axis",
        "np.tanh(Waa @ a_prev + Wax @ xt + ba.ravel())",
    ),
    _state(
        "elementwise",
        "* multiplies element by element; @ is the product of matrices",
        "np.tanh(Waa * a_prev + Wax @ xt + ba)",
    ),
    _state(
        "residual",
        "the state before is added to the new one",
        "a_prev + np.tanh(Waa @ a_prev + Wax @ xt + ba)",
    ),
    _prediction(
        "prediction-from-a-prev",
        "the prediction is made from a_prev, not from a_next",
        "softmax(Wya @ a_prev + by)",
    ),
    _prediction(
        "prediction-before-tanh",
        "the prediction is made before the tanh is taken",
        "softmax(Wya @ (Waa @ a_prev + Wax @ xt + ba) + by)",
    ),
    _prediction("prediction-no-softmax", "the softmax is missing: these are scores", "Wya @ a_next + by"),
    _prediction("prediction-no-bias", "the bias by is missing", "softmax(Wya @ a_next)"),
    _prediction("prediction-bias-outside", "the bias by is added after the softmax", "softmax(Wya @ a_next) + by"),
    _prediction("prediction-no-weights", "the term with Wya is missing", "softmax(by + 0 * (Wya @ a_next))"),
    _prediction("prediction-negated", "the scores are negated", "softmax(-(Wya @ a_next) + by)"),
    _prediction("prediction-sigmoid", "a sigmoid in place of softmax", "1 / (1 + np.exp(-(Wya @ a_next + by)))"),
    _prediction("prediction-tanh", "a tanh in place of softmax", "np.tanh(Wya @ a_next + by)"),
    _prediction("prediction-softmax-twice", "softmax is taken twice", "softmax(softmax(Wya @ a_next + by))"),
    _prediction("prediction-over-examples", "softmax runs over the examples", "softmax((Wya @ a_next + by).T).T"),
    _prediction(
        "prediction-all-elements",
        "all numbers of the batch together are made to sum to 1, not each example",
        "softmax((Wya @ a_next + by).ravel()).reshape(Wya.shape[0], -1)",
    ),
    _prediction("prediction-transposed", "the prediction is transposed", "softmax(Wya @ a_next + by).T"),
    _cache("cache-states-swapped", "a_prev stands before a_next in the cache", "(a_prev, a_next, xt, parameters)"),
    _cache("cache-input-first", "xt stands before the states in the cache", "(xt, a_prev, a_next, parameters)"),
    _cache("cache-input-second", "xt stands before a_prev in the cache", "(a_next, xt, a_prev, parameters)"),
    _cache(
        "cache-same-state",
        "a_next stands twice in the cache, a_prev is missing",
        "(a_next, a_next, xt, parameters)",
    ),
    _cache("cache-no-parameters", "the parameters are missing in the cache", "(a_next, a_prev, xt)"),
    _cache(
        "cache-prediction",
        "yt_pred stands in the cache in place of xt",
        "(a_next, a_prev, yt_pred, parameters)",
    ),
    Mistake(
        "rnn_cell_forward.outputs-swapped",
        "a_next",
        "prediction and state are returned in the wrong order",
        (("return a_next, yt_pred, cache", "return yt_pred, a_next, cache"),),
    ),
    Mistake(
        "rnn_cell_forward.no-cache",
        "a_next",
        "the cache is not returned",
        (("return a_next, yt_pred, cache", "return a_next, yt_pred"),),
    ),
    Mistake(
        "rnn_cell_forward.state-overwritten",
        "side_effects",
        "a_prev[:] = … overwrites the caller's state",
        (
            (CACHE, "(a_next, a_prev.copy(), xt, parameters)"),
            ("return a_next,", "a_prev[:] = a_next\n    return a_next,"),
        ),
        line="a_prev[:] = a_next",
    ),
    Mistake(
        "rnn_cell_forward.double-precision",
        "dtype",
        "the result is always float64: np.zeros makes float64 unless it is told otherwise",
        ((STATE, "np.zeros(a_prev.shape) + " + STATE),),
    ),
)
