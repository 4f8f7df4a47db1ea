"""YAML read with the line of every key, so that a fault can be shown where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.tokens import AliasToken, AnchorToken

from sadar.errors import ManuscriptError
from sadar.manuscript import Source

Key = str | int


class _Constructor(RoundTripConstructor):
    """Leaves dates as they are written, so that a wrong one is judged where its key is known."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_scalar)


class YamlSource:
    """A YAML file's values as plain Python ones, and the line on which each key stands."""

    def __init__(self, source: Source) -> None:
        """Read ``source``.

        Raises:
            ManuscriptError: it is not YAML 1.2, repeats a key, uses a tab to indent, or an anchor (whose
                expansion a hostile file could make boundless).

        """
        self.name = source.name
        self._read(source)

    def _read(self, source: Source) -> None:
        reader = YAML(typ="rt", pure=True)
        reader.Constructor = _Constructor
        try:
            for token in reader.scan(source.text):
                if isinstance(token, AnchorToken | AliasToken):
                    raise ManuscriptError.one(
                        "yaml-anchor", "anchors (&name) and aliases (*name) are not read here", file=self.name,
                        line=token.start_mark.line + 1, remedy="write the value out, or put it between quotation marks")
            self._tree: Any = reader.load(source.text)
        except DuplicateKeyError as error:
            self._fail(error, "yaml-duplicate-key", "this key is there twice", "keep one of the two")
        except MarkedYAMLError as error:
            line = source.text.split("\n")[error.problem_mark.line] if error.problem_mark else ""
            if "\t" in line:
                self._fail(error, "yaml-tab", "a tab stands where YAML takes only spaces", "indent with spaces")
            self._fail(error, "yaml-syntax", f"this is not valid YAML: {error.problem or error}",
                       "check indentation, colons and quotation marks here and on the line before")
        except YAMLError as error:  # a control character: ruamel gives no mark with it
            raise ManuscriptError.one("yaml-syntax", f"this is not valid YAML: {error}", file=self.name,
                                      remedy="remove the character") from None
        except (RecursionError, ValueError):
            raise ManuscriptError.one("yaml-depth", "a number is too long, or values are nested too deeply",
                                      file=self.name, remedy="put the number between quotation marks") from None

    def _fail(self, error: MarkedYAMLError, code: str, message: str, remedy: str) -> None:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise ManuscriptError.one(code, message, file=self.name, line=line, remedy=remedy) from None

    @property
    def value(self) -> Any:
        """The whole file as dicts, lists, strings, numbers and booleans."""
        return _plain(self._tree)

    def line(self, path: Sequence[Key]) -> int:
        """Return the line of the key at ``path``, or of its nearest ancestor that is there (1 at the least)."""
        node, line = self._tree, 1
        for step in path:
            if isinstance(node, CommentedMap) and step in node:
                line = node.lc.key(step)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line = node.lc.item(step)[0] + 1
            else:
                break
            node = node[step]
        return line


def _plain(node: Any) -> Any:
    if isinstance(node, CommentedMap):
        return {str(key): _plain(item) for key, item in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(item) for item in node]
    if isinstance(node, bool) or node is None:
        return node
    for kind in (int, float):
        if isinstance(node, kind):
            return kind(node)  # ruamel's own scalars, made plain
    return str(node)
