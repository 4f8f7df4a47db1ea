"""The words by which abstracts, keywords and lists of works are headed, in the languages that come."""

from __future__ import annotations

import re

_ABSTRACT = "תקציר|תמצית|abstract|summary|zusammenfassung|résumé|аннотация|резюме|ملخص|چکیده"
KEYWORDS_LABEL = (r"(?:מי?לות[ ־-]ה?מפתח|key ?words|schlüsselwörter|mots[- ]clés|ключевые слова|الكلمات المفتاحية|"
                  r"کلیدواژه‌?ها)")
#: What heads an abstract, on a line of its own or before it, and what can only stand before it; keywords' label.
ABSTRACT_HEAD = re.compile(rf"(?:{_ABSTRACT})(?!\w)\s*[:.–—]?\s*", re.IGNORECASE)
ABSTRACT_LABEL = re.compile(rf"(?:{_ABSTRACT})\s*[:.–—]\s+(?=\S)", re.IGNORECASE)
KEYWORDS = re.compile(rf"{KEYWORDS_LABEL}\s*[:.–—-]\s*(?=\S)", re.IGNORECASE)
LIST_HEADING = re.compile(r"(?:(?:רשימת )?ה?מקורות|ביבליוגרפיה|רשימה ביבליוגרפית|references|bibliography|works cited|"
                          r"literatur(?:verzeichnis)?|(?:список )?литератур[аы]|المراجع|منابع)\s*:?", re.IGNORECASE)
