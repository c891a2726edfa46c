"""Scans of a delegation: who may still add one."""

import pytest

from ceremony.core.db import transaction
from ceremony.core.permissions import Role
from ceremony.delegations.operations import composition, documents
from ceremony.delegations.queries import delegations as queries
from tests import cast, make


def add(actor, delegation):
    scan = {"kind": "other", "name": "note.pdf", "file": "0" * 64 + ".pdf", "size": 1}
    with transaction(actor):
        documents.add_document(actor=actor, delegation=delegation, **scan)


@pytest.mark.parametrize(("state", "reason"), [("withdrawn", None), ("refused", "Late.")])
def test_only_the_desk_files_anything_where_nobody_comes(state, reason):
    delegation = make.delegation(state, reason=reason)
    with pytest.raises(composition.Frozen, match="does not take part"):
        add(make.focal_point(delegation), delegation)
    assert queries.documents(delegation) == []
    add(cast.actor(Role.REGISTRAR), delegation)
    assert [x.is_ours for x in queries.documents(delegation)] == [True]


@pytest.mark.parametrize("state", ["draft", "submitted", "approved"])
def test_a_focal_point_files_a_late_paper(state):
    delegation = make.delegation(state)
    add(make.focal_point(delegation), delegation)
    assert [x.is_ours for x in queries.documents(delegation)] == [False]
