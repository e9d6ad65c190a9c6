//! The packages of which something is known, each with its table. Sorted, for the search.

/// Embeds one file per package from rules/knowledge.
macro_rules! packages {
    ($($package:literal),+ $(,)?) => {
        pub const PACKAGES: &[(&str, &str)] = &[
            $(($package, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/knowledge/", $package, ".toml"))),)+
        ];
    };
}

#[rustfmt::skip]
packages![
    "MySQLdb", "PIL", "aio_pika", "aioboto3", "aiofiles", "aiohttp", "aiokafka", "aiomysql", "aiosqlite",
    "anthropic", "anyio", "argon2", "argparse", "array", "asgiref", "ast", "asyncio", "asyncpg", "atexit",
    "azure", "base64", "bcrypt", "binascii", "bisect", "boto3", "botocore", "bs4", "builtins", "bz2",
    "calendar", "cassandra", "celery", "channels", "clickhouse_connect", "cmath", "codecs", "collections",
    "colorsys", "concurrent", "configparser", "confluent_kafka", "contextlib", "contextvars", "copy",
    "cryptography", "csv", "cv2", "dataclasses", "datetime", "dateutil", "dbm", "decimal", "difflib", "dis",
    "django", "docker", "dramatiq", "duckdb", "elasticsearch", "email", "enum", "fastapi", "filecmp",
    "fileinput", "flask_sqlalchemy", "fnmatch", "fractions", "ftplib", "functools", "gc", "getpass", "gettext", "git", "glob",
    "google", "graphlib", "grpc", "gzip", "hashlib", "heapq", "hmac", "html", "http", "httpx", "imaplib",
    "importlib", "inspect", "io", "ipaddress", "itertools", "jinja2", "joblib", "json", "jsonschema", "kafka",
    "keyword", "kombu", "langchain_core", "langchain_openai", "linecache", "litellm", "locale", "logging", "lxml", "lzma", "mailbox", "marshal", "math",
    "matplotlib", "mimetypes", "mmap", "mongoengine", "motor", "msgpack", "multiprocessing", "neo4j", "netrc",
    "numpy", "onnxruntime", "openai", "openpyxl", "opensearchpy", "operator", "oracledb", "orjson", "os",
    "pandas", "paramiko", "passlib", "pathlib", "peewee", "pickle", "pika", "pkgutil", "platform", "plistlib",
    "polars", "poplib", "pprint", "psycopg", "psycopg2", "psycopg_pool", "pyarrow", "pydantic", "pymemcache",
    "pymongo", "pymysql", "pyodbc", "queue", "quopri", "random", "re", "redis", "reprlib", "requests", "rq",
    "runpy", "sched", "secrets", "select", "selectors", "sentence_transformers", "shelve", "shlex", "shutil",
    "signal", "simplejson", "site", "slack_sdk", "smtplib", "socket", "socketserver", "spacy", "sqlalchemy",
    "sqlite3", "sqlmodel", "ssl", "starlette", "stat", "statistics", "string", "struct", "subprocess", "sys", "sysconfig",
    "tarfile", "telnetlib", "tempfile", "textwrap", "threading", "tiktoken", "time", "timeit", "tokenize",
    "toml", "tomllib", "torch", "tornado", "tortoise", "traceback", "tracemalloc", "transformers", "trio",
    "twisted", "types", "typing", "ujson", "unicodedata", "urllib", "urllib3", "uuid", "warnings", "wave",
    "weakref", "webbrowser", "websockets", "xml", "xmlrpc", "yaml", "zipfile", "zlib", "zoneinfo",
];
