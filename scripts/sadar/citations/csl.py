"""A CSL style, and what is made of it for one run of citeproc: repaired terms, an order given from outside."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from sadar.errors import ManuscriptError
from sadar.manuscript import Source
from sadar.style.citing import Terms

NS = "{http://purl.org/net/xbiblio/csl}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Signs in terms that ``wording`` reads and takes away: a prefix; a noun that its ordinal follows; a month; an
#: ordinal, by gender.
JOINS, NOUN, MONTH = "\ue000", "\ue001", "\ue002"
ORDINALS = {"masculine": "\ue004", "feminine": "\ue005", "neuter": "\ue006"}
#: The variable by which every list is sorted once the order is known; no style prints it.
RANK = "sadar-rank"
#: Ordinals that some shipped locale says in its own way, and so hides the general one.
SPECIAL_ORDINALS = 20
#: How deeply macros of a style call one another; one that calls itself is for citeproc to refuse.
DEEPEST = 12
TYPES_OF_ORDINALS = ("ordinal", *(f"ordinal-{number:02}" for number in range(SPECIAL_ORDINALS + 1)))


def token(label: str) -> str:
    """Return the word by which every run understands a locator's label, whatever its language."""
    return f"sadarlocator{label.replace('-', '')}"


class Csl:
    """A CSL 1.0.2 style, read and found fit."""

    def __init__(self, source: Source) -> None:
        """Read the style.

        Raises:
            ManuscriptError: it is no XML, no CSL, names another style to take its place, or is written in CSL-M.

        """
        self.name = source.name
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            self._root = etree.fromstring(source.text.encode(), parser)
        except etree.XMLSyntaxError as error:
            raise ManuscriptError.one("csl-syntax", f"this is no XML: {error.msg}", file=self.name,
                                      line=error.lineno or 0, remedy="download the style again") from None
        layouts = list(self._root.iterfind(f"{NS}citation/{NS}layout"))
        parent = self._root.find(f"{NS}info/{NS}link[@rel='independent-parent']")
        if not layouts and parent is not None:
            raise ManuscriptError.one("csl-dependent", "this style only names another one, and nothing is fetched",
                                      file=self.name, remedy=f"take that one: {parent.get('href')}")
        if self._root.tag != f"{NS}style" or not layouts:
            raise ManuscriptError.one("csl-form", "this is no CSL style that makes citations", file=self.name,
                                      remedy="take an independent style of version 1.0")
        if len(layouts) > 1:
            raise ManuscriptError.one("csl-m", "this style is written in CSL-M: it has several layouts", file=self.name,
                                      line=layouts[1].sourceline or 0,
                                      remedy="keep one layout: sadar says each work in its own language by itself")
        self._list = self._root.find(f"{NS}bibliography")

    @property
    def has_notes(self) -> bool:
        """Whether its citations are notes."""
        return self._root.get("class") == "note"

    @property
    def has_list(self) -> bool:
        """Whether it makes a list of the works."""
        return self._list is not None

    @property
    def has_order(self) -> bool:
        """Whether its list has an order of its own, other than that of the citations."""
        keys = [] if self._list is None else self._list.findall(f"{NS}sort/{NS}key")
        return bool(keys) and keys[0].get("variable") != "citation-number"

    @property
    def stops_initials(self) -> bool:
        """Whether initials have full stops."""
        return any("." in (element.get("initialize-with") or "") for element in self._root.iter())

    @property
    def compares_names(self) -> bool:
        """Whether given names are added wherever two people have one family name: citeproc is slow at that.

        Only where nothing depends on what stands before a citation, so that works can be cited apart.
        """
        citation = self._root.find(f"{NS}citation")
        depends = any(element.get("position") or element.get("variable") == "citation-number"
                      for element in self._root.iter(f"{NS}if", f"{NS}else-if", f"{NS}text", f"{NS}number"))
        return (citation is not None and not self.has_notes and not depends
                and citation.get("disambiguate-add-givenname") == "true"
                and citation.get("givenname-disambiguation-rule") != "by-cite")

    def for_run(self, lang: str, terms: Terms, labels: dict[str, list[str]], *, ranked: bool,
                disambiguated: bool = True) -> bytes:
        """Return the style for one run of citeproc.

        Args:
            lang: the language of the run.
            terms: its repaired terms; those that the style itself gives in this language stand before them.
            labels: the labels of locators.
            ranked: sort lists and citations by ``RANK``, where the style sorts them by what the works are.
            disambiguated: tell ambiguous citations apart.

        """
        root = deepcopy(self._root)
        locale = etree.SubElement(root, f"{NS}locale", {LANG: lang})
        if terms.months:
            date = etree.SubElement(locale, f"{NS}date", form="text")
            for part in ("day", "month"):
                etree.SubElement(date, f"{NS}date-part", name=part, suffix=" ")
            etree.SubElement(date, f"{NS}date-part", name="year")
        said = etree.SubElement(locale, f"{NS}terms")
        for attributes, texts in _terms(terms, labels):
            term = etree.SubElement(said, f"{NS}term", attributes)
            for name, text in zip(("single", "multiple"), texts, strict=True):
                etree.SubElement(term, f"{NS}{name}").text = text
        if terms.months:
            etree.SubElement(locale, f"{NS}style-options", {"punctuation-in-quote": "false"})
        for sort in root.iter(f"{NS}sort") if ranked else ():
            if not any(key.get("variable") == "citation-number" for key in sort) and not self._dates_sources(sort):
                for key in list(sort):
                    sort.remove(key)
                etree.SubElement(sort, f"{NS}key", variable=RANK)
        if not disambiguated:
            for citation in root.iterfind(f"{NS}citation"):
                for name in [name for name in citation.attrib if "disambiguat" in str(name)]:
                    del citation.attrib[name]
        return etree.tostring(root, encoding="utf-8")

    def _dates_sources(self, sort: etree._Element) -> bool:
        """Tell whether a style orders the sources of one bracket by their years first."""
        parent, first = sort.getparent(), next(iter(sort), None)
        return parent is not None and parent.tag == f"{NS}citation" and first is not None and (
            first.get("variable") in ("issued", "original-date") or self._reaches_date(first.get("macro")))

    def _reaches_date(self, name: str | None, depth: int = 0) -> bool:
        macros = [macro for macro in self._root.iter(f"{NS}macro") if macro.get("name") == name]
        return depth < DEEPEST and any(
            element.tag == f"{NS}date" or self._reaches_date(element.get("macro"), depth + 1)
            for macro in macros for element in macro.iter() if isinstance(element.tag, str)
            if element.tag == f"{NS}date" or element.get("macro"))


