"""What a report says of simulated groups of clusters, without files, for plans."""

from fairaudit.groups.level import cluster_spread, effective_clusters
from fairaudit.inference import measure


def report_of(metric, sample, task):
    """Return the parts of a report that a plan reads."""
    measured = measure(metric, sample, 0.95)
    estimates, effective, spread = measured.estimates(), effective_clusters(sample), cluster_spread(sample)
    rows, clusters = sample.totals.rows[:, 0], sample.clusters
    groups = [
        {
            "by": ["group"],
            "group": {"group": str(place)},
            "n": int(rows[place]),
            "clusters": int(clusters[place]),
            "effective_clusters": float(effective[place]),
            "cluster_spread": float(spread[place]),
            "small_because": None,
            "metrics": {metric.name: estimates[place].to_dict()},
        }
        for place in range(sample.size)
    ]
    pooled = float((measured.values * measured.mass).sum() / measured.mass.sum())
    overall = {"clusters": int(clusters.sum()), "metrics": {metric.name: {"value": pooled}}}
    settings = {"confidence": 0.95, "min_group_size": 30, "min_clusters": 5}
    return {"task": task, "overall": overall, "groups": groups, **settings}
