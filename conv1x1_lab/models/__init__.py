"""Reference architectures, one paper a file: a table that can be laid beside the paper's, and a short builder.

The models are plain PyTorch modules with random weights, and run at the papers' input sizes. `cost.summary` counts
them, and `conv1x1_lab.papers` lays the counts beside the published numbers.
"""
