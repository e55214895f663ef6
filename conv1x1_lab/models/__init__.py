"""Reference architectures, one paper a file: a table that can be laid beside the paper's, and a short builder.

The models are plain PyTorch modules with random weights, and run at the papers' input sizes: `models.resnet.resnet(50)`.
`conv1x1_lab.summary` counts them, and `conv1x1_lab.papers` puts the counts beside the published numbers.
"""

from conv1x1_lab.models import (
    all_cnn,
    blocks,
    convnext,
    densenet,
    glow,
    googlenet,
    mobilenet,
    mobilenet_v2,
    nin,
    resnet,
    senet,
    shufflenet,
    squeezenet,
    ssd,
    transformer,
    unet,
    yolo_v2,
    yolo_v3,
)

__all__ = [
    "all_cnn",
    "blocks",
    "convnext",
    "densenet",
    "glow",
    "googlenet",
    "mobilenet",
    "mobilenet_v2",
    "nin",
    "resnet",
    "senet",
    "shufflenet",
    "squeezenet",
    "ssd",
    "transformer",
    "unet",
    "yolo_v2",
    "yolo_v3",
]
