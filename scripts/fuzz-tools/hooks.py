"""Hooks of scripts/fuzz: the token of a director, and real objects in half of the paths."""

import os
import random

import requests
import schemathesis

URL = os.environ["JALON_URL"]
ACCOUNT = {"email": os.environ["FUZZ_EMAIL"], "password": os.environ["FUZZ_PASSWORD"]}
chance = random.Random(1)
known = {}


def sign_in():
    answer = requests.post(f"{URL}/v1/auth/sessions", json=ACCOUNT, timeout=30)
    answer.raise_for_status()
    return answer.json()["access_token"]


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


# Tokens live for ten minutes.
@schemathesis.auth(refresh_interval=240)
class Director:
    def get(self, case, context):
        return sign_in()

    def set(self, case, data, context):
        case.headers = {**(case.headers or {}), **bearer(data)}


def objects(collection):
    """Identifiers of a list, the director's own left out: who signs in must stay able to."""
    if collection not in known:
        headers = bearer(sign_in())
        me = requests.get(f"{URL}/v1/me", headers=headers, timeout=30).json()["id"]
        answer = requests.get(f"{URL}{collection}", params={"limit": 20}, headers=headers, timeout=30)
        items = answer.json().get("items", []) if answer.ok else []
        known[collection] = [item["id"] for item in items if item.get("id") not in (None, me)]
    return known[collection]


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    path = context.operation.path
    if path_parameters and "/{id}" in path and chance.random() < 0.5:
        there = objects(path.split("/{id}")[0])
        if there:
            path_parameters = {**path_parameters, "id": chance.choice(there)}
    return path_parameters


# `fields` keeps some members only, by the wish of the caller: what remains is not the whole object of the schema.
@schemathesis.hook
def before_call(context, case, kwargs):
    if case.query:
        case.query.pop("fields", None)
