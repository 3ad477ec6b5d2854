"""Sites in saved tallies are those of the rows, whatever is audited."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from kinds import kinds
from test_saved_laws import ORDERED, differences, tallies

import fairaudit
from fairaudit.errors import UsageError

KINDS = kinds()


@pytest.mark.parametrize("name", KINDS)
def test_sites_of_merged_tallies_are_those_of_the_rows(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    groups = [each for each in kind.settings["groups"] if "region" not in each]
    if "where" in kind.settings:  # all rows are of one region
        kind = kind._replace(settings={each: said for each, said in kind.settings.items() if each != "where"})
    kind = kind._replace(settings={**kind.settings, "groups": groups, "site": "region"})
    places = [np.flatnonzero(kind.rows["region"].to_numpy() == each) for each in ("south", "north")]
    none = np.flatnonzero(kind.rows["region"].isna())
    paths = tallies(kind, tmp_path, [*places, none])
    expected = dict(fairaudit.audit(kind.rows, **kind.settings).to_dict())
    left_out = ORDERED if name in ("overlapping", "classes", "classes of users") else ()
    found = dict(fairaudit.audit(paths).to_dict())
    assert differences(expected, found, left_out=left_out) == []
    told = found["sites"]
    assert [each["site"] for each in told["sites"]] == ["north", "south", None]
    assert sum(each["n"] for each in told["sites"]) == found["overall"]["n"]
    assert {name for each in found["groups"] for name in each["by"]} == set(found["attributes"])
    assert "region" not in found["attributes"]


@pytest.mark.parametrize("name", KINDS)
def test_each_tally_can_be_a_site(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    which = np.random.default_rng([61, len(name)]).integers(0, 3, len(kind.rows))
    paths = tallies(kind, tmp_path, [np.flatnonzero(which == part) for part in range(3)])
    rows = kind.rows.assign(tally=which.astype(str))
    expected = dict(fairaudit.audit(rows, **kind.settings, site="tally").to_dict())
    left_out = ORDERED if name in ("overlapping", "classes", "classes of users") else ()
    found = dict(fairaudit.audit(paths, site="tally()").to_dict())
    assert differences(expected, found, left_out=left_out) == []
    assert [each["site"] for each in found["sites"]["sites"]] == ["0", "1", "2"]


def test_tallies_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    rows = KINDS["decisions"].rows
    paths = [tmp_path / folder / "march.tally" for folder in ("a", "b")]
    for place, path in enumerate(paths):
        path.parent.mkdir()
        fairaudit.tally_of(rows[place::2], groups="sex").write(path)
    found = fairaudit.audit(paths, groups="sex", site="tally()").to_dict()["sites"]
    assert [each["site"] for each in found["sites"]] == list(map(str, paths))


def test_a_column_called_tally_is_not_hidden(tmp_path: Path) -> None:
    fairaudit.tally_of(KINDS["decisions"].rows.assign(tally="x"), groups=["sex", "tally"]).write(tmp_path / "all.tally")
    with pytest.raises(UsageError, match="counted by `tally` already"):
        fairaudit.audit(tmp_path / "all.tally", groups="sex", site="tally()")


def test_a_tally_by_a_column_can_be_audited_with_it_as_the_site(tmp_path: Path) -> None:
    rows = KINDS["decisions"].rows
    fairaudit.tally_of(rows, groups=["sex", "region"]).write(tmp_path / "all.tally")
    found = fairaudit.audit(tmp_path / "all.tally", groups="sex", site="region").to_dict()
    assert found["sites"] == fairaudit.audit(rows, groups="sex", site="region").to_dict()["sites"]
    with pytest.raises(UsageError, match="not counted by `user`"):
        fairaudit.audit(tmp_path / "all.tally", groups="sex", site="user")
