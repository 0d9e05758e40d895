"""One site for all the tests of this folder that need replicas."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deploy.site import Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two replicas behind nginx. A test that kills one starts it again when it needs it: `Site.start`."""
    with Site(tmp_path_factory.mktemp("site")) as site:
        yield site
