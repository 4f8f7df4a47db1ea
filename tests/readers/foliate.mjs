// Opens a book in foliate-js in a real browser, turns pages, follows links, and says in JSON what it saw.
// node foliate.mjs MODULES BROWSER BOOK OUTPUT: screenshots lie in OUTPUT afterwards. Only loopback is spoken to.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'

const [modules, browserPath, bookPath, output] = process.argv.slice(2)
const { chromium } = createRequire(path.resolve(modules, 'x.js'))('playwright-core')
const root = path.resolve(modules, 'foliate-js')
const types = { '.html': 'text/html', '.js': 'text/javascript', '.epub': 'application/epub+zip' }
const server = createServer(async (request, response) => {
    const name = new URL(request.url, 'http://localhost').pathname
    if (name === '/favicon.ico') return response.writeHead(204).end()
    const file = name === '/book.epub' ? bookPath : path.join(root, path.normalize(name))
    try {
        const data = await readFile(file)
        response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' }).end(data)
    } catch {
        response.writeHead(404).end()
    }
})
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const address = `http://127.0.0.1:${server.address().port}`

const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: 480, height: 720 } })
const said = { errors: [] }
page.on('pageerror', error => said.errors.push(String(error)))
page.on('console', message => message.type() === 'error' && said.errors.push(message.text()))

// What a document says of a paragraph as it is set: on which side its first line begins and its last one ends.
const measure = () => {
    const shown = [...document.querySelectorAll('p')].filter(p => p.textContent.trim().length > 20 && p.getClientRects().length)
    return shown.map(p => {
        const { direction, color, textAlign } = getComputedStyle(p)
        const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT)
        const letters = []
        while (walker.nextNode()) for (let at = 0; at < walker.currentNode.length; at++)
            if (walker.currentNode.data[at].trim()) letters.push([walker.currentNode, at])
        const rect = ([node, at]) => {
            const range = document.createRange()
            range.setStart(node, at)
            range.setEnd(node, at + 1)
            const { left, right, top } = range.getBoundingClientRect()
            return { left, right, top, letter: node.data[at] }
        }
        return { text: p.textContent.trim().slice(0, 40), direction, color, textAlign,
            first: rect(letters[0]), second: rect(letters[1]), beforeLast: rect(letters.at(-2)), last: rect(letters.at(-1)) }
    })
}
const documentNow = async () => {
    for (let tries = 0; tries < 100; tries++) {
        for (const frame of page.frames().slice(1).reverse()) {
            try {
                if (await frame.evaluate(() => document.body?.childElementCount > 0)) return frame
            } catch { /* a frame that is being replaced */ }
        }
        await page.waitForTimeout(50)
    }
    throw new Error('no document is shown')
}
const located = () => page.evaluate(() => ({
    fraction: reader.view.lastLocation?.fraction ?? 0, section: reader.view.renderer.getContents()[0]?.index,
    label: reader.view.lastLocation?.pageItem?.label ?? null }))
const settled = async change => {
    const before = JSON.stringify(await located())
    await change()
    for (let tries = 0; tries < 16 && JSON.stringify(await located()) === before; tries++) await page.waitForTimeout(50)
    await page.waitForTimeout(250)
    return located()
}
const shot = name => page.screenshot({ path: path.join(output, `${name}.png`) })
const goTo = href => settled(() => page.evaluate(href => reader.view.goTo(href), href))

await page.goto(`${address}/reader.html?url=/book.epub`)
await page.waitForFunction(() => globalThis.reader?.view?.lastLocation)
await page.waitForTimeout(400)
said.dir = await page.evaluate(() => reader.view.book.dir)
said.pages = await page.evaluate(() => reader.view.book.pageList?.map(item => item.label) ?? [])
said.sections = await page.evaluate(() => reader.view.book.sections.map(section => section.id))
await shot('opening')
const sectionOf = name => said.sections.find(id => id.endsWith(`/${name}.xhtml`))
if (sectionOf('title')) {
    await goTo(sectionOf('title'))
    await shot('title')
    said.title = await (await documentNow()).evaluate(() =>
        [...document.querySelectorAll('h1, .authors p, .affiliations p')].map(element => getComputedStyle(element).textAlign))
}

