"""The reference architectures: exact counts, what each does at its paper's input size, and Glow's layer to the last digit."""

import pytest

torch = pytest.importorskip("torch")

from conv1x1_lab import papers  # noqa: E402
from conv1x1_lab.models import densenet, glow, resnet, shufflenet, ssd, transformer, yolo_v2, yolo_v3  # noqa: E402
from conv1x1_lab.summary import summary  # noqa: E402

#: Parameters, and multiply-adds at the paper's input size.
COUNTS = {
    "NiN, CIFAR-10": (966_986, 222_486_528),
    "NiN, ImageNet": (7_595_176, 1_100_188_800),
    "All-CNN-C": (1_369_738, 270_798_336),
    "GoogLeNet": (6_998_552, 1_582_671_872),
    "ResNet-50": (25_557_032, 3_857_973_248),
    "ResNet-101": (44_549_160, 7_570_194_432),
    "ResNet-152": (60_192_808, 11_282_415_616),
    "SqueezeNet": (1_248_424, 832_667_936),
    "DenseNet-BC-100": (769_162, 287_929_692),
    "MobileNet": (4_231_976, 568_740_352),
    "MobileNetV2": (3_504_872, 300_774_272),
    "ShuffleNet, g = 3": (1_865_728, 137_460_672),
    "SE-ResNet-50": (28_071_976, 3_860_488_192),
    "ConvNeXt-T": (28_589_128, 4_455_531_264),
    "Darknet-19": (20_842_376, 2_790_989_824),
    "YOLOv2": (50_962_889, 31_469_126_656),
    "Darknet-53": (41_609_928, 9_349_627_904),
    "YOLOv3": (61_949_149, 32_932_037_632),
    "SSD300": (26_285_486, 31_373_537_792),
    "SSD512": (27_188_676, 90_207_908_864),
    "U-Net": (31_030_658, 150_428_424_448),
    "Transformer's feed-forward layer": (2_099_712, 2_097_152),
}


def test_counts():
    assert {name: (counted.params, counted.macs) for name, counted in papers.networks().items()} == COUNTS


def test_every_published_number_is_as_expected():
    rows, lines = papers.published(), []
    assert not [row for row in rows if not row.as_expected]
    assert len({(row.network, row.what, row.convention) for row in rows}) == len(rows) == 101
    assert papers.run(lines.append) == 0
    assert max(map(len, lines)) <= 100
    assert lines[-1] == "23 exact, 57 rounds to it, 6 cut to it, 15 differs"


@pytest.mark.parametrize("planted", ["a reason where it agrees", "a count one off", "a digit of the printed number"])
def test_planted_disagreement_is_caught(monkeypatch, planted):
    row = next(row for row in papers.published() if row.agreement == "exact" and row.unit == 1)
    wrong = {
        "a reason where it agrees": row._replace(reason="none"),
        "a count one off": row._replace(counted=row.counted + 1),
        "a digit of the printed number": row._replace(printed="9" + row.printed),
    }[planted]
    monkeypatch.setattr(papers, "published", lambda progress: [row, wrong])
    lines = []
    assert papers.run(lines.append) == 1
    assert lines[-1].startswith(f"NOT AS EXPECTED: {row.network}, {row.what}: ")


def test_boxes_are_those_of_the_models_output():
    for size in (300, 512):
        with torch.device("meta"):
            output = ssd.SSD(size)(torch.empty(1, 3, size, size))
        rows = papers.networks()[f"SSD{size}"].rows
        assert output.shape == (1, papers.MEASURES["boxes"](rows), 25)


def test_where_resnet_has_its_stride():
    """ResNet-50's 1×1 layers hold 12.13 million weights wherever the stride is, and 52 % of the multiply-adds if on the 3×3."""
    first, second = (summary(resnet.resnet(50, stride_on=on), (1, 3, 224, 224)) for on in (1, 3))
    pointwise = [sum(row.weights for row in model.rows if row.pointwise) for model in (first, second)]
    assert pointwise == 2 * [12_128_256]
    assert (second.macs, round(second.pointwise_macs, 2)) == (4_089_184_256, 0.52)


