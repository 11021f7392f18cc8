"""The analysis of converted logs on Apache Spark, for those whose logs outgrow one machine.

This and a history in PostgreSQL are the only doors of camaudit to a network besides those of an
audit that sends: Spark's driver speaks with its workers, by loopback unless the operator names a
cluster. The statement is the one that DuckDB carries out; nothing is judged here.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from camaudit.errors import SourceError, UsageError
from camaudit.flows.convert import CONVERSATIONS
from camaudit.flows.sql import SPARK, outbound
from camaudit.flows.sums import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from camaudit.flows.sums import Sum

LOCAL = "local[*]"  # every processor of this machine
_LOOPBACK = "127.0.0.1"


def spark_sums(
    folder: Path, ranges: Sequence[tuple[str, str]], master: str = LOCAL
) -> Iterator[Sum]:
    """Analyse a folder of converted logs.

    Input:  master: as Spark names it: "local[*]", "local-cluster[2,1,1024]", "spark://HOST:PORT";
            where it begins with "local", nothing but loopback is used.
    Raises: UsageError where Spark or Java is not there, SourceError where the files are not read.
    """
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "--engine spark needs the extra `cluster`: pip install 'camaudit[cluster]'"
        ) from error
    builder = SparkSession.builder.appName("camaudit").master(master)
    builder = builder.config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.session.timeZone", "UTC")
    builder = builder.config("spark.log.level", "ERROR")
    if master.startswith("local"):
        os.environ["SPARK_LOCAL_IP"] = _LOOPBACK
        builder = builder.config("spark.driver.bindAddress", _LOOPBACK)
        builder = builder.config("spark.driver.host", _LOOPBACK)
    try:
        session = builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        raise UsageError("--engine spark needs Java 17: Spark could not be started") from error
    try:
        session.read.parquet(str(folder / CONVERSATIONS)).createOrReplaceTempView("rows_of_logs")
        for row in session.sql(outbound("rows_of_logs", ranges, SPARK)).toLocalIterator():
            yield read(tuple(row))
    except PySparkException as error:
        first = str(error).strip().split("\n", 1)[0][:200]
        raise SourceError(folder.name, f"cannot be read by Spark: {first}") from error
    finally:
        session.stop()
