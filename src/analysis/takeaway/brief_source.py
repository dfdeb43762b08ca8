"""How a sheet is set: Typst markup that holds no text of its own; every word comes as data and is never read as markup."""

SOURCE = r"""
#let sheet = json(bytes(sys.inputs.sheet))
#let soft = luma(75)
#let rule = 0.6pt + luma(150)
#set document(title: sheet.name, author: sheet.author, date: auto)
#set page(paper: "a4", margin: (x: 15mm, top: 12mm, bottom: 12mm))
#set text(font: "Libertinus Serif", lang: sheet.lang, hyphenate: false, number-type: "lining")
#set par(leading: 0.48em, spacing: 0.6em, justify: false)
#set table(stroke: none, inset: (x: 0pt, y: 0.26em))
#set list(marker: [–], body-indent: 0.45em, spacing: 0.42em)
#set enum(body-indent: 0.45em, spacing: 0.42em)
#show heading.where(level: 1): set text(size: if sheet.blocks.first().answer != "" { 1em } else { 1.35em })
#show heading.where(level: 2): set text(size: 0.95em)
#show heading.where(level: 2): set block(above: 1.1em, below: 0.5em)
#show table.cell.where(y: 0): set text(fill: soft)

#let fine(body) = text(size: 0.82em, fill: soft, body)
#let shortened(all, most, more) = {
  let cut = calc.max(all.len() - most, 0)
  (all.slice(0, calc.min(all.len(), most)), if cut > 0 { more.replace("{n}", str(cut)) })
}

#let lede(it, most) = {
  if it.answer != "" {
    block(above: 1.1em, below: 0.8em, text(size: 1.4em, weight: "bold", it.answer))
    block(below: 0.7em, box(stroke: 0.8pt, inset: (x: 0.6em, y: 0.38em), it.sentences.join(" ")))
  } else {
    block(above: 0.9em, text(size: 1.1em, it.sentences.join(" ")))
  }
  if it.note != "" { fine(it.note) }
}

#let measures(it, most) = {
  table(
    columns: (1fr, 8.6em, 17em),
    column-gutter: 1em,
    align: (left, left, left + horizon),
    table.header(..it.heads.map(head => fine(head))),
    ..it.rows.map(row => (
      table.hline(stroke: rule),
      [#text(weight: "bold", row.finding) #if most > 3 [\ #fine(row.caveat)]],
      [#text(weight: "bold", row.value) #if row.when != "" [\ #fine(row.when)]],
      if row.course != "" { image(bytes(row.course), format: "svg", alt: row.alt, width: 100%) } else { [–] },
    )).flatten(),
    table.hline(stroke: rule),
  )
  fine(it.legend)
}

#let grid-of(heads, rows, widths) = table(
  columns: widths,
  column-gutter: 0.7em,
  align: left,
  table.header(..heads.map(head => fine(head))),
  ..rows.map(row => (table.hline(stroke: 0.4pt + luma(185)), ..row.map(cell => [#cell]))).flatten(),
)

#let rows(it, most) = {
  heading(level: 2, it.title)
  if it.note != "" { block(below: 0.5em, fine(it.note)) }
  let (kept, more) = shortened(it.rows, most, it.more)
  set text(size: 0.86em)
  if it.halves and kept.len() > 3 {
    let half = calc.ceil(kept.len() / 2)
    let widths = (1fr, 1.02fr, 0.86fr)
    grid(
      columns: (1fr, 1fr),
      column-gutter: 1.6em,
      grid-of(it.heads, kept.slice(0, half), widths),
      grid-of(it.heads, kept.slice(half), widths),
    )
  } else {
    grid-of(it.heads, kept, it.heads.enumerate().map(((at, _)) => if at == 0 { 1.5fr } else { 1fr }))
  }
  if more != none { fine(more) }
}

#let listing(it, most) = {
  heading(level: 2, it.title)
  let (kept, more) = shortened(it.items, most, it.more)
  set text(size: 0.92em)
  if it.numbered { enum(..kept.map(one => [#one])) } else { list(..kept.map(one => [#one])) }
  if more != none { fine(more) }
}

#let pair(it, most) = block(above: 1.1em, grid(
  columns: (1fr, 1fr), column-gutter: 1.8em, listing(it.left, most), listing(it.right, most),
))

#let kinds = (lede: lede, measures: measures, rows: rows, listing: listing, pair: pair)

#let head = {
  if sheet.banner != "" {
    block(width: 100%, stroke: 1.2pt, inset: 0.5em, below: 0.9em, align(center, text(weight: "bold", sheet.banner)))
  }
  let told = [
    #heading(level: 1, sheet.name)
    #block(above: 0.5em, text(fill: soft, sheet.about))
    #block(above: 0.4em, fine(sheet.state))
  ]
  if sheet.link == none { told } else {
    let drawn = image(bytes(sheet.link.code), format: "svg", alt: sheet.link.told + " " + sheet.link.url, width: 19mm)
    grid(columns: (1fr, 19mm), column-gutter: 1em, told, link(sheet.link.url, drawn))
  }
}

#let foot = {
  line(length: 100%, stroke: rule)
  block(above: 0.4em, fine(sheet.footer))
  if sheet.link != none { block(above: 0.3em, fine[#sheet.link.told #link(sheet.link.url, sheet.link.url)]) }
}

// How small, and how many rows of each table and list: the first setting that fits the page is taken.
#let settings = (
  (11.5pt, 99), (11pt, 99), (10.5pt, 99), (10pt, 99), (9.6pt, 99), (9.2pt, 99), (8.8pt, 99), (8.4pt, 99), (8pt, 99),
  (8pt, 16), (8pt, 10), (8pt, 6), (8pt, 4), (7.6pt, 2), (7.2pt, 1),
)
#let set-at((size, most)) = {
  set text(size: size)
  head
  for one in sheet.blocks { (kinds.at(one.kind))(one, most) }
}

#layout(room => {
  set text(size: 9pt)
  let below = measure(block(width: room.width, foot)).height + 3mm
  let free = room.height - below
  let fits = one => measure(block(width: room.width, set-at(one))).height <= free
  let (low, high) = (0, settings.len() - 1)
  while low < high {
    let middle = calc.quo(low + high, 2)
    if fits(settings.at(middle)) { high = middle } else { low = middle + 1 }
  }
  let whole = low < settings.len() - 1 or fits(settings.last())
  block(width: 100%, height: free, clip: not whole, set-at(settings.at(low)))
  block(above: 3mm, foot)
})
"""
