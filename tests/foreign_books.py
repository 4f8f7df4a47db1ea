"""EPUBs as other programs and publishers make them, well made and in several hands, to count false alarms on.

The markup is that of Sigil, InDesign, calibre, the samples of the IDPF, DocBook's style sheets and of hand-made books;
the sentences are ours, and hold what makes a check stumble: abbreviations, foreign names, ellipses, verse, numbers.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

SENTENCES = {
    "he": [
        "הספר נדפס בשנת 1948 בירושלים.", "מנכ״ל החברה, ד״ר כהן, לא ענה לשאלות העיתונאים.", "״לאן את הולכת?״ שאל דוד.",
        "סקייפ וואטסאפ החליפו את הטלפון.", "... ואז נשמע קול מן החצר.", "האותיות הסופיות הן ך, ם, ן, ף, ץ.",
        "תנ״ך, ש״ס ורמב״ם מונחים על השולחן.", "צ׳יפס וג׳ינס, וגם קטשופ, נכנסו לשפה.", "הביטוי Zeitgeist אינו מתורגם.",
        "ראו: לוי, עמ׳ 23–45; שם, פרק ב.", "1. פתיחה", "Windows הותקנה במחשב, ולא עבדה.", "הוא חייג 03-5551234 וחיכה.",
        "— ומה אתה אומר?", "בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם וְאֵת הָאָרֶץ.", "א. מבוא", "וכו׳ וכו׳", "האם המחיר הוא 5%?",
        "היא קנתה נעליים, מכנסיים וכובעים; אחר כך חזרה.", "מן המים שבנהר שתו גמלים.", "נכנס יין, יצא סוד.", "C++ ו־Java",
        "מיכאל מכר מכנסיים.", "כן", "אין", "שם", "של מי הכלב? של מיכל.", "(ראו נספח ג)", "* * *", "הסכום: 1,250.75 ש״ח",
        "עמ 5, עמ 7, עמ 12 וגם עמ 20", "אולפנ ומחנ: קיצורים בלי סימן", "ספרו <i>The History of Trade in Ports</i> נדפס.",
        '<i lang="it">un nobilissimo sculptore de littere latine</i>, שם.', "<i>מבוא</i> (<i>Einleitung</i>)"],
    "ar": [
        "طُبع الكتاب في القاهرة سنة ١٩٤٨.", "سألتُ المديرة: «أين المفتاح؟»", "... ثم سُمع صوت من بعيد.", "١. مقدمة",
        "هذه مدرسة كبيرة، وفيها مكتبة قديمة.", "قال: لا.", "على مصطفى أن يرى المستشفى.", "كلمة Zeitgeist لا تُترجم.",
        "إلى اللقاء!", "الفصل الأول", "ينظر: ابن خلدون، المقدمة، ص ٢٣–٤٥؛ المصدر نفسه.", "اتصل على الرقم 02-5551234 وانتظر.",
        "وصلت الرسالة مساءً، وكان فيها ثلاث صفحات.", "— وماذا تقول أنت؟", "(انظر الملحق ج)", "بلغت النسبة ٥٪.", "نعم",
        "ﷺ", "Windows لم يعمل في الجهاز.", "لا إله إلا الله", "قرأتُ كتابًا؛ ثم نمتُ."],
    "fa": [
        "کتاب در سال ۱۳۲۷ در تهران چاپ شد.", "پرسید: «کجا می‌روی؟»", "... سپس صدایی شنیده شد.", "۱. پیش‌گفتار",
        "خانه‌ای بزرگ در کوچه‌ای باریک بود.", "واژهٔ Zeitgeist ترجمه نمی‌شود.", "نه!", "فصل نخست", "بسته‌های Debian را نصب کنید.",
        "یکی بود، یکی نبود؛ غیر از خدا هیچ‌کس نبود.", "نگاه کنید به: ابن‌سینا، ص ۲۳–۴۵.", "یادداشت", "— و تو چه می‌گویی؟",
        "شمارهٔ ۰۲۱-۵۵۵۱۲۳۴ را بگیرید.", "(پیوست ج را ببینید)", "پنج درصد (۵٪) کمتر شد.", "Linux در رایانه کار نکرد."],
    "yi": [
        "דאָס בוך איז אַרויס אין װילנע אין יאָר 1912.", "„װוּ גייסטו?“ האָט ער געפֿרעגט.", "... און דעמאָלט האָט מען געהערט אַ קול.",
        "ער איז געקומען אַהיים און האָט זיך געזעצט עסן.", "דער חלום איז אויסגעגאַנגען.", "1. אַרײַנפֿיר", "שלום־עליכם האָט געשריבן.",
        "דאָס װאָרט computer איז אַן ענגליש װאָרט.", "— און װאָס זאָגסטו?", "(זעט װײַטער, זײַט 23)", "ניין!", "קאַפּיטל איינס", "מיט גאָטס הילף"],
    "en": [
        "The book was printed in Vilna in 1912.", "“Where are you going?” he asked.", "... and then a voice was heard.",
        "The word שלום means peace.", "1. Introduction", "No!", "Cf. Levy, pp. 23–45.", "The name כהן is common (see below)."],
}
LATIN = ["Smith, J. (1999). The History of Trade. London: Routledge.", "Levi, D. &amp; Cohen, M., “On Method,” Journal 5.2.",
         "All rights reserved. No part of this book may be reproduced."]
HEBREW = ["כהן, ד׳ (1999). תולדות המסחר. ירושלים: מאגנס.", "״על השיטה״, כתב עת ה, 2."]
DIRECTION = {"he": "rtl", "ar": "rtl", "fa": "rtl", "yi": "rtl", "en": "ltr"}
CONTAINER = """<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>"""
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" ' \
       'xmlns:epub="http://www.idpf.org/2007/ops"'
Files = dict[str, str | bytes]


def package(lang: str, files: Mapping[str, str | bytes], attributes: str = ' dir="{dir}"', version: str = "3.0") -> str:
    """Return the package document of files that lie beside it."""
    kinds = {".xhtml": "application/xhtml+xml", ".css": "text/css", ".ncx": "application/x-dtbncx+xml"}
    items = "".join(f'<item id="f{number}" href="{name}" media-type="{kinds[Path(name).suffix]}"'
                    f'{" properties=" + chr(34) + "nav" + chr(34) if name == "nav.xhtml" else ""}/>\n'
                    for number, name in enumerate(files))
    spine = "".join(f'<itemref idref="f{number}"/>\n' for number, name in enumerate(files)
                    if name.endswith(".xhtml") and name != "nav.xhtml")
    turning = f' page-progression-direction="{DIRECTION[lang]}"' if version == "3.0" else ""
    return (f'<?xml version="1.0"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="{version}" unique-identifier="i"'
            f'{attributes.format(dir=DIRECTION[lang])}>\n<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f'<dc:identifier id="i">a</dc:identifier><dc:title>{SENTENCES[lang][0]}</dc:title>'
            f'<dc:language>{lang}</dc:language></metadata>\n<manifest>\n{items}</manifest>\n<spine{turning}>\n{spine}</spine>'
            '\n</package>')


def write(path: Path, files: Mapping[str, str | bytes], opf: str | None = None, lang: str = "he", **options: str) -> Path:
    """Write a book of files; the package document is made, if none is given."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", CONTAINER.format("O/p.opf"))
        archive.writestr("O/p.opf", opf or package(lang, files, **options))
        for name, content in files.items():
            archive.writestr(f"O/{name}", content)
    return path


