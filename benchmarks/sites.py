"""Simulate what is said of sites that are all alike, and how well gaps within sites are known, for docs/statistics.md.

python benchmarks/sites.py          all tables (about four minutes of one processor)
python benchmarks/sites.py differ   one table
python benchmarks/sites.py --quick  a tenth of the samples, printed and not written
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "claims"))

from sites_simulated import (  # noqa: E402
    alike,
    balanced_out,
    clustered,
    missed,
    one_value,
    own_variances,
    plain,
    reports,
    spoken,
    weighted,
)
from tables import REPLICATES, make_tables, table  # noqa: E402

SHARES = {
    "30 rows": plain((30,)),
    "100 rows": plain((100,)),
    "1,000 rows": plain((1000,)),
    "30, 100 and 1,000 rows": plain((30, 100, 1000)),
    "100 rows with weights": weighted(100),
    "8 clusters": clustered(8),
    "8 clusters, unequal": clustered(8, unequal=True),
    "20 clusters, unequal": clustered(20, unequal=True),
}
SPEECH = {
    "6 speakers": spoken(6),
    "10 speakers": spoken(10),
    "10 speakers, unequal": spoken(10, unequal=True),
    "30 speakers, unequal": spoken(30, unequal=True),
}
KINDS = [
    *(("selection_rate", name, draw, (0.05, 0.2, 0.5)) for name, draw in SHARES.items()),
    *(("word_error_rate", name, draw, (0.05, 0.2)) for name, draw in SPEECH.items()),
]
SITES = (3, 10)


def share(hits, count, most=None):
    """Write a share without its leading zero, in bold where it is above `most`."""
    text = f"{hits / count:.3f}".replace("0.", ".", 1) if hits < count else "1"
    return f"**{text}**" if most is not None and hits > most * count else text


RATES = (0.05, 0.2, 0.5)
HEAD = [f"{sites} sites, {rate:g}".replace("0.", ".") for sites in SITES for rate in RATES]


def cells(first, figure):
    """Return a line for every kind of sites, with a figure for every number of sites and rate that it has."""
    for place, (metric, name, draw, rates) in enumerate(KINDS):
        designs = [(metric, draw, sites, rate, [first, place, sites]) for sites in SITES for rate in RATES]
        yield [name, *(figure(*design) if design[3] in rates else "" for design in designs)]


def differ():
    """Shares of samples of sites that are alike and are said to differ; in brackets, by Q of their own variances."""
    count = round(1000 * REPLICATES["scale"])

    def figure(*design):
        told = sum(each.differs for each in one_value(*design, count))
        return f"{share(told, count, 0.065)} ({share(own_variances(*design, count), count)})"

    return table(["each site has", *HEAD], cells(91, figure))


def within():
    """Shares of samples in which the interval within sites lies above, and below, the truth."""
    count = round(1000 * REPLICATES["scale"])

    def figure(*design):
        return ", ".join(share(each, count, 0.035) for each in missed(*design, count))

    return table(["each group at each site has", *HEAD], cells(92, figure))


def signs():
    """Shares of reports that say of the gap's signs that they are opposite, or that this cannot be told."""
    count, rows = round(1000 * REPLICATES["scale"]), []
    designs = {
        "all alike, 3 sites, 2 groups of 100 to 400 rows": alike(3, 2, 100),
        "all alike, 3 sites, 5 groups of 100 to 400 rows": alike(3, 5, 100),
        "all alike, 10 sites, 3 groups of 100 to 400 rows": alike(10, 3, 100),
        "equal over both sites, .2 apart at each, 2,400 rows": balanced_out(100),
        "equal over both sites, .2 apart at each, 24,000 rows": balanced_out(1000),
    }
    for place, (name, cells) in enumerate(designs.items()):
        told = [each["sites"]["gaps"][0]["signs"] for each in reports(cells, [93, place], count)]
        rows.append([name, share(told.count("opposite"), count, 0.065), share(told.count("differ"), count)])
    return table(["", "opposite", "cannot be told"], rows)


if __name__ == "__main__":
    make_tables("sites", (differ, within, signs), sys.argv[1:])
