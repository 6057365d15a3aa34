"""The baselines of docs/accuracy.md on the splits of Freckle's own calibrations; run by accuracy-origin.ts.

TF-IDF (words 1-2, characters 2-5, sublinear) and logistic regression, fitted without the fold that it scores, and
ZipPy, which learns from nothing but the text it brings.
"""

import json
import sys

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.pipeline import make_union
from zippy.zippy import CompressionEngine, Zippy


def regression(texts, labels, folds):
    scores = np.zeros(len(texts))
    for fold in sorted(set(folds)):
        fit, judged = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        features = make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char", ngram_range=(2, 5), sublinear_tf=True, max_features=200000),
        )
        rows = features.fit_transform([texts[at] for at in fit])
        model = LogisticRegression(max_iter=300).fit(rows, labels[fit])
        scores[judged] = model.decision_function(features.transform([texts[at] for at in judged]))
    return scores


def zippy(texts):
    detector = Zippy(CompressionEngine.LZMA)
    # One process: ZipPy starts a pool of processes for every text of more than two chunks.
    def score(text):
        side, size = detector.run_on_text_chunked(text[:2900])
        return size if side == "AI" else -size

    return np.array([score(text) for text in texts])


def report(name, what, labels, scores):
    false, true, _ = roc_curve(labels, scores, drop_intermediate=False)
    found = true[false <= 0.01].max()
    print(f"origin: {name}, {what}: AUROC {roc_auc_score(labels, scores):.4f}, found at 1 % {found:.3f}", flush=True)


wanted = sys.argv[2:]
for line in open(sys.argv[1], encoding="utf-8"):
    data = json.loads(line)
    labels, folds = np.array(data["labels"]), np.array(data["folds"])
    if "zippy" in wanted:
        report(data["name"], "ZipPy", labels, zippy(data["texts"]))
    if "regression" in wanted:
        report(data["name"], "TF-IDF and logistic regression", labels, regression(data["texts"], labels, folds))