def _terms(terms: Terms, labels: dict[str, list[str]]) -> Iterator[tuple[dict[str, str], tuple[str, str]]]:
    """Yield the attributes and the texts, for one and for several, of every term of a run."""
    for label in labels:
        yield {"name": label, "form": "verb-short"}, (token(label), token(label))
    for name, term in terms.terms.items():
        sign = NOUN if name in terms.ordinal_follows else ""
        gender = {"gender": term.gender} if term.gender else {}
        for form in ("long", "short", "symbol", "verb", "verb-short"):
            if (texts := term.form(form)) and not (form == "verb-short" and name in labels):
                single, several = (text.replace("+", JOINS) for text in texts)
                attributes = {"name": name, **({"form": form} if form != "long" else {}), **gender}
                yield attributes, (f"{sign}{single}", several)
    for name in TYPES_OF_ORDINALS if terms.ordinal_ending else ():
        yield {"name": name}, (terms.ordinal_ending, terms.ordinal_ending)
    for gender_form, ordinals in terms.ordinals.items():
        ungendered: dict[str, str] = {}
        first = gender_form == next(iter(terms.ordinals))
        for forms in ({"gender-form": gender_form}, *([ungendered] if first else [])):
            for name in TYPES_OF_ORDINALS:
                yield {"name": name, **forms}, (ORDINALS[gender_form],) * 2
            for number, text in enumerate(ordinals, start=1):
                yield {"name": f"long-ordinal-{number:02}", **forms}, (text, text)
    for number, month in enumerate(terms.months, start=1):
        for form in ("long", "short"):
            yield {"name": f"month-{number:02}", "form": form}, (f"{MONTH}{month}",) * 2
    for number, season in enumerate(terms.seasons, start=1):
        yield {"name": f"season-{number:02}"}, (season, season)
