"""The file that a widget keeps about one text: it says which text, and is used for no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from transatlantic import storage
from transatlantic.article import Article
from transatlantic.storage import StorageError


class TextFile:
    """A small JSON beside the notebook with the name and the checksum of the text that it is about.

    path: the file; relative to the folder that the notebook runs in. format_name, version: what it says it is.
    is_valid: whether the other content has the shape that the widget needs.
    """

    def __init__(
        self,
        path: str | Path,
        format_name: str,
        version: int,
        article: Article,
        is_valid: Callable[[dict[str, Any]], bool],
    ) -> None:
        self.path = Path(path).absolute()
        self.format_name, self.version, self.article, self.is_valid = format_name, version, article, is_valid

    def load(self) -> tuple[dict[str, Any] | None, str]:
        """The content, or None where there is none yet; and a remark: "" or one sentence on a file set aside.

        Raises StorageError where the file cannot be read or is about another text.
        """
        content, remark = storage.load(self.path, self.format_name, self.version, self._sound)
        if content and content["text"]["sha256"] != self.article.provenance.sha256:
            raise StorageError(
                f"{self.path.name} is about another text ({content['text']['name']}): give another file in path."
            )
        return content, remark

    def save(self, content: dict[str, Any]) -> None:
        """Write the content whole or not at all; what stood there is replaced.

        Raises StorageError where the file cannot be written.
        """
        about = {"name": self.article.name, "sha256": self.article.provenance.sha256}
        storage.save(self.path, self.format_name, self.version, {"text": about, **content})

    def replace(self, content: dict[str, Any]) -> str:
        """Write the content over what is there, once it is read: a damaged file is set aside, never overwritten.

        Returns the remark of ``load``. Raises StorageError as both do.
        """
        remark = self.load()[1]
        self.save(content)
        return remark

    def _sound(self, content: dict[str, Any]) -> bool:
        about = content.get("text")
        named = isinstance(about, dict) and isinstance(about.get("name"), str) and isinstance(about.get("sha256"), str)
        # What another text's file holds cannot be checked against this one, and is nobody's damage.
        return named and (about["sha256"] != self.article.provenance.sha256 or self.is_valid(content))
