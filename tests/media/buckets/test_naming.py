"""A bucket is named by settings, and a bad name is refused at the start."""

from __future__ import annotations

import pytest

from config import from_environment


@pytest.mark.parametrize(
    "given, said",
    [
        ({"BUCKET": "films"}, "give it like s3://"),
        ({"BUCKET": "s3://Films!"}, "give it like s3://"),
        ({"BUCKET": "s3://films", "BUCKET_ENDPOINT": "ftp://x"}, "give it like https://"),
        ({"BUCKET": "s3://films", "BUCKET_KEY": "k"}, "go together"),
        ({"DELIVERY": "redirect"}, "name it in MATINEE_BUCKET"),
        ({"KEEP_IN": "bucket"}, "KEEP_IN"),
    ],
)
def test_a_bucket_named_badly_is_refused(given: dict[str, str], said: str, tmp_path) -> None:
    values = {f"MATINEE_{name}": value for name, value in given.items()}
    with pytest.raises(Exception, match=said):
        from_environment({"MATINEE_ENV": "demo", "MATINEE_INSTANCE": str(tmp_path), **values})


def test_a_bucket_named_well_is_taken(tmp_path) -> None:
    values = {"MATINEE_BUCKET": "s3://films/house/", "MATINEE_BUCKET_REGION": "eu-central-1"}
    values |= {"MATINEE_DELIVERY": "redirect", "MATINEE_ENV": "demo", "MATINEE_INSTANCE": str(tmp_path)}
    config = from_environment(values)
    assert config["BUCKET"] == {"bucket": "films", "prefix": "house", "region": "eu-central-1"}
    assert (config["KEEP_IN"], config["MEDIA_ORIGIN"]) == ("bucket", "https://s3.eu-central-1.amazonaws.com")
