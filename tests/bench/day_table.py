from __future__ import annotations
from collections import Counter
def table(told):
    day, eve, marks = told["day"], told["eve"], told["marks"]
    n = len(told["plan"][2] if isinstance(told["plan"], list) else told["plan"]["on"])
    yield f"PCs {n}; enrol {(marks['enrolled']-marks['start'])/1e6:.2f} MB; eve {(marks['eve']-marks['enrolled'])/1e6:.2f} MB; DAY {(marks['day']-marks['eve'])/1e6:.2f} MB"
    d = {k: day[k]-eve[k] for k in day}
    yield str(d)
    made = {tuple(x) for x in told["made"]}
    seen = [tuple(x[:3]) for x in told["journal"]]
    yield f"made {len(made)} journal {len(seen)} distinct {len(set(seen))} missing {len(made-set(seen))} waiting {sum(told['waiting'].values())}"
    yield str(Counter(x[3] for x in told["journal"]))
    yield str(Counter(x[5] for x in told["log"]))