@pytest.mark.parametrize(
    "build, named",
    [
        (lambda: resnet.resnet(34), "depth is 34"),
        (lambda: resnet.resnet(50, stride_on=2), "stride_on is 2"),
        (lambda: densenet.densenet(41), "depth is 41"),
        (lambda: shufflenet.shufflenet(5), "groups is 5"),
        (lambda: ssd.SSD(416), "size is 416"),
    ],
)
def test_bad_sizes_are_named(build, named):
    with pytest.raises(ValueError, match=named):
        build()


def test_heads():
    """YOLO's heads are 1×1, with channels = anchors · (5 + classes); SSD's are 3×3, and none of its heads is 1×1."""
    with torch.device("meta"):
        models = yolo_v2.YOLOv2(20), yolo_v3.YOLOv3(80), ssd.SSD(300)
    heads = [models[0].head[-1], *(head[-1] for head in models[1].heads)]
    assert [(head.kernel_size, head.out_channels) for head in heads] == [((1, 1), 125)] + 3 * [((1, 1), 255)]
    assert {head.kernel_size for head in models[2].heads} == {(3, 3)}


def test_feed_forward_is_two_dense_layers_at_each_token():
    model, x = transformer.feed_forward(6, 24).double(), torch.rand(2, 6, 5, dtype=torch.float64)
    first, second = model[0], model[2]
    tokens = x.transpose(1, 2) @ first.weight[:, :, 0].T + first.bias  # (N, tokens, 24)
    expected = tokens.relu() @ second.weight[:, :, 0].T + second.bias
    torch.testing.assert_close(model(x), expected.transpose(1, 2), rtol=1e-13, atol=1e-13)


def test_shuffle_mixes_the_groups_and_loses_nothing():
    x = torch.rand(2, 12, 3, 3)
    shuffled = shufflenet.Shuffle(3)(x)
    assert torch.equal(shuffled.reshape(2, 4, 3, 3, 3).transpose(1, 2).reshape(x.shape), x)
    sources = shufflenet.Shuffle(3)(torch.arange(12).reshape(1, 12, 1, 1)).flatten() // 4
    assert [set(group.tolist()) for group in sources.split(4)] == 3 * [{0, 1, 2}]


@pytest.mark.parametrize("channels", [1, 2, 5])
def test_glow(channels):
    """Inverse, log-determinant against the full Jacobian, and both gradients against finite differences."""
    torch.manual_seed(channels)
    layer = glow.Invertible1x1(channels, dtype=torch.float64)
    torch.testing.assert_close(layer.weight.T @ layer.weight, torch.eye(channels, dtype=torch.float64))
    with torch.no_grad():
        layer.weight += 0.3 * torch.rand_like(layer.weight)
    x = torch.rand(1, channels, 2, 3, dtype=torch.float64)
    output, log_determinant = layer(x)
    torch.testing.assert_close(layer.inverse(output), x)
    jacobian = torch.autograd.functional.jacobian(lambda x: layer(x)[0], x).reshape(6 * channels, 6 * channels)
    torch.testing.assert_close(log_determinant, torch.linalg.slogdet(jacobian).logabsdet)
    (gradient,) = torch.autograd.grad(log_determinant, layer.weight)
    torch.testing.assert_close(gradient, 6 * torch.linalg.inv(layer.weight).T.detach())

    def both(weight, x):
        return torch.func.functional_call(layer, {"weight": weight}, (x,))

    assert torch.autograd.gradcheck(both, (layer.weight, x.requires_grad_()))


def test_glow_refuses_a_matrix_without_an_inverse():
    layer = glow.Invertible1x1(2)
    with torch.no_grad():
        layer.weight.fill_(1.0)
    with pytest.raises(torch.linalg.LinAlgError):
        layer.inverse(torch.ones(1, 2, 1, 1))
