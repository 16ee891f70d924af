"""Answers as plain data: exact built-in types, so that comparing runs no code of the learner's."""

from __future__ import annotations

import ast
import hashlib
import math
from typing import Any, get_args, get_origin

import numpy as np

PLACES = 6  # floats are compared to this many decimals

TYPES = {kind.__name__: kind for kind in (bool, int, float, str, list, tuple, dict, set)}


class NotPlain(TypeError):
    """A value, or a type's name, that is not plain data; the message names what was found."""


def plain(value: Any) -> Any:
    """Copy a value into exact built-in types, all the way down.

    value: None, bool, int, float, str, list, tuple, dict or set, or a subclass (a Counter or FreqDist becomes
    a dict), or a NumPy number. Methods of a subclass are never called.
    Raises NotPlain for anything else, a value that holds itself or that only pretends to a type included.
    """
    try:
        return _copy(value)
    except (RecursionError, TypeError) as error:
        raise error if isinstance(error, NotPlain) else NotPlain(type(value).__name__) from None


def _copy(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = np.generic.item(value)
    if value is None or type(value) is bool:
        return value
    if isinstance(value, int):
        return int.__index__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, list):
        return [_copy(item) for item in list.__iter__(value)]
    if isinstance(value, tuple):
        return tuple(_copy(item) for item in tuple.__iter__(value))
    if isinstance(value, dict):
        return {_copy(key): _copy(item) for key, item in dict.items(value)}
    if isinstance(value, set):
        return {_copy(item) for item in set.__iter__(value)}
    raise NotPlain(type(value).__name__)


def named_type(spec: str) -> Any:
    """The type that a declaration names, such as ``int``, ``list[tuple[str, int]]`` or ``tuple[str, ...]``.

    Raises NotPlain for a name that is not made of bool, int, float, str, list, tuple, dict and set.
    """

    def build(node: ast.expr) -> Any:
        match node:
            case ast.Name(id=name) if name in TYPES:
                return TYPES[name]
            case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[item, ast.Constant(value=end)])) if (
                end is ...
            ):
                return tuple[build(item), ...]
            case ast.Subscript(value=ast.Name(id=name), slice=inner) if name in TYPES:
                parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
                return TYPES[name][tuple(build(part) for part in parts)]
        raise NotPlain(spec)

    try:
        return build(ast.parse(spec, mode="eval").body)
    except SyntaxError:
        raise NotPlain(spec) from None


def named_types(spec: str) -> tuple[Any, ...]:
    """The types that a declaration allows, the first before all others: ``list[str] | set[str]``.

    Raises NotPlain as ``named_type`` does.
    """
    return tuple(named_type(name.strip()) for name in spec.split("|"))


def as_first(value: Any, kinds: tuple[Any, ...]) -> Any:
    """Plain data of one of the types, as the first of them: a tuple as a list where lists come first.

    Raises NotPlain where it has none of them.
    """
    if not any(has_type(value, kind) for kind in kinds):
        raise NotPlain(type(value).__name__)
    first = get_origin(kinds[0]) or kinds[0]
    return first(value) if first in (list, tuple, set, dict) else value


def has_type(value: Any, kind: Any) -> bool:
    """Whether plain data has a type of ``named_type``; an int will do for a float, a bool is no number."""
    outer, inner = get_origin(kind) or kind, get_args(kind)
    if outer is float:
        return type(value) in (int, float)
    if type(value) is not outer:
        return False
    if not inner:
        return True
    if outer is dict:
        return all(has_type(key, inner[0]) and has_type(item, inner[1]) for key, item in value.items())
    if outer is tuple and inner[-1:] == (...,):
        return all(has_type(item, inner[0]) for item in value)
    if outer is tuple:
        return len(value) == len(inner) and all(map(has_type, value, inner))
    return all(has_type(item, inner[0]) for item in value)


def same(one: Any, other: Any) -> bool:
    """Whether two pieces of plain data are equal: types count, floats to 6 decimals, ints as floats where one is."""
    if type(one) in (int, float) and type(other) in (int, float):
        if type(one) is type(other) is int:
            return one == other
        return math.isclose(one, other, rel_tol=10**-PLACES, abs_tol=10**-PLACES)
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(item, other[key]) for key, item in one.items())
    return one == other


def digest(value: Any, salt: str) -> str:
    """A fingerprint of plain data, so that an exercise can know its answer without printing it.

    Floats are rounded first; equal numbers have equal fingerprints. It hides an answer from the eye, not from
    somebody who tries every number.
    """
    return hashlib.sha256(f"{salt}\n{_canonical(value)}".encode()).hexdigest()


def _canonical(value: Any) -> str:
    if type(value) is float:
        value = round(value, PLACES)
        return repr(int(value) if value == int(value) else value) if math.isfinite(value) else repr(value)
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}({','.join(map(_canonical, value))})"
    if isinstance(value, set):
        return f"set({','.join(sorted(map(_canonical, value)))})"
    if isinstance(value, dict):
        return f"dict({','.join(sorted(f'{_canonical(key)}:{_canonical(item)}' for key, item in value.items()))})"
    return repr(value)
