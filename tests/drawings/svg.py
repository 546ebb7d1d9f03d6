"""A few shapes of SVG, in colours that follow the reader's light or dark scheme."""

from html import escape

STYLE = """
  text { font: 14px system-ui, sans-serif; fill: #1d2430 }
  .name { font-weight: 600 }
  .small { font-size: 12px; fill: #5a6577 }
  .code { font: 12px ui-monospace, monospace }
  rect { fill: #f4f6fa; stroke: #c3ccd9 }
  .door { fill: #e3edff; stroke: #88a9e0 }
  .sql { fill: #fff3d9; stroke: #d9b45b }
  line, path { stroke: #8794a8; fill: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6eaf1 }
    .small { fill: #a3aebf }
    rect { fill: #1d2530; stroke: #445064 }
    .door { fill: #1c3052; stroke: #47689f }
    .sql { fill: #3d3114; stroke: #8a7031 }
    line, path { stroke: #77859b }
  }
"""


def drawing(width: int, height: int, title: str, shapes: list[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{title}">'
    return "\n".join([head, f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>", *shapes, "</svg>", ""])


def box(x: int, y: int, width: int, height: int, kind: str = "") -> str:
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>'


def text(x: int, y: int, words: str, kind: str = "") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(words)}</text>'
