"""What stands in for MongoDB where its public image cannot be had: the embedded store, told to listen in all networks.

Left alone it listens in the first network that it is in, and takes no certificate, which MongoDB itself does both.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path

from cli.stack import bulks, embedded, entries, packing, statements, waits
from tests.containers.containers import Containers

IMAGE, PROGRAM = "mongo:7", "/opt/venv/bin/python"
"""The public image has no such program."""
FILE = "stand-in.yml"
PARTS = (bulks, entries, packing, statements, waits)
PREPARED = f"""
import sys, types

for name, source in {[(one.__name__, inspect.getsource(one)) for one in (*PARTS, embedded)]!r}:
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(source, name, "exec"), vars(module))
sys.modules["{embedded.__name__}"].prepare()
"""
"""The image has the store and nothing of the project: as in a home, it is changed before it is opened."""
STORE = """
import os, signal, threading
from pathlib import Path
from pymongo import MongoClient
from pymongo.errors import OperationFailure
from secantus.server import SecantusDBServer


class Store(SecantusDBServer):
    address = ("store", 27017)  # by which its clients find it in each network


kept = {"storage_path": "/data/db", "sync_on_commit": True}
with SecantusDBServer(host="127.0.0.1", port=27018, **kept) as setup:
    try:
        password = os.environ["MONGO_INITDB_ROOT_PASSWORD"]
        MongoClient(setup.uri).admin.command("createUser", "root", pwd=password, roles=["root"])
    except OperationFailure as error:
        if "already exists" not in str(error):
            raise
certificate = Path("/run/secrets/store-certificate")
tls = {"tls_cert_file": str(certificate), "tls_key_file": str(certificate)} if certificate.exists() else {}
stop = threading.Event()
for one in (signal.SIGTERM, signal.SIGINT):
    signal.signal(one, lambda *_: stop.set())
with Store(host="", port=27017, replica_set_name="kapok", require_auth=True, **kept, **tls):
    stop.wait()
"""
PING = """
from pathlib import Path
from pymongo import MongoClient

tls = {"tls": True, "tlsCAFile": "/etc/kapok/authority.pem"} if Path("/run/secrets/store-certificate").exists() else {}
MongoClient("store", 27017, serverSelectionTimeoutMS=2000, directConnection=True, **tls).admin.command("ping")
"""


def files(containers: Containers, *compose: str) -> str:
    """The compose files to read, and where a stand-in is used what changes it."""
    if not containers.has(IMAGE, PROGRAM):
        return ":".join(compose)
    changes = {
        "entrypoint": [PROGRAM, "-c", PREPARED + STORE],
        "healthcheck": {"test": ["CMD", PROGRAM, "-c", PING]},
    }
    # Its JSON is YAML.
    Path(containers.folder, FILE).write_text(json.dumps({"services": {"store": changes}}))
    return ":".join([*compose, FILE])
