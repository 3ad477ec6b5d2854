"""Files that a URI names: the only place that may use the network, and only if the user gave a URI."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pyarrow as pa

from fairaudit.errors import DataError
from fairaudit.source.faults import file_shown, reading
from fairaudit.source.layout import DATA_SUFFIX, is_passed_over, partition_of
from fairaudit.source.stored import StoredFile


def remote_files(uri: str) -> list[StoredFile]:
    """Return the file that a URI names, or the data files of the folder.

    Raises:
        DataError: nothing is there, it cannot be reached, or the scheme is not known.
    """
    from pyarrow import fs

    with reading(uri, "cannot be reached. Check the address, your credentials and the network."):
        try:
            system, path = fs.FileSystem.from_uri(uri)
        except pa.ArrowInvalid as error:
            raise DataError(
                f"{file_shown(uri)} is no address that can be read. Use s3://, gs://, hdfs:// or file://, or copy the "
                "data to this machine."
            ) from error
        found = system.get_file_info(path)
        if found.type == fs.FileType.NotFound:
            raise DataError(f"There is nothing at {file_shown(uri)}. Check the address.")
        if found.type == fs.FileType.File:
            return [StoredFile(uri, partial(system.open_input_file, path))]
        return _in_remote_folder(uri, system, path)


def _in_remote_folder(uri: str, system: Any, path: str) -> list[StoredFile]:
    from pyarrow import fs

    files = []
    for found in sorted(system.get_file_info(fs.FileSelector(path, recursive=True)), key=lambda found: found.path):
        inside = found.path[len(path.rstrip("/")) + 1 :]
        hidden = any(is_passed_over(name) for name in re.split("/", inside))
        if found.type == fs.FileType.File and DATA_SUFFIX.search(inside) and not hidden:
            name = f"{uri.rstrip('/')}/{inside}"
            files.append(StoredFile(name, partial(system.open_input_file, found.path), partition_of(inside)))
    if not files:
        raise DataError(f"There is no data file in the folder {file_shown(uri)}. Check the address.")
    return files
