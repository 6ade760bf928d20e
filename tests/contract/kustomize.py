"""What `kubectl kustomize` makes of the project's own kustomizations.

Only what these use is known; anything else is an error rather than a difference that nobody sees. Where there is a
kubectl, a test compares.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

Manifest = dict[str, Any]
KNOWN = {"apiVersion", "kind", "resources", "patches", "namespace", "namePrefix", "labels", "images"}


def build(folder: Path) -> list[Manifest]:
    """All manifests of a folder with a kustomization."""
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
    assert set(kustomization) <= KNOWN, f"the reader does not know {set(kustomization) - KNOWN}"
    found = [one for name in kustomization["resources"] for one in _resource(folder / name)]
    for patch in kustomization.get("patches", ()):
        _patch(found, patch)
    _place(found, kustomization.get("namespace"))
    _rename(found, kustomization.get("namePrefix", ""))
    for labels in kustomization.get("labels", ()):
        _label(found, **labels)
    for image in kustomization.get("images", ()):
        _replace_image(found, **image)
    return found


def pod_of(manifest: Manifest) -> Manifest | None:
    """The template of the pods that a manifest makes."""
    template: Manifest | None = manifest.get("spec", {}).get("template")
    return template


def _resource(path: Path) -> list[Manifest]:
    if path.is_dir():
        return build(path)
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def _patch(manifests: list[Manifest], patch: Manifest) -> None:
    target = patch["target"]
    assert set(patch) == {"target", "patch"}
    assert set(target) <= {"kind", "name"}
    meant = [
        one
        for one in manifests
        if one["kind"] == target["kind"] and one["metadata"]["name"] == target.get("name", one["metadata"]["name"])
    ]
    assert meant, f"there is no {target}"
    for change in yaml.safe_load(patch["patch"]):
        for manifest in meant:
            CHANGES[change["op"]](manifest, change["path"].split("/")[1:], copy.deepcopy(change["value"]))


def _replace(part: Any, path: list[str], value: Any) -> None:
    *way, last = [int(step) if step.isdecimal() else step for step in path]
    for step in way:
        part = part[step]
    part[last]  # only what is there can be replaced
    part[last] = value


def _append(part: Any, path: list[str], value: Any) -> None:
    *way, last = path
    assert last == "-"  # only lists are made longer
    for step in way:
        part = part[int(step) if step.isdecimal() else step]
    part.append(value)


CHANGES = {"replace": _replace, "add": _append}


def _place(manifests: list[Manifest], namespace: str | None) -> None:
    for one in manifests:
        if namespace and one["kind"] != "Namespace":
            one["metadata"]["namespace"] = namespace


def _rename(manifests: list[Manifest], prefix: str) -> None:
    accounts = {one["metadata"]["name"] for one in manifests if one["kind"] == "ServiceAccount"}
    for one in manifests:
        one["metadata"]["name"] = prefix + one["metadata"]["name"]
        pod = pod_of(one)
        if pod and pod["spec"]["serviceAccountName"] in accounts:
            pod["spec"]["serviceAccountName"] = prefix + pod["spec"]["serviceAccountName"]


def _label(
    manifests: list[Manifest],
    pairs: dict[str, str],
    *,
    includeSelectors: bool = False,  # noqa: N803 (kustomize's own word)
    includeTemplates: bool = False,  # noqa: N803
) -> None:
    for one in manifests:
        one["metadata"].setdefault("labels", {}).update(pairs)
        pod = pod_of(one)
        if pod and (includeSelectors or includeTemplates):
            pod["metadata"].setdefault("labels", {}).update(pairs)
        if includeSelectors:
            for selector in _selectors(one):
                selector.update(pairs)


def _selectors(manifest: Manifest) -> list[dict[str, str]]:
    if manifest["kind"] == "Service":
        return [manifest["spec"]["selector"]]
    pod = pod_of(manifest)
    spread = pod["spec"].get("topologySpreadConstraints", ()) if pod else ()
    found = [one["labelSelector"]["matchLabels"] for one in spread]
    if "selector" in manifest.get("spec", {}):
        found.append(manifest["spec"]["selector"]["matchLabels"])
    return found


def _replace_image(
    manifests: list[Manifest],
    name: str,
    newName: str,  # noqa: N803
    newTag: str | None = None,  # noqa: N803
) -> None:
    for one in manifests:
        for container in (pod_of(one) or {"spec": {"containers": ()}})["spec"]["containers"]:
            old, _, tag = container["image"].rpartition(":")
            if old == name:
                container["image"] = f"{newName}:{newTag or tag}"
