"""`python -m tests.bench.bare_flask`: the least that takes attendance, or sign-ups, over HTTP: JSON parsed, one insert.

It runs under the same server as Kapok's api process, with the same settings.
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, request
from pymongo import MongoClient

from runner.server import Server


def application() -> Flask:
    """The handlers."""
    client: MongoClient[dict[str, Any]] = MongoClient(os.environ["KAPOK_STORE_URI"], w="majority", journal=True)
    database = client[f"{os.environ['KAPOK_DATABASE_PREFIX']}projects"]
    attendance, sign_ups = database["attendance"], database["sign_ups"]
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

    @made.post("/projects/v1/sign-ups")
    def sign_up() -> tuple[dict[str, str], int]:
        row = request.get_json()
        sign_ups.insert_one({"_id": f"{row['shift_ref']}:{row['volunteer_ref']}", **row})
        return {"state": "confirmed"}, 201

    return made


if __name__ == "__main__":
    Server(application(), "127.0.0.1", int(os.environ["KAPOK_HTTP_PORT"])).serve()
