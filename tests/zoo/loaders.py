"""Builds and loads files with the libraries that users load them with. Prints one JSON object.

build  <rows.jsonl> <out.parquet>…  writes the rows as Parquet
typed  <out.parquet> <variant>      writes a Parquet file with a column of nearly every type that Arrow has
load   <file>...                    numbers of rows by loader, or the error
same   -- <input> <outputs>... --…   whether the outputs together hold the input's rows and types
"""
import datetime
import decimal
import json
import os
import sys
import tempfile

import pyarrow as pa
import pyarrow.json
import pyarrow.parquet as pq


def build(*pairs):
    for rows, out in zip(pairs[::2], pairs[1::2]):
        with open(rows) as lines:
            table = [json.loads(line) for line in lines]
        try:
            pq.write_table(pa.Table.from_pylist(table), out, row_group_size=7)
        except pa.ArrowInvalid:
            # Parquet cannot hold a column of strings and lists.
            pq.write_table(pa.Table.from_pylist([{k: json.dumps(v) for k, v in row.items()} for row in table]), out)
    return {}


VARIANTS = {
    "v1": {},
    "v2-zstd": {"data_page_version": "2.0", "compression": "zstd"},
    "plain": {"use_dictionary": False, "compression": "none"},
    "delta": {"use_dictionary": False, "compression": "gzip", "column_encoding": {"row": "DELTA_BINARY_PACKED", "text": "DELTA_BYTE_ARRAY", "large": "DELTA_LENGTH_BYTE_ARRAY", "narrow": "BYTE_STREAM_SPLIT"}},
    "small-pages": {"data_page_size": 64, "write_batch_size": 3},
    "int96": {"use_deprecated_int96_timestamps": True},
}


def typed(out, variant="v1"):
    utc = datetime.timezone.utc
    count = 40
    at = lambda i: datetime.datetime(2020, 1, 1 + i % 28, 3, 4, 5, 678901, tzinfo=utc)
    columns = [
        ("text", pa.string(), lambda i: f"The {i - i % 3 // 2}th keeper wrote a note about {(i - i % 3 // 2) ** 2} ships and their lamps at night."),
        ("e", pa.int8(), lambda i: i),
        ("i", pa.uint64(), lambda i: 2**63 + i),
        ("row", pa.int64(), lambda i: i),
        ("file_row_number", pa.int32(), lambda i: i),
        ("large", pa.large_string(), lambda i: None if i % 3 else f"l{i}"),
        ("half", pa.float16(), lambda i: float(i)),
        ("narrow", pa.float32(), lambda i: i / 3),
        ("decimal", pa.decimal128(38, 9), lambda i: decimal.Decimal(i) / 8),
        ("wide_decimal", pa.decimal256(60, 9), lambda i: decimal.Decimal(i) / 8),
        ("time", pa.time64("us"), lambda i: datetime.time(1, 2, 3, i)),
        ("date", pa.date32(), lambda i: datetime.date(2020, 1, 1 + i % 28)),
        ("zoned", pa.timestamp("us", tz="Europe/Berlin"), at),
        ("nanos", pa.timestamp("ns"), lambda i: 1_600_000_000_000_000_000 + i),
        ("duration", pa.duration("us"), lambda i: datetime.timedelta(seconds=i)),
        ("fixed", pa.binary(4), lambda i: bytes([i, 0, 1, 2])),
        ("fixed_list", pa.list_(pa.int16(), 2), lambda i: [i, i]),
        ("lists", pa.list_(pa.struct([("a", pa.int32()), ("b", pa.list_(pa.string()))])), lambda i: [{"a": i, "b": ["x"] * (i % 3)}]),
        ("map", pa.map_(pa.string(), pa.int32()), lambda i: [("k", i)]),
        ("dictionary", pa.dictionary(pa.int32(), pa.string()), lambda i: "ab"[i % 2]),
        ("sure", pa.field("sure", pa.int32(), nullable=False, metadata={"unit": "keeper"}), lambda i: i),
        ("flag", pa.bool_(), lambda i: None if i == 3 else i % 2 == 0),
    ]
    fields = [kind if isinstance(kind, pa.Field) else pa.field(name, kind) for name, kind, _ in columns]
    arrays = [pa.array([of(i) for i in range(count)], field.type) for field, (_, _, of) in zip(fields, columns)]
    schema = pa.schema(fields, metadata={"huggingface": '{"info":{}}', "own": "kept"})
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out, row_group_size=17, **VARIANTS[variant])
    return {}


