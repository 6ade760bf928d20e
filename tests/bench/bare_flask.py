"""`python -m tests.bench.bare_flask`: the least that takes attendance over HTTP: JSON parsed, one insert, nothing else.

It runs under the same server as Kapok's api process, with the same settings.
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, request
from gunicorn.app.base import BaseApplication
from pymongo import MongoClient

THREADS = 16


def application() -> Flask:
    """The two handlers."""
    client: MongoClient[dict[str, Any]] = MongoClient(os.environ["KAPOK_STORE_URI"], w="majority", journal=True)
    attendance = client[f"{os.environ['KAPOK_DATABASE_PREFIX']}projects"]["attendance"]
    made = Flask("floor", static_folder=None)

    @made.post("/projects/v1/attendance")
    def single() -> tuple[dict[str, int], int]:
        row = request.get_json()
        attendance.insert_one({"_id": row["attendance_ref"], **row})
        return {"accepted": 1}, 202

    @made.post("/projects/v1/attendance/batch")
    def batch() -> dict[str, int]:
        rows = [line["values"] for line in request.get_json()["rows"]]
        attendance.insert_many([{"_id": row["attendance_ref"], **row} for row in rows])
        return {"accepted": len(rows)}

    return made


class Server(BaseApplication):
    """gunicorn with one process and threads."""

    def load_config(self) -> None:
        """As runner/api.py."""
        for name, value in {
            "bind": f"127.0.0.1:{os.environ['KAPOK_HTTP_PORT']}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "keepalive": 30,
            "timeout": 120,
            "loglevel": "warning",
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, made in the child."""
        return application()


if __name__ == "__main__":
    Server().run()
