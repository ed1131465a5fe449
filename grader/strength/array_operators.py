"""Mutation operators on arrays: indices, slices, transposes, axes and other keywords, functions and methods."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.strength.sites import Edit, FunctionTree, text_of

# The functions that are taken for one another; all have the same arguments.
SWAPS = {
    "np.tanh": ("sigmoid",), "sigmoid": ("np.tanh", "softmax"), "softmax": ("sigmoid",), "np.exp": ("np.log1p",),
    "np.log": ("np.log2", "np.log1p"), "np.sqrt": ("np.square",), "np.sum": ("np.mean", "np.max"), "sum": ("max",),
    "np.max": ("np.min", "np.sum"), "np.maximum": ("np.minimum",), "np.argmax": ("np.argmin",), "np.any": ("np.all",),
    "all": ("any",), "np.zeros": ("np.ones",), "np.ones": ("np.zeros",), "np.zeros_like": ("np.ones_like",),
    "np.stack": ("np.concatenate",), "np.concatenate": ("np.stack", "np.hstack"),
}  # fmt: skip
# The functions that are forgotten around their first argument.
DROPPED = (
    "np.tanh", "sigmoid", "softmax", "np.exp", "np.log", "np.sqrt", "np.sum", "np.maximum", "np.linalg.norm",
    "np.clip", "np.where", "reversed", "sorted", "float", "int", "list", "set", "np.asarray", "np.array",
    "reverse_sequences", "output_forward", "one_hot", "clip_by_norm", "enumerate",
)  # fmt: skip
METHODS = ("copy", "astype", "reshape", "split")
GUARDS = ("strict",)  # zip(…, strict=True) refuses what cannot come


def indices(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Be off by one, take the last for the first, forget the index."""
    if not isinstance(node, cst.Index):
        return
    text = text_of(node.value)
    if isinstance(node.value, cst.Integer):
        yield node, "-1" if text == "0" else str(-int(text))
    elif tree.is_variable(node.value) or isinstance(node.value, cst.BinaryOperation):
        yield from ((node, f"{text} {change}") for change in ("- 1", "+ 1"))
        yield node, f"-1 - {_atom(node.value)}"
    elif isinstance(node.value, cst.UnaryOperation):
        yield node, "0"


def subscripts(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Leave an index out where a whole array has a value of the same kind."""
    if isinstance(node, cst.Subscript) and not tree.is_stored(node):
        indices = [element.slice for element in node.slice]
        if not any(isinstance(one, cst.Index) and isinstance(one.value, cst.SimpleString) for one in indices):
            yield node, text_of(node.value)


def slices(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Shift the bounds of a slice, take the other side, drop a bound or the direction."""
    if not isinstance(node, cst.Slice):
        return
    lower, upper = (text_of(bound) if bound else "" for bound in (node.lower, node.upper))
    if node.step:
        yield node, f"{lower}:{upper}"
        return
    yield from ((node, f"{lower} {change}:{upper}") for change in ("+ 1", "- 1") if lower)
    yield from ((node, f"{lower}:{upper} {change}") for change in ("+ 1", "- 1") if upper)
    if lower or upper:
        yield node, f"{upper}:{lower}"
        yield node, ":"
    else:
        yield node, "::-1"


def transposes(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Drop a transpose, or add one to a factor of a matrix product."""
    if isinstance(node, cst.Attribute) and node.attr.value == "T":
        yield node, text_of(node.value)
    elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.MatrixMultiply):
        for factor in (node.left, node.right):
            if not (isinstance(factor, cst.Attribute) and factor.attr.value == "T"):
                yield factor, f"{_atom(factor)}.T"


def keywords(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Leave a keyword out; take the other axis."""
    if not isinstance(node, cst.Call):
        return
    for number, argument in enumerate(node.args):
        name = argument.keyword.value if argument.keyword else ""
        if not name or name in GUARDS:
            continue
        kept = [other for place, other in enumerate(node.args) if place != number]
        kept[-1:] = [last.with_changes(comma=cst.MaybeSentinel.DEFAULT) for last in kept[-1:]]
        yield node, text_of(node.with_changes(args=kept))
        if name == "axis" and isinstance(argument.value, cst.Integer):
            yield from ((argument.value, axis) for axis in ("0", "1", "2", "None") if axis != argument.value.value)


def functions(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Take one function for another, forget it, shift a range, forget a method, exchange the choices of np.where."""
    if not isinstance(node, cst.Call):
        return
    name = text_of(node.func)
    yield from ((node.func, other) for other in SWAPS.get(name, ()))
    if name in DROPPED and node.args and not node.args[0].star:
        yield node, text_of(node.args[0].value)
    if isinstance(node.func, cst.Attribute) and node.func.attr.value in METHODS:
        yield node, text_of(node.func.value)
    if name in ("np.where", "np.clip") and len(node.args) == 3:
        places = [text_of(argument.value) for argument in node.args]
        yield from ((node, kept) for kept in places[1:])
        yield node, _call(node, [places[0], places[2], places[1]])
    if name == "range":
        yield from _ranges(node)


def _ranges(node: cst.Call) -> Iterator[Edit]:
    last = node.args[min(1, len(node.args) - 1)].value
    yield last, f"{text_of(last)} - 1"
    yield last, f"{text_of(last)} + 1"
    if len(node.args) == 1:
        yield node, f"range(1, {text_of(last)})"
    yield node, f"reversed({text_of(node)})"


def _call(node: cst.Call, arguments: list[str]) -> str:
    return f"{text_of(node.func)}({', '.join(arguments)})"


def _atom(node: cst.BaseExpression) -> str:
    text = text_of(node)
    return f"({text})" if isinstance(node, (cst.BinaryOperation, cst.UnaryOperation)) and not node.lpar else text
