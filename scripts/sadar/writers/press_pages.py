"""Pages for the press: all that a page draws, its forms, patterns, masks and pictures too, is brought into inks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf
from PIL import ImageCms

from sadar.findings import Finding
from sadar.style import Style
from sadar.writers import press_pictures, press_shadings
from sadar.writers.press_boxes import Sheet
from sadar.writers.press_content import Content, Conversion, for_press
from sadar.writers.press_inks import Colour, Inks, luminosity, rgb_of_lab

#: What a page keeps; the rest tells of it what is no ink: annotations, tags, actions.
KEPT = {"/Type", "/Parent"}


@dataclass
class Press:
    """Brings the pages of a file into inks; ``opaque`` where the standard knows no transparency."""

    pdf: pikepdf.Pdf
    inks: Inks
    opaque: bool
    #: The faults: what shines through where nothing may.
    findings: dict[str, Finding] = field(default_factory=dict)
    _content: Any = field(default_factory=hashlib.sha256)
    _done: dict[tuple[int, int], bool] = field(default_factory=dict)
    _where: str = ""

    def pages(self, style: Style) -> None:
        """Rewrite every page, with its boxes and marks."""
        sheet = Sheet(self.pdf, style)
        shifted = set()
        for number, page in enumerate(self.pdf.pages, start=1):
            figure_of = _figures_of(self.pdf, page)

            def enter(marked: int | None, number: int = number,
                      figure_of: Callable[[int | None], str] = figure_of) -> None:
                figure = figure_of(marked)
                self._where = f"page {number}" + (f", in the figure “{figure}”" if figure else "")

            content, resources, shines = self._drawn(page.Contents.read_bytes(), page.obj.Resources, False, enter)
            for pattern in resources.get("/Pattern", pikepdf.Dictionary()).values():
                if pattern.objgen not in shifted:
                    # A pattern lies in the page's own space, which no operator of the content moves.
                    shifted.add(pattern.objgen)
                    pattern.Matrix = pikepdf.Array((pikepdf.Matrix(pattern.get("/Matrix", pikepdf.Matrix()))
                                                    @ pikepdf.Matrix(1, 0, 0, 1, sheet.edge, sheet.edge)).as_array())
            for key in set(page.obj.keys()) - KEPT:
                del page.obj[key]
            page.obj.Resources = resources
            if shines:  # blended in inks, whatever a viewer would take by itself
                page.obj.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceCMYK)
            sheet.lay(page, content, self.pdf)
            self._content.update(content)

    @property
    def digest(self) -> str:
        """A digest of what the pages draw: other pages, another instance of the document."""
        return str(self._content.hexdigest())

    def _drawn(self, data: bytes, resources: pikepdf.Object, mask: bool,
               enter: Callable[[int | None], None] = lambda _: None) -> tuple[bytes, pikepdf.Dictionary, bool]:
        """Return a content stream for the press, the resources that it uses, and whether anything shines through."""
        content = for_press(data, _device(self.inks, mask), lambda name: self._space(resources, name, mask))
        used = pikepdf.Dictionary({f"/{category}": pikepdf.Dictionary(
            {name: resources[f"/{category}"][name] for name in sorted(names)})
            for category, names in sorted(content.named.items())})
        return content.data, used, self._resources(content, used, mask, enter)

    def _resources(self, content: Content, used: pikepdf.Dictionary, mask: bool,
                   enter: Callable[[int | None], None]) -> bool:
        shines = False
        for category, names in content.named.items():
            for name, marked in names.items():
                enter(marked)
                resource = used[f"/{category}"][name]
                if category == "ExtGState":
                    shines |= self._state(resource)
                elif category == "Shading" or "/Shading" in resource:
                    resource = resource.get("/Shading", resource)
                    assert isinstance(resource, pikepdf.Dictionary)
                    press_shadings.for_press(resource, self.pdf, self.inks, mask=mask)
                elif category in ("XObject", "Pattern"):
                    shines |= self._object(resource, mask)
        return shines

    def _object(self, drawn: pikepdf.Object, mask: bool) -> bool:
        """Bring a form, a picture or a tiling pattern into inks, once; say whether anything shines through it."""
        if drawn.objgen not in self._done:
            self._done[drawn.objgen] = False
            assert isinstance(drawn, pikepdf.Stream)
            if str(drawn.get("/Subtype", "")) == "/Image":
                press_pictures.for_press(drawn, self.inks, mask=mask, opaque=self.opaque)
                shines = "/SMask" in drawn
            else:
                data, resources, shines = self._drawn(drawn.read_bytes(), drawn.Resources, mask)
                drawn.write(data)
                drawn.Resources = resources
                self._group(drawn, mask)
            self._done[drawn.objgen] = shines
        return self._done[drawn.objgen]

    def _group(self, form: pikepdf.Stream, mask: bool) -> None:
        if "/StructParents" in form:
            del form.StructParents
        if "/Group" not in form:
            return
        if self.opaque:  # of an opaque group nothing but its content is seen
            del form.Group
        elif "/CS" in form.Group:
            form.Group.CS = pikepdf.Name.DeviceGray if mask else pikepdf.Name.DeviceCMYK

    def _state(self, state: pikepdf.Object) -> bool:
        masked = "/SMask" in state and isinstance(state.SMask, pikepdf.Dictionary)
        shines = (masked or any(float(state.get(key, 1)) < 1 for key in ("/ca", "/CA"))
                  or str(state.get("/BM", "/Normal")) not in ("/Normal", "/Compatible"))
        if shines and self.opaque:
            self.findings.setdefault(self._where, Finding(
                "print-transparency", f"something shines through on {self._where}, and PDF/X-1a knows no transparency",
                remedy="write “standard: pdf/x-4” in styles/tokens.yaml, or draw it without opacity and masks"))
        elif masked:
            self._object(state.SMask.G, mask=True)
        return shines

    def _space(self, resources: pikepdf.Object, name: str, mask: bool) -> Conversion | None:
        """Return the conversion of a colour space that a style sheet asked for: Lab, or a profile of its own."""
        space = resources.ColorSpace[f"/{name}"]
        device = _device(self.inks, mask)
        if str(space[0]) == "/Lab":
            return lambda colour: device[3](rgb_of_lab(colour))
        if str(space[0]) == "/ICCBased" and int(space[1].N) == 3 and not mask:
            way = self.inks.transform_from(ImageCms.ImageCmsProfile(BytesIO(space[1].read_bytes())))
            return lambda colour: self.inks.of_rgb(colour, way)
        return None  # in the device's own parts: a style sheet that gives four means the inks


def _device(inks: Inks, mask: bool) -> dict[int, Conversion]:
    def grey_of_inks(colour: Colour) -> Colour:
        cyan, magenta, yellow, black = colour
        return (1 - min(1, luminosity((cyan, magenta, yellow)) + black),)  # ISO 32000-1, 10.3.3

    if mask:
        return {1: lambda colour: colour, 3: lambda colour: (luminosity(colour),), 4: grey_of_inks}
    return {1: lambda colour: (0, 0, 0, 1 - colour[0]), 3: inks.of_rgb, 4: lambda colour: colour}


def _figures_of(pdf: pikepdf.Pdf, page: pikepdf.Page) -> Callable[[int | None], str]:
    """Return what finds the alternative text of the figure that marked content of a page belongs to."""
    def figure_of(marked: int | None) -> str:
        if marked is None or "/StructParents" not in page.obj:
            return ""
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        of_page = next((numbers[at + 1] for at in range(0, len(numbers), 2) if numbers[at] == page.obj.StructParents),
                       pikepdf.Array())
        element: Any = of_page[marked] if marked < len(of_page) else None
        while isinstance(element, pikepdf.Dictionary):
            if "/Alt" in element:
                return str(element.Alt)
            element = element.get("/P")
        return ""

    return figure_of
