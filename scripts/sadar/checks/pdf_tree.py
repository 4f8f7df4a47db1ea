"""The structure tree of a PDF as it is read back (ISO 32000-1, 14.7), held against the marks of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from sadar.checks.pdf_marks import Fonts, Page, read_page
from sadar.findings import Finding

DEPTH = 200
REMEDY = "this is a fault of sadar or of the style: please report it"


@dataclass(eq=False)
class Node:
    """A structure element: its role, language, alternative text and attributes; its kids are nodes, texts and links."""

    role: str
    lang: str
    entry: Any
    kids: list[Node | str] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()

    def attribute(self, name: str) -> Any:
        """Return an attribute, whoever its owner; None where there is none."""
        attributes = self.entry.get("/A", [])
        for owned in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
            if isinstance(owned, pikepdf.Dictionary) and name in owned:
                return owned[name]
        return None

    def texts(self, without: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
        """Yield each text below the node with its language, leaving out elements of some roles."""
        for kid in self.kids:
            if isinstance(kid, str):
                yield self.lang, kid
            elif kid.role not in without:
                yield from kid.texts(without)

    def text(self, without: frozenset[str] = frozenset()) -> str:
        """Return the text below the node, leaving out elements of some roles."""
        return "".join(text for _, text in self.texts(without))


class Tagged:
    """A tagged PDF: its pages, its tree, and what is wrong between them."""

    def __init__(self, pdf: pikepdf.Pdf, file: str) -> None:
        self.pdf, self.file = pdf, file
        self.fonts = Fonts()
        self.pages: list[Page] = [read_page(page, self.fonts) for page in pdf.pages]
        self.numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        self.forms: dict[Any, Page] = {}
        self.faults: list[Finding] = []
        self.owners: dict[tuple[int, int], list[Any]] = {}
        self.annotated: dict[Any, Any] = {}
        root = pdf.Root.get("/StructTreeRoot")
        self.root: Node | None = None
        if not isinstance(root, pikepdf.Dictionary) or "/K" not in root:
            self.fault("tag-tree", "has no structure tree")
            return
        self.root = Node("StructTreeRoot", str(pdf.Root.get("/Lang", "")), root)
        for kid in _listed(root.K):
            self.root.kids.append(self._read(kid, root, self.root.lang, DEPTH))
        self._hold_marks()
        self._hold_parents(root)

    def fault(self, code: str, message: str) -> None:
        """Keep a finding about the file."""
        if sum(fault.code == code for fault in self.faults) < 5:
            self.faults.append(Finding(code, f"{self.file} {message}", remedy=REMEDY))

    def _read(self, entry: Any, parent: Any, lang: str, depth: int) -> Node:
        role = str(entry.get("/S", ""))[1:]
        node = Node(role, str(entry.get("/Lang", lang)), entry)
        if not depth:
            self.fault("tag-tree", "has elements nested too deeply")
            return node
        if entry.get("/P") != parent:
            self.fault("tag-parent", f"has a {role} that names another parent than the element it stands in")
        for kid in _listed(entry.get("/K", [])):
            if isinstance(kid, int):
                self._own(node, entry.get("/Pg"), kid)
            elif "/S" in kid:
                node.kids.append(self._read(kid, entry, node.lang, depth - 1))
            elif "/MCID" in kid:
                if "/Stm" in kid:
                    node.kids.append(self._form(kid.Stm).texts.get(int(kid.MCID), ""))
                else:
                    self._own(node, kid.get("/Pg", entry.get("/Pg")), int(kid.MCID))
            elif "/Obj" in kid:
                node.links.append(kid.Obj)
                self.annotated[kid.Obj.objgen] = entry
        return node

    def _form(self, form: Any) -> Page:
        """Return what stands in a drawing that pages show, such as a group of things that let others shine through."""
        if form.objgen not in self.forms:
            self.forms[form.objgen] = read_page(form, self.fonts)
        return self.forms[form.objgen]

    def _own(self, node: Node, page: Any, mark: int) -> None:
        number = self.numbers.get(page.objgen) if page is not None else None
        if number is None:
            self.fault("tag-content-missing", f"has a {node.role} whose content stands on no page")
            return
        self.owners.setdefault((number, mark), []).append(node.entry)
        if mark not in self.pages[number].texts:
            self.fault("tag-content-missing", f"has a {node.role} with content {mark} that page {number + 1} lacks")
        node.kids.append(self.pages[number].texts.get(mark, ""))

    def _hold_marks(self) -> None:
        for number, page in enumerate(self.pages):
            where = f"on page {number + 1}"
            for mark in page.texts:
                owners = self.owners.get((number, mark), [])
                if not owners:
                    self.fault("tag-content-unowned", f"has content {mark} {where} that no element owns")
                elif len(owners) > 1 or mark in page.repeated:
                    self.fault("tag-content-twice", f"has content {mark} {where} more than once")
            if page.unmarked:
                self.fault("tag-content-unmarked", f"has {page.unmarked} things {where} that are neither content nor "
                           "artifact")
            if page.confused:
                self.fault("tag-content-confused", f"has {page.confused} things {where} that are content and artifact "
                           "at once")

    def _hold_parents(self, root: Any) -> None:
        """Hold the way back, from marks and annotations to elements, against the tree (ISO 32000-1, 14.7.4.4)."""
        parents = pikepdf.NumberTree(root.ParentTree) if "/ParentTree" in root else {}
        for number, page in enumerate(self.pdf.pages):
            key = page.get("/StructParents")
            listed = parents.get(int(key)) if key is not None else None
            marks = sorted(self.pages[number].texts)
            for mark in marks:
                owners = self.owners.get((number, mark), [])
                told = listed[mark] if listed is not None and mark < len(listed) else None
                if owners and told != owners[0]:
                    self.fault("tag-parent-tree", f"leads from content {mark} on page {number + 1} to another element")
            for annotation in page.get("/Annots", []):
                key = annotation.get("/StructParent")
                told = parents.get(int(key)) if key is not None else None
                owner = self.annotated.get(annotation.objgen)
                if owner is None or told != owner or owner.get("/S") != "/Link":
                    self.fault("link-untagged", f"has a link on page {number + 1} that no Link element owns")


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, pikepdf.Array) else [value]
