"""The peers of bench/lab.ts on the same work: NumPy loops and scikit-learn. One JSON object of seconds."""

import json
import sys
import time

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
import warnings

warnings.filterwarnings("ignore", category=ConvergenceWarning)


def best(work, repeats=5):
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def gaussian_loop():
    """One chain after another, every record drawn: the loop of the published notebooks."""
    rng = np.random.default_rng(1)
    for _ in range(100):
        mean, deviation = 0.0, 1.0
        for _ in range(100):
            x = rng.normal(mean, deviation, 100)
            mean, deviation = x.mean(), x.std()


def gaussian_statistics():
    """All chains at once through their sufficient statistics, vectorised: NumPy at its best."""
    rng = np.random.default_rng(1)
    n, chains = 100, 20_000
    mean, variance = np.zeros(chains), np.ones(chains)
    for _ in range(100):
        mean = mean + np.sqrt(variance / n) * rng.standard_normal(chains)
        variance = variance * rng.chisquare(n - 1, chains) / n


def categorical_loop():
    rng = np.random.default_rng(1)
    for _ in range(50):
        p = 1 / np.arange(1, 51)
        p /= p.sum()
        for _ in range(100):
            p = rng.multinomial(100, p) / 100


def mixture():
    data = np.loadtxt(sys.argv[1], delimiter=",")
    model = GaussianMixture(2, covariance_type="full", tol=0, max_iter=200, init_params="random", random_state=1)
    model.fit(data)
    assert model.n_iter_ == 200


works = {
    "gaussian-loop": gaussian_loop,
    "gaussian-statistics": gaussian_statistics,
    "categorical-loop": categorical_loop,
    "mixture-1000": mixture,
}
json.dump({name: best(work) for name, work in works.items()}, sys.stdout)
