"""Mutation operators on plain expressions: arithmetic, comparisons, constants, signs, conditions, terms."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.strength.sites import Edit, FunctionTree, text_of

ARITHMETIC = {
    cst.Add: "-", cst.Subtract: "+", cst.Multiply: "/", cst.Divide: "*", cst.MatrixMultiply: "*", cst.Power: "*",
    cst.FloorDivide: "/", cst.BitOr: "&", cst.BitAnd: "|",
}  # fmt: skip
COMPARISONS = {
    cst.LessThan: ("<=", ">"), cst.LessThanEqual: ("<", ">"), cst.GreaterThan: (">=", "<"),
    cst.GreaterThanEqual: (">", "<"), cst.Equal: ("!=",), cst.NotEqual: ("==",), cst.In: ("not in",),
    cst.NotIn: ("in",), cst.Is: ("is not",), cst.IsNot: ("is",),
}  # fmt: skip
ORDER_MATTERS = (cst.Subtract, cst.Divide, cst.MatrixMultiply, cst.Power)
HAS_TERMS = (cst.Add, cst.Subtract, cst.Multiply, cst.Divide, cst.MatrixMultiply, cst.Power)


def arithmetic(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Exchange an arithmetic operator for its neighbour, and the operands of one that does not commute."""
    if isinstance(node, cst.BinaryOperation):
        left, right = text_of(node.left), text_of(node.right)
        if type(node.operator) in ARITHMETIC:
            yield node, f"{left} {ARITHMETIC[type(node.operator)]} {right}"
        if isinstance(node.operator, ORDER_MATTERS):
            yield node, f"{_whole(node.right)}{text_of(node.operator)}{_whole(node.left)}"


def terms(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Drop a term or a factor."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, HAS_TERMS):
        yield node, text_of(node.left)
        yield node, text_of(node.right)


def comparisons(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Exchange the operator of a comparison: its boundary, its direction."""
    if isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        target = node.comparisons[0]
        for operator in COMPARISONS.get(type(target.operator), ()):
            yield node, f"{text_of(node.left)} {operator} {text_of(target.comparator)}"


def augmented(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Replace what should be added to, or subtract in its place."""
    if isinstance(node, cst.AugAssign):
        target, value = text_of(node.target), text_of(node.value)
        yield node, f"{target} = {value}"
        if isinstance(node.operator, cst.AddAssign):
            yield node, f"{target} -= {value}"


def constants(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Change a number: one more, one less, zero for one, the other sign, half and twice; a truth value."""
    if isinstance(node, cst.Integer):
        number = int(node.value)
        yield from ((node, str(other)) for other in (number + 1, number - 1, 0, 1) if other != number)
        if number > 1:
            yield node, str(-number)
    elif isinstance(node, cst.Float):
        value = float(node.value)
        others = dict.fromkeys((value / 2, value * 2, -value, 0.0, 1.0))
        yield from ((node, repr(other)) for other in others if other != value)
    elif isinstance(node, cst.Name) and node.value in ("True", "False"):
        yield node, str(node.value != "True")


def signs(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Drop a sign, or give one to a whole value."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        yield node, text_of(node.expression)
    elif isinstance(node, (cst.BinaryOperation, cst.Call)) and _is_whole_value(node, tree):
        yield node, f"-({text_of(node)})"


def conditions(node: cst.CSTNode, tree: FunctionTree) -> Iterator[Edit]:
    """Negate a condition, or take it for always or never met; exchange "and" for "or"."""
    if isinstance(node, (cst.If, cst.While, cst.CompIf)):
        yield node.test, f"not ({text_of(node.test)})"
        if isinstance(node, cst.If):
            yield node.test, "True"
            yield node.test, "False"
    elif isinstance(node, cst.IfExp):
        yield node, text_of(node.body)
        yield node, text_of(node.orelse)
        yield node, f"{text_of(node.orelse)} if {text_of(node.test)} else {text_of(node.body)}"
    elif isinstance(node, cst.BooleanOperation):
        other = "or" if isinstance(node.operator, cst.And) else "and"
        yield node, f"{text_of(node.left)} {other} {text_of(node.right)}"
        yield node, text_of(node.left)
        yield node, text_of(node.right)


def _is_whole_value(node: cst.CSTNode, tree: FunctionTree) -> bool:
    whole = isinstance(tree.parent(node), (cst.Assign, cst.DictElement, cst.AugAssign, cst.Return))
    return whole and not text_of(node).startswith("np.zeros")  # −0 is 0


def _whole(node: cst.BaseExpression) -> str:
    text = text_of(node)
    return f"({text})" if isinstance(node, cst.BinaryOperation) and not node.lpar else text