def load(*paths):
    return {path: {name: attempt(of, path) for name, of in LOADERS.items()} for path in paths}


def attempt(of, path):
    try:
        return of(path)
    except ImportError:
        return "absent"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]


def is_parquet(path):
    return path.endswith(".parquet")


def is_document(path):
    """A JSON document, which is one list, and no JSON lines."""
    return path.endswith(".json")


def with_json(path):
    if not is_document(path):
        raise ImportError
    with open(path) as document:
        return len(json.load(document))


def with_pyarrow(path):
    if is_document(path):
        raise ImportError("pyarrow reads JSON lines alone")
    return pq.read_table(path).num_rows if is_parquet(path) else pa.json.read_json(path).num_rows


def with_pandas(path):
    import pandas

    return len(pandas.read_parquet(path) if is_parquet(path) else pandas.read_json(path, lines=not is_document(path)))


def with_polars(path):
    import polars

    if is_document(path):
        return polars.read_json(path).height
    return (polars.read_parquet(path) if is_parquet(path) else polars.scan_ndjson(path).collect()).height


def with_duckdb(path):
    import duckdb

    return duckdb.sql(f"select count(*) from '{path}'").fetchall()[0][0]


def with_datasets(path):
    import datasets

    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as cache:
        kind = "parquet" if is_parquet(path) else "json"
        return datasets.load_dataset(kind, data_files=path, cache_dir=cache, split="train").num_rows


LOADERS = {
    "json": with_json,
    "pyarrow": with_pyarrow,
    "pandas": with_pandas,
    "polars": with_polars,
    "duckdb": with_duckdb,
    "datasets": with_datasets,
}


def is_ours(name):
    return name == "freckle" or name.startswith("freckle_")


def same(*groups):
    differences = []
    for group in " ".join(groups).split("-- ")[1:]:
        source, *outputs = group.split()
        differences += [f"{source}: {one}" for one in same_file(source, outputs)["differences"]]
    return {"differences": differences}


def same_file(source, outputs):
    if not is_parquet(source):
        return same_lines(source, outputs)
    before = pq.read_table(source)
    tables = [pq.read_table(path) for path in outputs]
    differences = []
    for table in tables:
        for field in before.schema:
            found = table.schema.field(field.name) if field.name in table.schema.names else None
            if found is None or found.type != field.type or found.nullable != field.nullable or (found.metadata or {}) != (field.metadata or {}):
                differences.append(f"{field.name}: {field.type} {field.nullable} became {found and found.type} {found and found.nullable}")
        if (before.schema.metadata or {}) != (table.schema.metadata or {}):
            differences.append(f"metadata: {before.schema.metadata} became {table.schema.metadata}")
    names = before.schema.names
    after = sorted(repr(row) for table in tables for row in table.select([n for n in names if n in table.schema.names]).to_pylist())
    rows = sorted(repr(row) for row in before.to_pylist())
    if rows != after:
        first = next((f"{a} became {b}" for a, b in zip(rows, after) if a != b), f"{len(rows)} rows became {len(after)}")
        differences.append(f"values: {first[:600]}")
    return {"differences": sorted(set(differences))}


def same_lines(source, outputs):
    read = lambda path: [json.loads(line) for line in open(path)]
    before = sorted(json.dumps(row) for row in read(source))
    after = sorted(json.dumps({k: v for k, v in row.items() if not is_ours(k)}) for path in outputs for row in read(path))
    return {"differences": [] if before == after else ["rows differ"]}


if __name__ == "__main__":
    os.environ.setdefault("HF_DATASETS_OFFLINE", "1")
    print(json.dumps({"build": build, "typed": typed, "load": load, "same": same}[sys.argv[1]](*sys.argv[2:])))
