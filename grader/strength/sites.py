"""The source of one function as a concrete syntax tree: places, texts, parents and the names that it has."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from libcst.metadata import (
    ByteSpanPositionProvider,
    ExpressionContext,
    ExpressionContextProvider,
    MetadataWrapper,
    ParentNodeProvider,
)

# An edit: the node whose text is replaced, and the text that takes its place.
Edit = tuple[cst.CSTNode, str]

# What students are given (the signature) or only people read (the message of an error).
NOT_MUTATED = (cst.Parameters, cst.Annotation, cst.Decorator, cst.FormattedString)
OPERATIONS = (cst.BinaryOperation, cst.UnaryOperation, cst.BooleanOperation, cst.Comparison, cst.IfExp, cst.Lambda)
BINDS = (cst.BinaryOperation, cst.UnaryOperation, cst.BooleanOperation, cst.Comparison, cst.ComparisonTarget)

_WRITER = cst.Module([])


def text_of(node: cst.CSTNode) -> str:
    """Return the source of a node, its parentheses included."""
    return _WRITER.code_for_node(node)


class FunctionTree:
    """One function, parsed.

    Parameters
    ----------
    source
        The source of the function alone.
    """

    def __init__(self, source: str) -> None:
        self.source = source.encode()
        wrapper = MetadataWrapper(cst.parse_module(source))
        self._spans = wrapper.resolve(ByteSpanPositionProvider)
        self._parents = wrapper.resolve(ParentNodeProvider)
        self._contexts = wrapper.resolve(ExpressionContextProvider)
        self._nodes = tuple(_visited(wrapper.module))
        definition = wrapper.module.body[0]
        assert isinstance(definition, cst.FunctionDef)
        self.arguments = tuple(parameter.name.value for parameter in definition.params.params)
        self._bound = dict.fromkeys(self.arguments, 0)
        for node in self.nodes():
            if isinstance(node, cst.Name) and self.is_stored(node) and self._is_of_the_function(node):
                self._bound.setdefault(node.value, self.start(node))
        self.keys = tuple(dict.fromkeys(node.value for node in self.nodes() if isinstance(node, cst.SimpleString)))

    def nodes(self) -> tuple[cst.CSTNode, ...]:
        """Return what may be mutated, from the outside inwards and from left to right."""
        return self._nodes

    def parent(self, node: cst.CSTNode) -> cst.CSTNode:
        """Return the node that holds another."""
        found: cst.CSTNode = self._parents[node]
        return found

    def start(self, node: cst.CSTNode) -> int:
        """Return where a node begins, in bytes."""
        return int(self._spans[node].start)

    def is_stored(self, node: cst.CSTNode) -> bool:
        """Say whether a name, an item or an attribute is given a value here."""
        return self._contexts.get(node) in (ExpressionContext.STORE, ExpressionContext.DEL)

    def is_variable(self, node: cst.CSTNode) -> bool:
        """Say whether a node reads an argument or a variable of the function."""
        if not isinstance(node, cst.Name) or node.value not in self._bound or self.is_stored(node):
            return False
        parent = self.parent(node)
        is_label = isinstance(parent, cst.Attribute) and node is parent.attr
        return not is_label and not (isinstance(parent, cst.Arg) and node is parent.keyword)

    def bound_before(self, node: cst.CSTNode) -> list[str]:
        """Return arguments and variables that have a value above a node, in the order in which they get it."""
        return [name for name, place in self._bound.items() if place < self.start(node)]

    def edited(self, node: cst.CSTNode, text: str) -> str:
        """Return the function's source with the text of one node replaced; parentheses keep what belongs together."""
        span = self._spans[node]
        if isinstance(node, cst.BaseExpression) and not node.lpar and self._needs_parentheses(node, text):
            text = f"({text})"
        return (self.source[: span.start] + text.encode() + self.source[span.start + span.length :]).decode()

    def _needs_parentheses(self, node: cst.CSTNode, text: str) -> bool:
        parent = self.parent(node)
        inside = isinstance(parent, BINDS) or (
            isinstance(parent, (cst.Attribute, cst.Subscript, cst.Call)) and node is parent.children[0]
        )
        if not inside:
            return False
        replacement = cst.parse_expression(text)
        return isinstance(replacement, OPERATIONS) and not replacement.lpar

    def _is_of_the_function(self, node: cst.CSTNode) -> bool:
        """Tell variables of the function from its own name and those of comprehensions."""
        own_name = isinstance(self.parent(node), cst.FunctionDef)
        while not isinstance(node, (cst.FunctionDef, cst.CompFor, cst.Lambda)):
            node = self.parent(node)
        return isinstance(node, cst.FunctionDef) and not own_name


def _visited(root: cst.CSTNode) -> Iterator[cst.CSTNode]:
    pending: list[cst.CSTNode] = [root]
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, cst.Raise):
            pending.extend(reversed([child for child in node.children if not isinstance(child, NOT_MUTATED)]))
