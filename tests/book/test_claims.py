"""A claim's verdict is one of four, the same in both languages, and that of the stored runs where these decide it."""

import re

import notebooks
import pytest

pytest.importorskip("scipy")

from conv1x1_lab import comparison, experiments

VERDICTS = {
    "holds": "सही",
    "holds with a condition": "शर्त के साथ सही",
    "does not hold": "सही नहीं",
    "not decided": "तय नहीं हुआ",
}
BOX = re.compile(r"(?:Claim|दावा) (C\d\d)[^\n]*\n:class: claim\n(.*?)\n:::", re.S)
VERDICT = re.compile(r"\*\*(?:Verdict|फ़ैसला)(?: \(verdict\))?: ([^*.।]*)")

#: The claims that the main comparison of an experiment decides.
MEASURED = {"C14": "classification", "C20": "classification"}


def verdicts(language):
    """The verdict of each claim, as it stands in its box."""
    found = {}
    for path in notebooks.notebooks(language):
        for cell in notebooks.read(path).cells:
            for claim, words in BOX.findall(cell.source):
                [found[claim]] = VERDICT.findall(words)
    return found


def allowed(difference):
    """The verdicts on a claim of a gain, by the answer of its main comparison."""
    if difference.answer == comparison.DIFFERENCE and difference.mean > 0:
        return {"holds", "holds with a condition"}
    return {"not decided"} if difference.answer == comparison.NOT_DECIDED else {"does not hold"}


def test_verdicts_are_four_and_the_same_in_both_languages():
    english, hindi = verdicts("en"), verdicts("hi")
    assert sorted(english) == [f"C{number:02}" for number in range(1, 21)]
    assert {claim: VERDICTS[words] for claim, words in english.items()} == hindi


@pytest.mark.parametrize("claim, experiment", MEASURED.items())
def test_verdict_is_that_of_the_rows(claim, experiment):
    main = experiments.module(experiment).MAIN
    assert verdicts("en")[claim] in allowed(experiments.read(experiment).compare(*main))


@pytest.mark.parametrize(
    "low, high, words",
    [
        (0.006, 0.02, {"holds", "holds with a condition"}),
        (-0.02, -0.006, {"does not hold"}),
        (-0.004, 0.004, {"does not hold"}),
        (0.001, 0.02, {"not decided"}),
    ],
)
def test_what_the_answers_allow(low, high, words):
    assert allowed(comparison.Difference((low + high) / 2, low, high, 0.005)) == words
