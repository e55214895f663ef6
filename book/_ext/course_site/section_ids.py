"""A section is addressed by the id of the cell that it begins in: the same in both languages.

Sphinx makes ids from headings, and of Devanagari makes id1, id2 and so on.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

logger = logging.getLogger(__name__)
FENCED = re.compile(r"^(```+|~~~+).*?^\1", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)


def heading_ids(cells):
    """The ids of a notebook's sections: a cell's first is the cell's own, its second has -2, and so on.

    >>> heading_ids([{"cell_type": "markdown", "id": "uses", "source": "## Uses\\n\\n### Fewer channels"}])
    ['uses', 'uses-2']
    """
    ids = []
    for cell in cells:
        if cell["cell_type"] == "markdown":
            headings = HEADING.findall(FENCED.sub("", "".join(cell["source"])))
            ids += [cell["id"] + (f"-{i}" if i > 1 else "") for i in range(1, len(headings) + 1)]
    return ids


class SectionIds(SphinxTransform):
    default_priority = 800  # before the table of contents is collected, at 880

    def apply(self):
        path = Path(self.env.doc2path(self.env.docname))
        if path.suffix != ".ipynb":
            return
        ids = heading_ids(json.loads(path.read_text(encoding="utf-8"))["cells"])
        sections = list(self.document.findall(nodes.section))
        if len(ids) != len(sections):
            logger.warning("%d headings, but %d sections", len(ids), len(sections), location=self.env.docname)
        for section, new in zip(sections, ids):
            for old in section["ids"]:
                self.document.ids.pop(old, None)
            for name in section["names"]:
                self.document.nameids[name] = new
            section["ids"] = [new]
            self.document.ids[new] = section


def setup(app):
    app.add_transform(SectionIds)