def texts(lang: str) -> Iterator[str]:
    """Yield paragraphs: each sentence alone, and pairs of them."""
    sentences = SENTENCES[lang]
    yield from sentences
    yield from (f"{one} {two}" for one, two in product(sentences, sentences[::3]) if one != two)


def _nav(lang: str, root: str, names: Mapping[str, str], more: str = "") -> str:
    entries = "".join(f'<li><a href="{name}">{title}</a></li>' for name, title in names.items())
    return (f"{HEAD} {root}><head><title>{SENTENCES[lang][0]}</title></head><body><nav epub:type=\"toc\"><ol>{entries}"
            f"</ol></nav>{more}</body></html>")


def sigil(lang: str) -> Files:
    """Everything on html, classes of its own, notes by hand in a file of their own."""
    root = f'lang="{lang}" xml:lang="{lang}" dir="{DIRECTION[lang]}"'
    body = "".join(f'  <p class="para">{text}</p>\n' for text in texts(lang))
    latin = "".join(f'  <p class="latin" dir="ltr" lang="en" xml:lang="en">{text}</p>\n' for text in LATIN)
    return {
        "ch1.xhtml": f'{HEAD} {root}>\n<head>\n<title>1</title>\n<link href="s.css" rel="stylesheet"/>\n</head>\n<body>\n<h1>'
                     f'{SENTENCES[lang][0]}</h1>\n<p>{SENTENCES[lang][0]}<a epub:type="noteref" id="r1" href="n.xhtml#n1">1</a>'
                     f"</p>\n{body}{latin}</body>\n</html>",
        "n.xhtml": f'{HEAD} {root}>\n<head>\n<title>2</title>\n</head>\n<body>\n<aside id="n1" epub:type="footnote">'
                   f'<p><a href="ch1.xhtml#r1">1</a> {SENTENCES[lang][1]}</p></aside>\n</body>\n</html>',
        "nav.xhtml": _nav(lang, root, {"ch1.xhtml": SENTENCES[lang][0]}),
        "s.css": "p.para { text-indent: 1em; margin: 0 0 0.5em 0; text-align: justify }\n.latin { margin: 0 2em }\n"
                 "html[dir=rtl] blockquote { margin-right: 2em }"}


