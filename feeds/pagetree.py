"""Make the tree of a page ready for extraction: what is hidden goes, what ends an article stays.

Tables that only lay the page out become blocks; the headings behind which readers speak become
paragraphs, lest they be dropped while what follows them is kept.
"""

from __future__ import annotations

from typing import Any

from feeds.tails import TailRules

# An element of lxml, which has no types; what is used of it: iter, xpath, text_content, drop_tree.
Tree = Any

_HIDDEN = (
    "//script | //style | //template | //noscript | //svg | //iframe | //button | //dialog"
    " | //*[@hidden] | //*[@aria-hidden='true']"
    " | //*[contains(translate(@style, ' ', ''), 'display:none')]"
    " | //*[contains(translate(@style, ' ', ''), 'visibility:hidden')]"
)
_BLOCKS = frozenset(
    {"p", "div", "table", "tbody", "tr", "td", "th", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {
        "section",
        "article",
        "aside",
        "header",
        "footer",
        "nav",
        "main",
        "form",
        "blockquote",
        "figure",
        "pre",
    }
)
_INLINE = frozenset({"span", "strong", "b"})
_TABLE_PARTS = frozenset({"table", "tbody", "tr", "td", "th"})
_A_PARAGRAPH_OR_MORE = 400
_A_FORM = 600


def prepare(tree: Tree, rules: TailRules) -> None:
    """Change *tree* in place."""
    for element in tree.xpath(_HIDDEN):
        element.drop_tree()
    for form in tree.xpath("//form"):
        # Some sites wrap the whole page in a form.
        if len(form.text_content()) < _A_FORM:
            form.drop_tree()
    for table in tree.xpath("//table[not(ancestor::table)]"):
        if any(len(cell.text_content()) > _A_PARAGRAPH_OR_MORE for cell in table.iter("td")):
            _dissolve(table)
    for header in tree.xpath("//article//header | //main//header"):
        header.tag = "div"
    for element in list(tree.iter("div", "h2", "h3", "h4", "h5", "li", *_INLINE)):
        _keep_marker(element, rules)


def _dissolve(table: Tree) -> None:
    """Turn a table that only lays the page out into plain blocks."""
    for element in table.iter():
        if element.tag in _TABLE_PARTS:
            element.tag = "div"


def _keep_marker(element: Tree, rules: TailRules) -> None:
    """Make *element* a paragraph of its own if it says that the article has ended."""
    if any(child.tag in _BLOCKS for child in element):
        return
    words = " ".join(element.text_content().split())
    if element.tag in _INLINE and not (_is_first(element) and rules.ends_article(words)):
        return
    if rules.is_marker(words):
        element.tag = "p"
        element.attrib.clear()


def _is_first(element: Tree) -> bool:
    """Tell whether nothing stands before *element* in its parent."""
    parent = element.getparent()
    return parent is not None and parent[0] is element and not (parent.text or "").strip()
