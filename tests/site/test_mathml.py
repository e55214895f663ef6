"""Formulas become MathML wherever they stand, Sphinx alone numbers them, and none is dropped unseen."""

import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from built_site import ROOT

CONFIGURATION = f"""
import sys
sys.path.append({str(ROOT / "book" / "_ext")!r})
extensions = ["myst_parser", "course_site.mathml"]
myst_enable_extensions = ["amsmath", "dollarmath"]
html_math_renderer = "mathml"
"""


@pytest.fixture
def build(tmp_path):
    """A function that builds a book of one page; the page, and what Sphinx said."""

    def build(text):
        (tmp_path / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
        (tmp_path / "index.md").write_text(f"# Formulas\n\n{text}", encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "sphinx",
            "-W",
            "--keep-going",
            "-n",
            "-q",
            str(tmp_path),
            str(tmp_path / "out"),
        ]
        built = subprocess.run(command, capture_output=True, encoding="utf-8")
        html = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
        return BeautifulSoup(html, "html.parser"), built.returncode, built.stderr

    return build


def test_sphinx_alone_numbers_equations(build):
    page, failed, said = build(r"""
$$
y = W x + b
$$ (layer)

\begin{align}
a &= b \\
c &= d
\end{align}

$$
\begin{aligned} z &= x \\ &= y \end{aligned}
$$ (steps)

From {eq}`layer` follows {eq}`steps`.
""")
    assert not failed, said
    numbers = [number.get_text(strip=True) for number in page.select(".eqno")]
    assert len(numbers) == len(set(numbers)) == 3
    links = [link for link in page.select("article a, .body a") if "equation" in link.get("href", "")]
    assert [link.get_text() for link in links] == [numbers[0], numbers[2]]
    for link in links:
        assert page.select_one(link["href"]).math
    assert all(display["tabindex"] == "0" for display in page.select(".math-display"))
    assert not page.select("mlabeledtr") and "(1)" not in "".join(math.get_text() for math in page.select("math"))


def test_formulas_in_every_place_are_heard(build):
    page, failed, said = build(
        r"""
| letter | of |
| --- | --- |
| $C$ | $x_c$ |

:::{note}
In a note $\gamma_n$.
:::

```{table} A caption with $K$
| $a$ |
| --- |
| 1 |
```
""".replace(":::", "```")
    )
    assert not failed, said
    for place in ("td math", "th math", ".admonition math", "caption math"):
        assert page.select(place), place
    assert not page.select("math[aria-hidden], [aria-hidden] math, math[alttext], math annotation")


def test_formula_that_cannot_be_converted_fails_the_build(build):
    page, failed, said = build(r"Here is $x$ and $\nosuchcommand{x}$.")
    assert failed
    assert "index.md" in said and r"\\nosuchcommand{x}" in said


def test_words_that_are_called_like_an_environment_stay_as_they_are(build):
    page, failed, said = build(r"$\operatorname{gather}(x)$ and $\text{align}$")
    assert not failed, said
    assert [math.get_text().replace("\u2061", "") for math in page.select("math")] == ["gather(x)", "align"]