def indesign(lang: str) -> Files:
    """Language and direction on body, spans in spans, every paragraph in generated classes."""
    said = DIRECTION[lang]
    body = "".join(
        f'\t\t\t<p class="Basic-Paragraph ParaOverride-1" dir="{said}"><span lang="{lang}" xml:lang="{lang}" class="CharOverride-2">'
        f'<span class="CharOverride-1">{text}</span></span></p>\n' for text in texts(lang))
    latin = "".join(f'\t\t\t<p class="Basic-Paragraph" dir="ltr"><span lang="en-US" xml:lang="en-US" class="CharOverride-3">{text}'
                    "</span></p>\n" for text in LATIN)
    return {
        "ch1.xhtml": f'{HEAD}>\n\t<head>\n\t\t<title>x</title>\n\t</head>\n\t<body id="x" lang="{lang}" xml:lang="{lang}" dir="{said}">\n'
                     f'\t\t<div id="_idContainer000" class="Basic-Text-Frame">\n{body}{latin}\t\t</div>\n\t</body>\n</html>',
        "nav.xhtml": f'{HEAD} lang="{lang}" xml:lang="{lang}" dir="{said}"><head><title>x</title></head><body><nav epub:type="toc">'
                     f'<ol><li><a href="ch1.xhtml">{SENTENCES[lang][0]}</a></li></ol></nav></body></html>',
        "s.css": "p.Basic-Paragraph { color:#000; margin-bottom:0; margin-left:0; margin-right:0; margin-top:0; orphans:1; "
                 "text-align:start; text-indent:0 }\ntable { border-left-width: 1px; border-right-width: 1px }"}


def calibre(lang: str) -> Files:
    """Direction on body alone, blocks of divs and blockquotes, lines of verse, tables, an old table of contents."""
    rows = "".join(f"<tr><td>{text}</td><td>PDF</td><td>12</td><td>GPL</td></tr>" for text in SENTENCES[lang])
    verse = "<br/>".join(SENTENCES[lang])
    body = "".join(f'<div class="calibre1">{text}</div>\n' for text in texts(lang))
    return {
        "ch1.xhtml": f'{HEAD} lang="{lang}" xml:lang="{lang}">\n<head><title>x</title></head>\n<body class="calibre" '
                     f'dir="{DIRECTION[lang]}">\n{body}<blockquote class="calibre2">{verse}</blockquote>\n<table>{rows}</table>\n'
                     f'<p><a href="mailto:a@example.org">a@example.org</a></p><p>https://example.org/a/b?c=d</p></body></html>',
        "nav.xhtml": f'{HEAD} lang="{lang}" xml:lang="{lang}"><head><title>x</title></head><body dir="{DIRECTION[lang]}"><nav '
                     f'epub:type="toc"><ol><li><a href="ch1.xhtml#x">{SENTENCES[lang][0]}</a></li></ol></nav></body></html>'
                     .replace("ch1.xhtml#x", "ch1.xhtml"),
        "toc.ncx": '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap><navPoint id="a"><navLabel><text>x'
                   '</text></navLabel><content src="ch1.xhtml"/></navPoint></navMap></ncx>',
        "s.css": ".calibre { display: block; font-size: 1em; padding-left: 0; padding-right: 0; margin: 0 5pt }\n"
                 ".calibre2 { display: block; margin: 1em }"}


