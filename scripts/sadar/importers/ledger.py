"""What an importer notes while it works: every change, and what a person must look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from sadar.importers import Certainty, Change, Question


@dataclass
class Ledger:
    """Changes and questions in the order in which they came up."""

    changes: list[Change] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def changed(self, rule: str, where: str, before: str, after: str,
                certainty: Certainty = Certainty.CERTAIN) -> str:
        """Note a change where there is one, and return what stands there now."""
        if before != after:
            self.changes.append(Change(rule, where, before, after, certainty))
        return after

    def ask(self, code: str, where: str, text: str, reason: str) -> None:
        """Note what a person must look at."""
        self.questions.append(Question(code, where, text, reason))

    def asked(self, code: str) -> bool:
        """Tell whether such a question came up."""
        return any(question.code == code for question in self.questions)
