"""The baseline of docs/accuracy.md: TF-IDF (words 1-2, characters 2-5) and logistic regression, grouped folds.

    python3 -m venv /tmp/baseline && /tmp/baseline/bin/pip install scikit-learn
    /tmp/baseline/bin/python bench/accuracy-origin-sklearn.py ../shared/data/origin-text
"""

import gzip
import json
import re
import sys

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_union
from sklearn.metrics import roc_auc_score
for n in ['essays_opinion','detectrl_xsum','news_wiki_bio']:
    r=[json.loads(l) for l in gzip.open(f'{sys.argv[1]}/{n}.jsonl.gz','rt')]
    t=[x['text'] for x in r]; y=np.array([x['label']=='ai' for x in r]).astype(int)
    g=[' '.join(re.findall(r'\w+',x.lower())[:8]) for x in t]
    s=np.zeros(len(t))
    for a,b in GroupKFold(5).split(t,y,g):
        u=make_union(TfidfVectorizer(ngram_range=(1,2),sublinear_tf=True),TfidfVectorizer(analyzer='char',ngram_range=(2,5),sublinear_tf=True,max_features=200000))
        X=u.fit_transform([t[i] for i in a]); m=LogisticRegression(max_iter=300).fit(X,y[a]); s[b]=m.decision_function(u.transform([t[i] for i in b]))
    print(n,round(roc_auc_score(y,s),4),flush=True)