def idpf(lang: str) -> Files:
    """Direction on html and again on every paragraph, whose lines are parted by breaks."""
    root = f'lang="{lang}" xml:lang="{lang}" dir="{DIRECTION[lang]}"'
    all_texts = list(texts(lang))
    body = "".join(f'<p dir="{DIRECTION[lang]}"><span class="regular">\n{"<br />".join(all_texts[at:at + 5])}<br />\n</span></p>\n'
                   for at in range(0, len(all_texts), 5))
    return {"ch1.xhtml": f"{HEAD} {root}>\n<head><title>x</title></head><body>\n<h5>{SENTENCES[lang][0]}</h5>\n{body}</body></html>",
            "nav.xhtml": _nav(lang, root, {"ch1.xhtml": SENTENCES[lang][0]})}


def docbook(lang: str) -> Files:
    """The DocBook style sheets with direction on body; code and shells set apart; named characters of XHTML 1.1."""
    root = f'xml:lang="{lang}" lang="{lang}"'
    body = "".join(f'<div class="para">\n\t\t\t\t{text}&nbsp;<code class="command" dir="ltr">apt-get install</code>\n\t\t\t</div>'
                   f'<div class="itemizedlist"><ul><li class="listitem"><p>{text}</p></li></ul></div>' for text in texts(lang))
    return {"ch1.xhtml": '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" '
                         f'"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd"><html xmlns="http://www.w3.org/1999/xhtml" {root}>'
                         f'<head><title>x</title></head><body dir="{DIRECTION[lang]}"><h2 class="title">1.2. Linux</h2>'
                         f'<h2 class="title">A.3. SteamOS</h2><h2 class="title">12.2.1. \u200fXen</h2>{body}<pre dir="ltr" class="screen">$ ls -l\n# apt update</pre></body></html>',
            "nav.xhtml": _nav(lang, f'{root} dir="{DIRECTION[lang]}"', {"ch1.xhtml": "1.2. Linux"})}


def learned(lang: str) -> Files:
    """A learned book by hand: notes that pop up, page breaks and their list, entries in other scripts, dir=auto."""
    said, other = DIRECTION[lang], "ltr" if DIRECTION[lang] == "rtl" else "rtl"
    root = f'lang="{lang}" xml:lang="{lang}" dir="{said}"'
    foreign = "en" if said == "rtl" else "he"
    paragraphs, notes, pages = [], [], []
    for number, text in enumerate(texts(lang)):
        page = f'<span epub:type="pagebreak" role="doc-pagebreak" id="p{number}" aria-label="{number}"/>' if number % 9 == 0 else ""
        pages += [f'<li><a href="ch1.xhtml#p{number}">{number}</a></li>'] if page else []
        call = f'<a epub:type="noteref" role="doc-noteref" href="#n{number}" id="r{number}" dir="ltr">{number}</a>'
        paragraphs.append(f"<p>{page}{text}{call if number % 4 == 0 else ''}</p>")
        if number % 4 == 0:
            notes.append(f'<aside epub:type="footnote" role="doc-footnote" id="n{number}"><p><a role="doc-backlink" '
                         f'href="#r{number}">{number}</a> {text}</p></aside>')
    entries = "".join(f'<li dir="{other}" lang="{foreign}" xml:lang="{foreign}"><p dir="{other}">{text}</p></li>'
                      for text in (LATIN if said == "rtl" else HEBREW))
    quotes = "".join(f'<p dir="auto" lang="{foreign}" xml:lang="{foreign}">{text}</p>' for text in (LATIN if said == "rtl" else HEBREW))
    return {"ch1.xhtml": f"{HEAD} {root}><head><title>x</title></head><body>{''.join(paragraphs)}{''.join(notes)}<ul>{entries}</ul>{quotes}"
                         "</body></html>",
            "nav.xhtml": _nav(lang, root, {"ch1.xhtml": SENTENCES[lang][0]},
                              f'<nav epub:type="page-list" hidden=""><ol>{"".join(pages)}</ol></nav>'),
            "s.css": "li { margin-inline-start: 2em } aside { float: inline-end; border-inline-start: 1px solid }"}


STYLES = (sigil, indesign, calibre, idpf, docbook, learned)
