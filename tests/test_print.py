"""The print PDF: in the printer's inks, within its boxes, by its standard; and a preflight that sees what is not."""

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageCms

from conftest import ROOT, TEXT, YAML, Ran, built, run
from sadar.checks.pdf_print import Preflight
from sadar.style import Style
from sadar.writers import press_pictures
from sadar.writers.press_content import for_press
from sadar.writers.press_inks import Inks, profile_of

TOKENS = (ROOT / "styles/tokens.yaml").read_text("utf-8")
X1A = {"styles/tokens.yaml": re.sub(r"standard: pdf/x-4\b", "standard: pdf/x-1a", TOKENS)}
SIZE = (120, 60)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20" width="480" height="160">{}</svg>'
STOPS = '<defs><{0} id="g"><stop offset="0" stop-color="{1}"/><stop offset="1" stop-color="{2}"{3}/></{0}></defs>'
FILLED = '<rect x="1" y="1" width="58" height="18" fill="url(#g)"/>'
#: A drawing whose every part is opaque, but in groups as WeasyPrint makes them.
OPAQUE = SVG.format(STOPS.format("linearGradient", "#d22", "#22d", "") + FILLED
                    + '<path d="M2 2h9v9h-9z" fill="#f60" stroke="#777"/>')
SHINING = SVG.format(
    STOPS.format("radialGradient", "#fc0", "#00f", ' stop-opacity=".2"') + FILLED
    + '<g opacity=".5"><rect x="4" y="4" width="20" height="9" fill="#0a0"/></g><circle cx="40" cy="9" r="6" '
    'fill="#e00" fill-opacity=".4"/>')
GREY = SVG.format(STOPS.format("linearGradient", "#000", "#fff", "") + FILLED)
PATTERN = SVG.format('<defs><pattern id="g" width="4" height="4" patternUnits="userSpaceOnUse"><circle cx="2" cy="2" '
                     'r="1.5" fill="#a0c"/></pattern></defs>' + FILLED)


def hues() -> Image.Image:
    """Every hue, and black and white."""
    ramp = Image.linear_gradient("L").resize(SIZE)
    return Image.merge("RGB", [ramp, ramp.rotate(180), Image.radial_gradient("L").resize(SIZE)])


