"""Real data, one function a data set, all from installed packages: nothing is downloaded."""

import numpy as np


def photograph():
    """A photograph of the astronaut Eileen Collins, every fourth pixel of it.

    Returns
    -------
    ndarray of float64, shape (3, 128, 128)
        Red, green and blue, from 0 to 1.

    References
    ----------
    NASA Great Images database, in the public domain; the file is part of scikit-image.

    Examples
    --------
    >>> photograph().shape
    (3, 128, 128)
    """
    from skimage import data

    return np.moveaxis(data.astronaut()[::4, ::4], -1, 0) / 255


def tissue():
    """Glands of the colon under the microscope in two stains, every second pixel of it.

    Haematoxylin colours the nuclei blue; DAB is brown where the protein FHL2 is. There is no eosin.

    Returns
    -------
    ndarray of float64, shape (3, 256, 256)
        Red, green and blue, from 0 to 1.

    References
    ----------
    Taken at the Center for Microscopy and Molecular Imaging (CMMI), "no known copyright
    restrictions"; the file is part of scikit-image.

    Examples
    --------
    >>> tissue().shape
    (3, 256, 256)
    """
    from skimage import data

    return np.moveaxis(data.immunohistochemistry()[::2, ::2], -1, 0) / 255
