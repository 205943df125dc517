"""Formulas: what an estimate of our own comes to, by interval arithmetic, with the working shown.

Comes in: a formula over named inputs, each a range. Next: calculations.py keeps the result. Pure functions.

Python's own parser reads the formula and nothing ever runs it: only names, numbers, brackets and the four operations
are walked over. Each end is rounded outwards, so no number that the inputs allow lies outside the result. An input
that stands twice in a formula is taken for two that vary apart, which can only widen the result.
"""

from __future__ import annotations

import ast
import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

from factcheck.workbench.errors import BadInput
from factcheck.workbench.models.claims import DECIMAL_PLACES, SIGNIFICANT_DIGITS
from factcheck.workbench.notation import NBSP, number_text

LONGEST_FORMULA = 300
DEEPEST = 20
LONGEST_NAME = 30
# Digits while computing; what is kept has SIGNIFICANT_DIGITS.
DOWN, UP = Context(prec=50, rounding=ROUND_FLOOR), Context(prec=50, rounding=ROUND_CEILING)
LARGEST = Decimal(10) ** SIGNIFICANT_DIGITS
AS_TYPED = str.maketrans("×·∙÷∶−–", "***//--")
ALLOWED = re.compile(r"[\w\s.+\-*/()]*")
NAME = re.compile(r"[^\W\d]\w*")
NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷"}
ONLY = "Write names of inputs, numbers, + − × ÷ and brackets, such as: area × density"