def saved(image: Image.Image, form: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def png16(channels: int) -> bytes:
    """A PNG of 16 bits a sample, from black on the left to white on the right."""
    row = b"\0" + b"".join(struct.pack(">H", x * 65535 // (SIZE[0] - 1)) * channels for x in range(SIZE[0]))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", *SIZE, 16, {1: 0, 3: 2}[channels], 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * SIZE[1]))
            + chunk(b"IEND", b""))


def alpha(image: Image.Image) -> Image.Image:
    image.putalpha(Image.linear_gradient("L").rotate(90).resize(SIZE))
    return image


#: Files of figures, and the colour space in which each picture is printed.
PICTURES: dict[str, tuple[bytes, str]] = {
    "rgb.png": (saved(hues()), "/DeviceCMYK"),
    "photo.jpg": (saved(hues(), "JPEG"), "/DeviceCMYK"),
    "palette.png": (saved(hues().quantize(16)), "/DeviceCMYK"),
    "grey.png": (saved(hues().convert("L")), "/DeviceGray"),
    "neutral.png": (saved(hues().convert("L").convert("RGB")), "/DeviceGray"),
    "alpha.png": (saved(alpha(hues())), "/DeviceCMYK"),
    "grey-alpha.png": (saved(alpha(hues().convert("L"))), "/DeviceGray"),
    "line.png": (saved(hues().convert("1")), "/DeviceGray"),
    "cmyk.jpg": (saved(hues().convert("CMYK"), "JPEG"), "/DeviceCMYK"),
    "deep.png": (png16(1), "/DeviceGray"),
    "deep-rgb.png": (png16(3), "/DeviceGray"),
}
MASKED = SVG.format(STOPS.format("linearGradient", "#f00", "#ff0", "")
                    + '<mask id="m" maskUnits="userSpaceOnUse" x="0" y="0" width="60" height="20"><rect x="1" y="1" '
                    'width="28" height="18" fill="url(#g)"/><circle cx="40" cy="9" r="6" fill="#0f0"/></mask>'
                    '<rect x="1" y="1" width="58" height="18" fill="#00f" mask="url(#m)"/>')
DRAWINGS = {"opaque.svg": OPAQUE, "shining.svg": SHINING, "grey.svg": GREY, "pattern.svg": PATTERN, "masked.svg": MASKED}


def figures(names: list[str]) -> str:
    return TEXT + "".join(f"\n![איור]({name}){{fig-alt={name} width=15mm}}\n" for name in names)


def files(names: list[str]) -> dict[str, str | bytes]:
    return {name: PICTURES[name][0] if name in PICTURES else DRAWINGS[name] for name in names}


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the PDFs of a manuscript with figures of every kind; its manuscript lies in ``source``."""
    where = tmp_path_factory.mktemp("colours")
    names = [*PICTURES, *DRAWINGS]
    contents = {"manuscript.yaml": YAML.replace("bibliography: references.yaml\n", ""),
                "article.md": figures(names).replace("ומובאה [@cohen2003, עמ׳ 5]", "").replace("[@smith2010, p. 7]", ""),
                **files(names)}
    for name, content in contents.items():
        (where / "source").mkdir(exist_ok=True)
        (where / "source" / name).write_bytes(content.encode() if isinstance(content, str) else content)
    said = run(str(ROOT / ".venv/bin/sadar"), "build", where / "source", "--to", "print,pdf", "--output", where)
    assert "warning" not in said, said
    return where


def codes(path: Path, style: Style | None = None) -> set[str]:
    with pikepdf.open(path) as opened:
        return {finding.code for finding in Preflight(opened, style or Style(ROOT / "manuscript"), path.name).findings(set())}


def rendered(path: Path, dpi: float = 60) -> list[Image.Image]:
    """The pages within their trim."""
    with pypdfium2.PdfDocument(path) as document:
        pages = []
        for page in document:
            left, bottom, right, top = page.get_trimbox()
            page.set_cropbox(left, bottom, right, top)
            pages.append(page.render(scale=dpi / 72).to_pil().convert("RGB"))
        return pages


def places(path: Path) -> list[list[float]]:
    """The edges of the letters of each page, from the corner of its trim."""
    with pypdfium2.PdfDocument(path) as document:
        pages = []
        for page in document:
            corner, text = page.get_trimbox()[:2] * 2, page.get_textpage()
            pages.append([edge - corner[side] for letter in range(text.count_chars())
                          for side, edge in enumerate(text.get_charbox(letter))])
        return pages


# What is written


def test_the_specimen_and_figures_of_every_kind_pass_the_preflight(specimen: Path, colours: Path) -> None:
    assert codes(specimen / "specimen-print.pdf") == set()
    assert codes(colours / "source-print.pdf") == set()
    for path in (specimen / "specimen-print.pdf", colours / "source-print.pdf"):
        assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)


def test_pictures_are_in_inks_and_stay_what_they_were(colours: Path) -> None:
    with pikepdf.open(colours / "source-print.pdf") as pdf:
        images = [image for page in pdf.pages for image in page.images.values()]
        spaces = [str(image.ColorSpace) for image in images]
        assert sorted(spaces) == sorted(space for _, space in PICTURES.values())
        assert sum("/SMask" in image for image in images) == 2
        assert sum(str(image.Filter) == "/DCTDecode" for image in images) == 2
        assert all(str(image.SMask.ColorSpace) == "/DeviceGray" for image in images if "/SMask" in image)


def test_soft_masks_are_grey_throughout(colours: Path) -> None:
    """A mask lets through by the luminosity of its colours on the screen, not by that of inks."""
    def states(resources: Any) -> Iterator[Any]:
        yield from resources.get("/ExtGState", {}).values()
        for category in ("/XObject", "/Pattern"):
            for inner in resources.get(category, {}).values():
                yield from states(inner.get("/Resources", {}))

    with pikepdf.open(colours / "source-print.pdf") as pdf:
        masks = [state.SMask.G for page in pdf.pages for state in states(page.Resources) if "/SMask" in state]
        assert len(masks) == 2
        shadings = [shading for mask in masks for shading in [
            *mask.Resources.get("/Shading", {}).values(),
            *(pattern.Shading for pattern in mask.Resources.get("/Pattern", {}).values())]]
        assert {str(space) for space in (*(shading.ColorSpace for shading in shadings), *(mask.Group.CS for mask in masks))
                } == {"/DeviceGray"}
        assert len(shadings) == 2
        assert any(b"0.59 g" in mask.read_bytes() for mask in masks)


def test_every_page_looks_as_on_the_screen(colours: Path, specimen: Path) -> None:
    for stem, folder in (("source", colours), ("specimen", specimen)):
        files = folder / f"{stem}.pdf", folder / f"{stem}-print.pdf"
        for screen, press in zip(*map(rendered, files), strict=True):
            assert screen.size == press.size
            small = [page.convert("L").reduce(3) for page in (screen, press)]
            assert ImageChops.difference(*small).getextrema()[1] <= 45, stem
        for screen, press in zip(*map(places, files), strict=True):
            assert len(screen) == len(press)
            assert max(abs(one - other) for one, other in zip(screen, press, strict=True)) < 0.01


def test_text_is_on_the_black_plate_alone(specimen: Path, tmp_path: Path) -> None:
    run("mutool", "draw", "-q", "-c", "cmyk", "-r", "50", "-F", "pam", "-o", tmp_path / "page.pam",
        specimen / "specimen-print.pdf", "2")
    head, _, data = (tmp_path / "page.pam").read_bytes().partition(b"ENDHDR\n")
    width, height = (int(re.search(rb"%s (\d+)" % key, head)[1]) for key in (b"WIDTH", b"HEIGHT"))
    page = Image.frombytes("CMYK", (width, height), data[:width * height * 4])
    inner = page.crop((15, 15, width - 15, height - 15)).split()
    assert [plate.getextrema()[1] for plate in inner[:3]] == [0, 0, 0]
    assert inner[3].getextrema()[1] > 200


def test_the_boxes_hold_one_another_and_marks_stand_in_the_corners(specimen: Path) -> None:
    with pikepdf.open(specimen / "specimen-print.pdf") as pdf:
        for page in pdf.pages:
            media, bleed, trim = ([float(value) for value in page.obj[key]] for key in ("/MediaBox", "/BleedBox", "/TrimBox"))
            assert media[:2] == [0, 0]
            assert trim[2] - trim[0] == pytest.approx(170 / 25.4 * 72, abs=0.01)
            assert trim[0] - bleed[0] == pytest.approx(3 / 25.4 * 72, abs=0.01)
            assert bleed[0] - media[0] == pytest.approx(6 / 25.4 * 72, abs=0.01)
            assert set(page.obj.keys()) <= {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/BleedBox",
                                            "/TrimBox", "/Group"}


def test_the_file_says_what_it_is(specimen: Path) -> None:
    with pikepdf.open(specimen / "specimen-print.pdf") as pdf:
        assert pdf.pdf_version == "1.6"
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/Lang", "/ViewerPreferences", "/PageLabels", "/OutputIntents", "/Metadata"}
        assert "/Filter" not in pdf.Root.Metadata
        with pdf.open_metadata() as xmp:
            assert xmp["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
            assert xmp["dc:title"] == pdf.docinfo["/Title"] == "מן הסַדָּר אל התקן"
            assert xmp["xmpMM:DocumentID"] != xmp["xmpMM:InstanceID"]
        assert pdf.Root.OutputIntents[0].OutputConditionIdentifier == "CGATS TR 001"


def test_names_of_faces_are_plain(specimen: Path) -> None:
    for name in ("specimen.pdf", "specimen-print.pdf"):
        for line in run("pdffonts", specimen / name).splitlines()[2:]:
            assert re.fullmatch(r"[A-Z]{6}\+[A-Za-z0-9-]*[A-Za-z0-9]", line.split()[0]), line


def test_gradients_are_seen_by_poppler(folder: Callable[..., Path], sadar: Callable[..., Ran], tmp_path: Path) -> None:
    """WeasyPrint 70.0 tiles a gradient, and poppler shows nothing of the tile."""
    drawing = SVG.format(STOPS.format("linearGradient", "#d22", "#22d", "") + FILLED)
    output = built(sadar, folder(text=figures(["a.svg"]), files={"a.svg": drawing}), ["print", "pdf"])
    for name in ("small.pdf", "small-print.pdf"):
        run("pdftoppm", "-r", "60", "-l", "1", "-singlefile", "-png", output / name, tmp_path / "page")
        saturated = Image.open(tmp_path / "page.png").convert("HSV").getchannel("S").histogram()[100:]
        assert sum(saturated) > 0.8 * (15 / 25.4 * 60) * (5 / 25.4 * 60) * 58 / 60 * 18 / 20


def test_the_same_manuscript_gives_the_same_bytes(colours: Path, tmp_path: Path) -> None:
    run(str(ROOT / ".venv/bin/sadar"), "build", colours / "source", "--to", "print", "--output", tmp_path)
    assert (tmp_path / "source-print.pdf").read_bytes() == (colours / "source-print.pdf").read_bytes()


# PDF/X-1a


def test_pdf_x_1a_is_flat(folder: Callable[..., Path], sadar: Callable[..., Ran]) -> None:
    names = [name for name in [*PICTURES, *DRAWINGS] if name not in ("shining.svg", "masked.svg")]
    where = folder(text=figures(names), files={**files(names), **X1A})
    path = built(sadar, where, ["print"]) / "small-print.pdf"
    assert codes(path, Style(where)) == set()
    assert path.read_bytes()[:8] == b"%PDF-1.4"
    assert b"/ObjStm" not in path.read_bytes()
    with pikepdf.open(path) as pdf:
        assert pdf.docinfo["/GTS_PDFXVersion"] == "PDF/X-1a:2003"
        assert not any("/SMask" in image for page in pdf.pages for image in page.images.values())
        assert not any("/Group" in item for item in pdf.objects if isinstance(item, pikepdf.Dictionary | pikepdf.Stream))
    assert "PDF/X-1a" in run("pdfinfo", path)


def test_what_shines_through_is_told_with_its_figure_where_pdf_x_1a_is_asked_for(
        folder: Callable[..., Path], sadar: Callable[..., Ran]) -> None:
    ran = sadar("build", folder(text=figures(["shining.svg"]), files={**files(["shining.svg"]), **X1A}), "--to", "print")
    assert ran.code == 3
    assert "page 1, in the figure “shining.svg”" in ran.err
    assert "[print-transparency]" in ran.err
    assert "pdf/x-4" in ran.err


# The profile


def test_a_profile_that_is_not_there_is_told_with_the_line_that_installs_it(
        folder: Callable[..., Path], sadar: Callable[..., Ran]) -> None:
    tokens = TOKENS.replace("default_cmyk.icc", "nowhere.icc")
    ran = sadar("build", folder(files={"styles/tokens.yaml": tokens}), "--to", "print")
    assert ran.code == 4
    assert "apt-get install libgs-common" in ran.err


@pytest.mark.parametrize(("name", "fault"), [
    ("screen.icc", "not the profile of a printer"), ("broken.icc", "no ICC profile"), ("new.icc", "version 4.2")])
def test_a_profile_of_something_else_is_a_fault_of_the_style(
        folder: Callable[..., Path], sadar: Callable[..., Ran], name: str, fault: str) -> None:
    data = {"screen.icc": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), "broken.icc": b"no profile",
            "new.icc": Path("/usr/share/color/icc/ghostscript/ps_cmyk.icc").read_bytes()}[name]
    tokens = X1A["styles/tokens.yaml"].replace("default_cmyk.icc", name)
    ran = sadar("build", folder(files={"styles/tokens.yaml": tokens, f"styles/icc/{name}": data}), "--to", "print")
    assert ran.code == 3
    assert fault in ran.err


def test_a_profile_beside_the_manuscript_comes_before_that_of_the_system(folder: Callable[..., Path]) -> None:
    own = Path("/usr/share/color/icc/ghostscript/ps_cmyk.icc").read_bytes()
    assert profile_of(Style(folder(files={"styles/icc/default_cmyk.icc": own}))) == own


# Content streams


@pytest.fixture(scope="module")
def inks() -> Inks:
    return Inks(profile_of(Style(ROOT / "manuscript")))


@pytest.mark.parametrize(("before", "after"), [
    (b"0 0 0 rg", b"0 0 0 1 k"),
    (b".5 .5 .5 RG", b"0 0 0 0.5 K"),
    (b"1 g 0 G", b"0 0 0 0 k 0 0 0 1 K"),
    (b"1 0 0 rg", b"0 1 1 0 k"),
    (b"/DeviceRGB cs 0 0 0 sc", b"0 0 0 1 k 0 0 0 1 k"),
    (b"/DeviceCMYK cs 0 1 0 0 scn", b"0 0 0 1 k 0 1 0 0 k"),
    (b"/lab cs 0 0 0 scn q 100 0 0 scn Q", b"0 0 0 1 k 0 0 0 1 k q 0 0 0 0 k Q"),
    (b"/Pattern cs /p0 scn", b"/Pattern cs /p0 scn"),
    (b"(0 0 1 rg \\) (inner) EMC) Tj", b"(0 0 1 rg \\) (inner) EMC) Tj"),
    (b"[(a)-5(b]) <00>] TJ % 1 0 0 rg\nBT", b"[(a)-5(b]) <00>] TJ % 1 0 0 rg\nBT"),
    (b"/Span <</MCID 0 /T (EMC)>> BDC BT ET EMC /P /x DP", b"BT ET"),
    (b"q q 0 0 1 1 re f", b"q q 0 0 1 1 re f Q Q"),
])
def test_a_content_stream_is_rewritten_by_its_operators(inks: Inks, before: bytes, after: bytes) -> None:
    device = {1: lambda grey: (0, 0, 0, 1 - grey[0]), 3: inks.of_rgb, 4: lambda ink: ink}
    made = for_press(before, device, lambda name: lambda lab: (0, 0, 0, 1 - lab[0] / 100)).data
    assert made.split() == after.split()


def test_the_resources_of_a_content_stream_are_known_with_their_marked_content() -> None:
    data = b"/Figure <</MCID 7>> BDC /a gs /x Do BT /F 1 Tf (x) Tj EMC /s sh /F2 9 Tf /Pattern CS /p SCN"
    assert for_press(data, {}, lambda name: None).named == {
        "ExtGState": {"/a": 7}, "XObject": {"/x": 7}, "Font": {"/F": 7, "/F2": None}, "Shading": {"/s": None},
        "Pattern": {"/p": None}}


# Pictures


def placed(pdf: pikepdf.Pdf, data: bytes, **keys: Any) -> pikepdf.Stream:
    return pdf.make_stream(data, Width=SIZE[0], Height=SIZE[1], BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceRGB, **keys)


def test_a_jpeg_is_read_in_the_colours_that_it_says(inks: Inks) -> None:
    """AdobeRGB's green is outside of sRGB: taken for sRGB's, it would be printed duller."""
    green = Image.new("RGB", SIZE, (60, 180, 60))
    wide = next(Path("/usr/share/color/icc").rglob("a98.icc")).read_bytes()
    made = []
    for profile in (b"", wide, b"broken"):
        with pikepdf.new() as pdf:
            picture = placed(pdf, saved(green, "JPEG", icc_profile=profile), Filter=pikepdf.Name.DCTDecode)
            press_pictures.for_press(picture, inks)
            made.append(Image.open(io.BytesIO(picture.read_raw_bytes())).getpixel((9, 9)))
    assert made[0] == made[2]
    assert made[1][0] > made[0][0] + 20


def test_a_picture_that_lets_shine_through_is_laid_on_white(inks: Inks) -> None:
    with pikepdf.new() as pdf:
        mask = pdf.make_stream(bytes([0] * (SIZE[0] // 2) + [255] * (SIZE[0] // 2)) * SIZE[1], Width=SIZE[0],
                               Height=SIZE[1], BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceGray)
        picture = placed(pdf, bytes([255, 0, 0]) * SIZE[0] * SIZE[1], SMask=mask)
        press_pictures.for_press(picture, inks, opaque=True)
        pixels = picture.read_bytes()
        assert "/SMask" not in picture
    assert pixels[:4] == bytes(4)
    assert pixels[SIZE[0] * 2:][:4] == bytes([0, 255, 255, 0])


def test_a_large_picture_is_taken_by_strips(inks: Inks, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for strip in (1 << 20, SIZE[0] * 7):
        monkeypatch.setattr(press_pictures, "STRIP", strip)
        for form, packing in (("PNG", None), ("JPEG", pikepdf.Name.DCTDecode)):
            with pikepdf.new() as pdf:
                picture = placed(pdf, saved(hues(), form), Filter=packing) if packing else placed(
                    pdf, hues().tobytes())
                press_pictures.for_press(picture, inks)
                made.append(picture.read_raw_bytes())
    assert made[:2] == made[2:]


# The preflight: each rule, broken


def edit(pdf: pikepdf.Pdf, old: bytes, new: bytes) -> None:
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(old, new))


def add(data: bytes, page: int = 0) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[page].contents_add(data)
    return change


def inside_the_clip(data: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Draw something where the page draws, before all else."""
    def change(pdf: pikepdf.Pdf) -> None:
        contents = pdf.pages[0].Contents
        contents.write(contents.read_bytes().replace(b" cm\n", b" cm\nq\n" + data + b"\nQ\n", 1))
    return change


def put(where: Callable[[pikepdf.Pdf], Any], key: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        where(pdf)[key] = value(pdf) if callable(value) else value
    return change


def drop(where: Callable[[pikepdf.Pdf], Any], key: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        del where(pdf)[key]
    return change


def root(pdf: pikepdf.Pdf) -> Any:
    return pdf.Root


def page(pdf: pikepdf.Pdf) -> Any:
    return pdf.pages[0].obj


def information(pdf: pikepdf.Pdf) -> Any:
    return pdf.docinfo


def resource(category: str, value: Callable[[pikepdf.Pdf], Any]) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        resources = pdf.pages[0].Resources
        if f"/{category}" not in resources:
            resources[f"/{category}"] = pikepdf.Dictionary()
        resources[f"/{category}"]["/Broken"] = value(pdf)
    return change


def font(pdf: pikepdf.Pdf) -> Any:
    return next(iter(pdf.pages[0].Resources.Font.values()))


def image(space: Any, **keys: Any) -> Callable[[pikepdf.Pdf], Any]:
    return lambda pdf: pdf.make_stream(b"\0" * 300, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=10,
                                       Height=10, BitsPerComponent=8, ColorSpace=space, **keys)


def form(data: bytes, **keys: Any) -> Callable[[pikepdf.Pdf], Any]:
    return lambda pdf: pdf.make_stream(data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form,
                                       BBox=[0, 0, 9, 9], Resources=pikepdf.Dictionary(), **keys)


def pattern(data: bytes) -> Callable[[pikepdf.Pdf], Any]:
    return lambda pdf: pdf.make_stream(data, PatternType=1, BBox=[0, 0, 9, 9], Resources=pikepdf.Dictionary())


def then(*changes: Callable[[pikepdf.Pdf], None]) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        for one in changes:
            one(pdf)
    return change


def srgb(pdf: pikepdf.Pdf) -> Any:
    return pdf.make_stream(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), N=3)


def shading(pdf: pikepdf.Pdf) -> Any:
    return pikepdf.Dictionary(ShadingType=2, ColorSpace=pikepdf.Name.DeviceRGB, Coords=[0, 0, 1, 1],
                              Function=pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], N=1))


RGB, LAB = pikepdf.Name.DeviceRGB, [pikepdf.Name.Lab, pikepdf.Dictionary(WhitePoint=[1, 1, 1])]
BROKEN: list[tuple[str, Callable[[pikepdf.Pdf], None]]] = [
    ("print-standard", lambda pdf: edit(pdf, b"PDF/X-4", b"PDF/X-5")),
    ("print-intent", drop(root, "/OutputIntents")),
    ("print-intent", drop(lambda pdf: pdf.Root.OutputIntents[0], "/DestOutputProfile")),
    ("print-intent", drop(lambda pdf: pdf.Root.OutputIntents[0], "/OutputConditionIdentifier")),
    ("print-intent", put(lambda pdf: pdf.Root.OutputIntents[0], "/DestOutputProfile", srgb)),
    ("print-trapped", drop(information, "/Trapped")),
    ("print-trapped", put(information, "/Trapped", pikepdf.Name("/True"))),
    ("print-metadata", drop(information, "/Title")),
    ("print-metadata", lambda pdf: edit(pdf, b"RenditionClass", b"RenditionKlass")),
    ("print-navigation", put(root, "/Outlines", pikepdf.Dictionary())),
    ("print-navigation", put(root, "/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript))),
    ("print-navigation", put(page, "/AA", pikepdf.Dictionary())),
    ("print-annotation", put(page, "/Annots", pikepdf.Array())),
    ("print-tags", put(root, "/MarkInfo", pikepdf.Dictionary(Marked=True))),
    ("print-tags", put(page, "/StructParents", 0)),
    ("print-tags", inside_the_clip(b"/Span <</MCID 0>> BDC EMC")),
    ("print-boxes", drop(page, "/TrimBox")),
    ("print-boxes", put(page, "/TrimBox", [25, 25, 500, 700])),
    ("print-boxes", put(page, "/BleedBox", [15, 15, 517, 716])),
    ("print-boxes", put(page, "/CropBox", [20, 20, 510, 710])),
    ("print-boxes", put(lambda pdf: pdf.pages[1].obj, "/MediaBox", [0, 0, 540, 740])),
    ("print-colour", inside_the_clip(b"1 0 0 rg 9 9 9 9 re f")),
    ("print-colour", inside_the_clip(b"1 0 0 RG 9 9 9 9 re S")),
    ("print-colour", inside_the_clip(b"/DeviceRGB cs")),
    ("print-colour", resource("ColorSpace", lambda pdf: pikepdf.Array(LAB))),
    ("print-colour", resource("ColorSpace", lambda pdf: pikepdf.Array([pikepdf.Name.ICCBased, srgb(pdf)]))),
    ("print-colour", resource("Shading", shading)),
    ("print-colour", resource("Pattern", lambda pdf: pikepdf.Dictionary(PatternType=2, Shading=shading(pdf)))),
    ("print-colour", resource("Pattern", pattern(b"1 0 0 rg 0 0 9 9 re f"))),
    ("print-colour", resource("XObject", image(RGB))),
    ("print-colour", resource("XObject", image([pikepdf.Name.Indexed, RGB, 0, b"abc"]))),
    ("print-colour", resource("XObject", form(b"", Group=pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=RGB)))),
    ("print-colour", then(resource("XObject", form(b"1 0 0 rg")), inside_the_clip(b"/Broken Do"))),
    ("print-colour", resource("ExtGState", lambda pdf: pikepdf.Dictionary(SMask=pikepdf.Dictionary(
        S=pikepdf.Name.Luminosity, G=form(b"1 0 0 rg")(pdf))))),
    ("print-text-black", inside_the_clip(b".7 .6 .6 .9 k BT () Tj ET")),
    ("print-text-colour", inside_the_clip(b"0 1 1 0 k BT () Tj ET")),
    ("print-marks", add(b"0 0 0 1 k BT () Tj ET")),
    ("print-marks", add(b"0 0 99 99 re f")),
    ("print-marks", lambda pdf: pdf.pages[0].Contents.write(pdf.pages[0].Contents.read_bytes().replace(b"/CropMarks Do", b""))),
    ("print-font", lambda pdf: font(pdf).DescendantFonts[0].__delitem__("/FontDescriptor")),
    ("print-font", drop(font, "/ToUnicode")),
    ("print-font", put(font, "/BaseFont", pikepdf.Name.Cardo)),
    ("print-resolution", then(resource("XObject", image(pikepdf.Name.DeviceGray)),
                              inside_the_clip(b"40 0 0 40 99 99 cm /Broken Do"))),
]


@pytest.mark.parametrize(("code", "change"), BROKEN, ids=[f"{number}-{code}" for number, (code, _) in enumerate(BROKEN)])
def test_the_preflight_sees_what_is_broken(specimen: Path, tmp_path: Path, code: str, change: Callable[[pikepdf.Pdf], None]) -> None:
    with pikepdf.open(specimen / "specimen-print.pdf") as pdf:
        change(pdf)
        pdf.save(tmp_path / "broken.pdf")
    assert codes(tmp_path / "broken.pdf") == {code}


def test_the_preflight_sees_another_version_and_a_missing_id(specimen: Path, tmp_path: Path) -> None:
    with pikepdf.open(specimen / "specimen-print.pdf") as pdf:
        pdf.save(tmp_path / "new.pdf", force_version="1.7")
        pdf.save(tmp_path / "plain.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert codes(tmp_path / "new.pdf") == {"print-version"}
    (tmp_path / "plain.pdf").write_bytes((tmp_path / "plain.pdf").read_bytes().replace(b"/ID [", b"/IX ["))
    assert codes(tmp_path / "plain.pdf") == {"print-id"}


SHINES: list[Callable[[pikepdf.Pdf], None]] = [
    resource("ExtGState", lambda pdf: pikepdf.Dictionary(ca=0.5)),
    resource("ExtGState", lambda pdf: pikepdf.Dictionary(BM=pikepdf.Name.Multiply)),
    resource("ExtGState", lambda pdf: pikepdf.Dictionary(SMask=pikepdf.Dictionary(G=form(b"")(pdf)))),
    resource("XObject", lambda pdf: image(pikepdf.Name.DeviceGray, SMask=image(pikepdf.Name.DeviceGray)(pdf))(pdf)),
    resource("XObject", form(b"", Group=pikepdf.Dictionary(S=pikepdf.Name.Transparency))),
]


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory, specimen: Path) -> tuple[Path, Style]:
    """A file of PDF/X-1a, and the style that asks for it."""
    where = tmp_path_factory.mktemp("flat")
    for name, text in {"manuscript.yaml": "title: כותרת\nlang: he\n", "article.md": "פסקה.\n", **X1A}.items():
        (where / name).parent.mkdir(exist_ok=True)
        (where / name).write_text(text, "utf-8")
    run(str(ROOT / ".venv/bin/sadar"), "build", where, "--to", "print", "--output", where)
    return next(where.glob("*.pdf")), Style(where)


@pytest.mark.parametrize("change", SHINES)
def test_the_preflight_sees_what_shines_through_in_pdf_x_1a(
        flat: tuple[Path, Style], tmp_path: Path, change: Callable[[pikepdf.Pdf], None]) -> None:
    with pikepdf.open(flat[0]) as pdf:
        change(pdf)
        pdf.save(tmp_path / "broken.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert codes(tmp_path / "broken.pdf", flat[1]) == {"print-transparency"}


def test_the_preflight_sees_another_standard_than_pdf_x_1a(flat: tuple[Path, Style], tmp_path: Path) -> None:
    with pikepdf.open(flat[0]) as pdf:
        pdf.save(tmp_path / "streams.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
        del pdf.docinfo["/GTS_PDFXVersion"]
        pdf.save(tmp_path / "none.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
        pdf.docinfo["/GTS_PDFXVersion"] = "PDF/X-1a:2003"
        for face in pdf.pages[0].Resources.Font.values():
            descriptor = face.DescendantFonts[0].FontDescriptor
            descriptor.FontFile3 = descriptor.FontFile2
            descriptor.FontFile3.Subtype = pikepdf.Name.OpenType
        pdf.save(tmp_path / "face.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert codes(tmp_path / "streams.pdf", flat[1]) == {"print-version"}
    assert codes(tmp_path / "face.pdf", flat[1]) == {"print-font"}
    assert codes(tmp_path / "none.pdf", flat[1]) == {"print-standard"}


# Resolution


def coarse(ran: Ran) -> Iterator[tuple[int, int]]:
    for line, dpi in re.findall(r"article\.md:(\d+): warning: .*printed with (\d+) pixels", ran.err):
        yield int(line), int(dpi)


@pytest.mark.parametrize(("written", "dpi"), [
    ("![איור](a.png){fig-alt=x}", 96),
    ("![איור](a.png){fig-alt=x width=50%}", 51),
    ("![איור](a.png){fig-alt=x width=400%}", 25),
    ("![איור](a.png){fig-alt=x width=2cm}", 152),
    ("![איור](a.png){fig-alt=x width=120}", 96),
    ("![איור](a.png){fig-alt=x width=1in}", 120),
    ("![איור](a.png){fig-alt=x height=10mm}", 152),
    ("![איור](a.png){fig-alt=x width=10mm height=20mm}", 76),
    ("שורה ![איור](a.png){width=20mm} שורה", 152),
    ("שורה ![איור](a.png){width=400%} שורה", 25),
    ("![איור](a.png){fig-alt=x width=15mm}", None),
    ("שורה ![איור](a.png){width=15mm} שורה", None),
])
def test_a_picture_of_too_few_pixels_is_told_before_it_is_laid_out(
        folder: Callable[..., Path], sadar: Callable[..., Ran], written: str, dpi: int | None) -> None:
    ran = sadar("check", folder(text=f"{TEXT}\n{written}\n", files={"a.png": PICTURES["rgb.png"][0]}))
    assert ran.code == 0, ran.err
    assert list(coarse(ran)) == ([(5, dpi)] if dpi else [])


def test_a_coarse_picture_is_told_once_and_one_inside_a_drawing_by_the_preflight(
        folder: Callable[..., Path], sadar: Callable[..., Ran]) -> None:
    import base64

    inner = base64.b64encode(saved(hues().resize((50, 25)))).decode()
    drawing = SVG.format(f'<image width="60" height="20" href="data:image/png;base64,{inner}"/>')
    where = folder(text=f"{TEXT}\n![איור](a.png){{fig-alt=x}}\n\n![איור](b.svg){{fig-alt=y}}\n",
                   files={"a.png": PICTURES["rgb.png"][0], "b.svg": drawing})
    ran = sadar("build", where, "--to", "print")
    assert ran.code == 0, ran.err
    assert ran.err.count("[figure-resolution]") == 1
    assert ran.err.count("[print-resolution]") == 1
    assert "50 × 25 pixels" in ran.err