// Turning pages by the keys of the reader itself.
const text = said.sections.find(id => /\/(text|chapter-1)\.xhtml$/.test(id)) ?? said.sections[0]
said.turns = [await goTo(text)]
for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowRight'])
    said.turns.push(await settled(() => page.keyboard.press(key)))
await shot('text')
said.text = (await (await documentNow()).evaluate(measure)).slice(0, 40)

// A popup as Foliate makes it: the note's children alone, in a view of their own.
await page.evaluate(async () => {
    const { FootnoteHandler } = await import('./footnotes.js')
    const handler = new FootnoteHandler()
    const popup = document.createElement('div')
    popup.id = 'popup'
    popup.style = 'position:fixed;z-index:9;inset:35% 8% auto 8%;height:240px;border:2px solid;background:Canvas;display:none'
    document.body.append(popup)
    handler.addEventListener('before-render', ({ detail: { view } }) => {
        popup.replaceChildren(view)
        popup.style.display = 'block'
        view.style = 'display:block;height:100%'
        view.renderer.setAttribute('flow', 'scrolled')
        view.renderer.setAttribute('margin', '8px')
    })
    handler.addEventListener('render', ({ detail }) => { globalThis.popup = { type: detail.type, hidden: detail.hidden } })
    reader.view.addEventListener('link', e => handler.handle(reader.view.book, e)?.catch(error => console.error(error)))
})
const popupOf = async (selector, at, name) => {
    const frame = await documentNow()
    const href = await frame.evaluate(([selector, at]) => {
        const link = [...document.querySelectorAll(selector)].at(at)
        link?.click()
        return link?.getAttribute('href')
    }, [selector, at])
    if (!href) return null
    await page.waitForFunction(() => globalThis.popup)
    await page.waitForTimeout(500)
    const shown = []
    for (const other of page.frames().slice(1)) if (other !== frame) shown.push(...await other.evaluate(measure))
    await shot(name)
    const { type } = await page.evaluate(() => {
        const { popup } = globalThis
        globalThis.popup = null
        for (const view of document.querySelectorAll('#popup foliate-view')) {
            view.close()
            view.remove()
        }
        document.querySelector('#popup').style.display = 'none'
        return popup
    })
    await page.waitForTimeout(100)
    return { href, type, shown }
}
await goTo(text)
said.notes = []
for (const at of [0, -1]) said.notes.push(await popupOf('a[role=doc-noteref]', at, at ? 'note-last' : 'note-first'))
said.citation = await popupOf('a[role=doc-biblioref]', 0, 'citation')

// The list of works, and back from an entry to the text.
if (sectionOf('bibliography')) {
    await goTo(sectionOf('bibliography'))
    const frame = await documentNow()
    await shot('bibliography')
    said.bibliography = await frame.evaluate(measure)
    said.back = await settled(() => frame.evaluate(() => { setTimeout(() => document.querySelector('a[role=doc-backlink]').click()) }))
    said.back.name = said.sections[said.back.section]
}

// Night: what a reader in the dark sees, with the colours of every element against those behind it.
await page.emulateMedia({ colorScheme: 'dark' })
await goTo(text)
await page.waitForTimeout(200)
said.dark = await (await documentNow()).evaluate(() => {
    const colours = new Map()
    for (const element of document.body.querySelectorAll('*')) {
        const { color, backgroundColor } = getComputedStyle(element)
        if (element.textContent.trim()) colours.set(`${color} on ${backgroundColor}`, element.tagName)
    }
    return [...colours.keys()]
})
await shot('night')
await page.emulateMedia({ colorScheme: 'light' })

// Large type: nothing is wider than the page it stands on.
await page.evaluate(() => reader.view.renderer.setStyles('html { font-size: 200% !important; color-scheme: light dark }'))
await page.waitForTimeout(500)
await goTo(text)
said.large = await (await documentNow()).evaluate(() => {
    const column = parseFloat(getComputedStyle(document.documentElement).columnWidth)
    const wide = [...document.body.querySelectorAll('p, li, pre, blockquote, h1, h2, h3, figure, img')]
        .filter(element => !element.closest('.table') && Math.max(...[...element.getClientRects()].map(rect => rect.width), 0) > column + 2)
    return { column, size: getComputedStyle(document.body).fontSize, wide: wide.map(element => element.outerHTML.slice(0, 80)) }
})
await shot('large')

await browser.close()
server.close()
console.log(JSON.stringify(said, null, 1))