@dataclass(frozen=True, slots=True)
class Range:
    """All numbers from `low` to `high`. `best` is what is thought likeliest, where anything is."""

    low: Decimal
    high: Decimal
    best: Decimal | None = None
    unit: str = ""

    @property
    def is_point(self) -> bool:
        return self.low == self.high

    @property
    def words(self) -> str:
        """The numbers with their unit: "12,000 m²", "2–4 people per m²", "2–4, best 3"."""
        between = "–" if self.low >= 0 else " to "
        ends = number_text(self.low) if self.is_point else f"{number_text(self.low)}{between}{number_text(self.high)}"
        told = f"{ends}{'' if self.unit == '%' else NBSP}{self.unit}" if self.unit else ends
        return told if self.best is None or self.is_point else f"{told}, best {number_text(self.best)}"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read: `text` as it is kept, and its tree."""

    text: str
    tree: ast.expr

    @property
    def names(self) -> list[str]:
        """The inputs that it uses, each once, in the order of their first use."""
        found = (node for node in ast.walk(self.tree) if isinstance(node, ast.Name))
        return list(dict.fromkeys(node.id for node in sorted(found, key=lambda node: (node.lineno, node.col_offset))))

    def value(self, inputs: Mapping[str, Range]) -> Range:
        """The result; `best` only where each input has one. Raises BadInput where it cannot be computed."""
        ends = _kept(self._walk(self.tree, {name: (one.low, one.high) for name, one in inputs.items()}))
        best = {name: one.low if one.is_point else one.best for name, one in inputs.items()}
        likeliest = {name: (number, number) for name, number in best.items() if number is not None}
        if not set(self.names) <= set(likeliest):
            return Range(*ends, best=ends[0] if ends[0] == ends[1] else None)
        middle = _rounded(self._walk(self.tree, likeliest)[0], ROUND_HALF_EVEN)
        return Range(*ends, best=min(max(middle, ends[0]), ends[1]))

    def _walk(self, node: ast.expr, inputs: Mapping[str, tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
        if isinstance(node, ast.Name):
            return inputs[node.id]
        if isinstance(node, ast.Constant):
            number = self._number(node)
            return number, number
        if isinstance(node, ast.UnaryOp):
            low, high = self._walk(node.operand, inputs)
            return (-high, -low) if isinstance(node.op, ast.USub) else (low, high)
        assert isinstance(node, ast.BinOp)  # noqa: S101  read() let nothing else pass
        left, right = self._walk(node.left, inputs), self._walk(node.right, inputs)
        if isinstance(node.op, ast.Div):
            if right[0] <= 0 <= right[1]:
                raise BadInput(
                    f"{self._shown(node.right)} can be zero, and nothing can be divided by zero. "
                    "Give a range that does not contain it.",
                    "formula",
                )
            return _corners("divide", left, right)
        if isinstance(node.op, ast.Mult):
            return _corners("multiply", left, right)
        if isinstance(node.op, ast.Sub):
            right = (-right[1], -right[0])
        return DOWN.add(left[0], right[0]), UP.add(left[1], right[1])

    def _number(self, node: ast.Constant) -> Decimal:
        # From the text: Python would have made a binary fraction of it.
        return Decimal(ast.get_source_segment(self.text, node) or "")

    def _shown(self, node: ast.expr) -> str:
        return f"“{ast.get_source_segment(self.text, node)}”"

    def working(self, inputs: Mapping[str, Range], result: Range) -> str:
        """The whole sum in words: "12,000 m² × 2–4 people per m² = 24,000–48,000 people"."""
        return f"{self._written(self.tree, inputs)} = {result.words}"

    def _written(self, node: ast.expr, inputs: Mapping[str, Range], within: int = 0) -> str:
        """`within` is how strongly the operation round it binds; a weaker one stands in brackets."""
        if isinstance(node, ast.Name):
            one = inputs[node.id]
            plain = Range(one.low, one.high, unit=one.unit)
            return f"({plain.words})" if within and plain.low < 0 else plain.words
        if isinstance(node, ast.Constant):
            return number_text(self._number(node))
        if isinstance(node, ast.UnaryOp):
            sign = "−" if isinstance(node.op, ast.USub) else ""
            operand = self._written(node.operand, inputs, 3)
            ranging = isinstance(node.operand, ast.Name) and not inputs[node.operand.id].is_point
            written = f"{sign}({operand})" if sign and ranging and operand[0] != "(" else sign + operand
            return f"({written})" if within else written
        assert isinstance(node, ast.BinOp)  # noqa: S101  read() let nothing else pass
        binds = 2 if isinstance(node.op, ast.Mult | ast.Div) else 1
        # What is taken away or divided by needs brackets round an operation of the same strength.
        right_binds = binds + isinstance(node.op, ast.Sub | ast.Div)
        left, right = self._written(node.left, inputs, binds), self._written(node.right, inputs, right_binds)
        written = f"{left} {SIGNS[type(node.op)]} {right}"
        return f"({written})" if within > binds else written


def _corners(operation: str, left: tuple[Decimal, Decimal], right: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    pairs = [(one, other) for one in left for other in right]
    return (
        min(getattr(DOWN, operation)(*pair) for pair in pairs),
        max(getattr(UP, operation)(*pair) for pair in pairs),
    )


def _kept(ends: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    if any(abs(end) >= LARGEST for end in ends):
        raise BadInput("The result is larger than can be kept. Look at the formula and the inputs again.", "formula")
    return _rounded(ends[0], ROUND_FLOOR), _rounded(ends[1], ROUND_CEILING)


def _rounded(number: Decimal, rounding: str) -> Decimal:
    """As many digits as are kept: `SIGNIFICANT_DIGITS` in all, `DECIMAL_PLACES` behind the point."""
    places = min(DECIMAL_PLACES, max(SIGNIFICANT_DIGITS - 1 - number.adjusted(), 0) if number else 0)
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=rounding, context=Context(prec=60))
    return rounded or abs(rounded)  # zero has no sign


def name_of(typed: str) -> str:
    """The name of an input as formulas write it. Raises BadInput for what cannot stand in a formula."""
    name = unicodedata.normalize("NFKC", typed.strip())
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise BadInput(f"Call it by one word of at most {LONGEST_NAME} letters, such as “area” or “per_row”.", "name")
    if keyword.iskeyword(name):
        raise BadInput(f"“{name}” cannot be a name in a formula; choose another word.", "name")
    return name


def read(typed: str, names: Iterable[str]) -> Formula:
    """The formula, over these inputs, each of which it must use. Raises BadInput, saying what is wrong with it."""
    text = " ".join(typed.split()).translate(AS_TYPED)
    if not text:
        raise BadInput(f"Write the formula. {ONLY}.", "formula")
    if len(text) > LONGEST_FORMULA:
        raise BadInput(f"A formula has {LONGEST_FORMULA} characters at most.", "formula")
    if "," in text:
        raise BadInput("Write numbers in the formula without commas: 12000, and 0.5 for a half.", "formula")
    strange = next((character for character in text if not ALLOWED.fullmatch(character)), "")
    if strange:
        raise BadInput(f"“{strange}” cannot stand in a formula. {ONLY}.", "formula")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise BadInput(
            f"This cannot be read as a formula: a sign or a bracket may be missing. {ONLY}.", "formula"
        ) from None
    formula = Formula(text, tree)
    _check(formula, tree, DEEPEST)
    known = list(names)
    unknown = [name for name in formula.names if name not in known]
    if unknown:
        there = f"The inputs are: {', '.join(known)}." if known else "There are no inputs yet."
        raise BadInput(f"“{unknown[0]}” is none of the inputs. {there}", "formula")
    idle = [name for name in known if name not in formula.names]
    if idle:
        raise BadInput(f"The formula does not use “{idle[0]}”. Use it, or empty its row.", "formula")
    return formula


def _check(formula: Formula, node: ast.AST, deeper: int) -> None:
    if not deeper:
        raise BadInput("There are too many brackets or signs within each other. Take it apart into inputs.", "formula")
    if isinstance(node, ast.Name):
        return
    if isinstance(node, ast.Constant) and NUMBER.fullmatch(ast.get_source_segment(formula.text, node) or ""):
        return
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        _check(formula, node.operand, deeper - 1)
        return
    if isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
        _check(formula, node.left, deeper - 1)
        _check(formula, node.right, deeper - 1)
        return
    raise BadInput(f"This is no formula of ours. {ONLY}.", "formula")
