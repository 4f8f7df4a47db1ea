"""What an importer writes down while it works: changes made, and questions for a person."""

from __future__ import annotations

from dataclasses import dataclass, field

from sadar.importers import Certainty, Change, Question

#: How much of a text a log shows.
SHOWN = 120


@dataclass
class Log:
    """Changes and questions in the order in which they came up."""

    changes: list[Change] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def change(self, rule: str, where: str, before: str, after: str,
               certainty: Certainty = Certainty.CERTAIN) -> None:
        """Write down a change."""
        self.changes.append(Change(rule, where, before, after, certainty))

    def ask(self, code: str, where: str, text: str, reason: str) -> None:
        """Write down what a person must look at."""
        self.questions.append(Question(code, where, text, reason))


def shown(text: str) -> str:
    """Return the beginning of a text, in one line."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"


def paragraph(number: int | None) -> str:
    """Return how a person finds a paragraph; paragraphs without text are not counted."""
    return f"paragraph {number}" if number else "whole file"
