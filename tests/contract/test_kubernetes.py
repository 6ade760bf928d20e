"""deploy/kubernetes is what a cluster takes, and what schemas cannot see fits together."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml  # type: ignore[import-untyped]
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from cli.paths import ROOT
from cli.systems import certificate_keys, code_keys, ledger_keys, sealing_keys
from runner import server
from shared.config import SERVICES
from shared.events.catalogue import CATALOGUE
from shared.messaging.topology import queue_of
from tests.contract import cluster, kustomize
from tests.contract.cluster import container, containers, of, pods, selected
from tests.variables import known

VERSIONS = ("1.31", "1.34", "1.37")
"""The oldest that knows all that is used, and newer ones. Their schemas lie inside the package."""
KEDA = Path(__file__).parent / "kubernetes" / "keda.json"
BASES = {"base": cluster.BASE, "example": cluster.EXAMPLE}

every_process = pytest.mark.parametrize("process", cluster.PROCESSES)
every_pod = pytest.mark.parametrize("name", [*cluster.PROCESSES, "migrate", "operator"])
every_service = pytest.mark.parametrize("service", SERVICES)


def _variables(name: str) -> dict[str, str]:
    """Every variable that a container gets, with the ConfigMap or Secret that it comes from."""
    found: dict[str, str] = {}
    for source in container(name)["envFrom"]:
        if "configMapRef" in source:
            origin = source["configMapRef"]["name"]
            keys = set(of("ConfigMap")[origin]["data"])
        else:
            origin = source["secretRef"]["name"]
            keys = set(cluster.secret_keys()[origin])
        assert not keys & set(found), f"{keys & set(found)} is set twice"
        found |= dict.fromkeys(keys, origin)
    return found


def _kubectl_makes(folder: Path) -> list[kustomize.Manifest]:
    done = subprocess.run(["kubectl", "kustomize", str(folder)], capture_output=True, text=True, check=True)
    return list(yaml.safe_load_all(done.stdout))


def _by_name(manifests: list[kustomize.Manifest]) -> dict[tuple[str, str], kustomize.Manifest]:
    found = {(one["kind"], one["metadata"]["name"]): one for one in manifests}
    assert len(found) == len(manifests)
    return found


@pytest.fixture(scope="module")
def schemas() -> Iterator[None]:
    """Each schema is read once: the definitions of a version are megabytes, and it has one for each manifest."""
    read = kubernetes_validate.utils.schema_contents
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kubernetes_validate.utils, "schema_contents", cache(read))
        yield


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.usefixtures("schemas")
def test_kubernetes_takes_it(version: str) -> None:
    """By the strict schemas of the version: no field that it does not know, no value of another kind."""
    for manifest in cluster.manifests():
        if not manifest["apiVersion"].startswith("keda.sh/"):
            kubernetes_validate.validate(manifest, version, strict=True)


def test_keda_takes_the_scalers() -> None:
    """By the part of its definitions that is used."""
    validator = Draft7Validator(json.loads(KEDA.read_text(encoding="utf-8")))
    scalers = [one for one in cluster.manifests() if one["apiVersion"].startswith("keda.sh/")]

    assert len(scalers) == 2 * len(SERVICES)
    assert [error.message for one in scalers for error in validator.iter_errors(one)] == []


@pytest.mark.skipif(not shutil.which("kubectl"), reason="there is no kubectl here; the tests' own reader stands for it")
@pytest.mark.parametrize("name", BASES)
def test_kubectl_makes_the_same_of_it(name: str) -> None:
    """What the other tests look at is what a cluster gets."""
    assert _by_name(_kubectl_makes(BASES[name])) == _by_name(kustomize.build(BASES[name]))


@pytest.mark.skipif(not shutil.which("kubectl"), reason="there is no kubectl here")
def test_without_keda_nothing_of_it_is_left(tmp_path: Path) -> None:
    """An overlay with that component has everything but the scalers."""
    copy = tmp_path / "kubernetes"
    shutil.copytree(cluster.BASE.parent, copy)
    overlay = copy / "overlay"
    overlay.mkdir()
    (overlay / "kustomization.yaml").write_text("resources: [../base]\ncomponents: [../without-keda]\n")

    left = _by_name(_kubectl_makes(overlay))
    assert left == {
        key: one for key, one in _by_name(cluster.manifests()).items() if not one["apiVersion"].startswith("keda.sh/")
    }


def test_each_service_has_an_api_and_a_worker() -> None:
    """And beside them there is only what the operator needs."""
    assert set(of("Deployment")) == {*cluster.PROCESSES, "operator"}
    assert set(of("Job")) == {"migrate"}


@every_pod
def test_a_process_runs_its_own_image_in_a_named_version(name: str) -> None:
    """That of its service, and of the version that these manifests belong to."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    image = name.rpartition("-")[0] or "operator"

    assert container(name)["image"] == f"kapok/{image}:{version}"


@every_process
def test_a_process_runs_its_command(process: str) -> None:
    """The same that README.md names."""
    assert container(process)["command"] == ["python", "-m", f"runner.{process.rpartition('-')[2]}"]


def test_an_overlay_gives_every_image_a_place() -> None:
    """The example names all of them, none by a tag that moves."""
    images = {
        one["image"]
        for pod in map(kustomize.pod_of, kustomize.build(cluster.EXAMPLE))
        if pod
        for one in pod["spec"]["containers"]
    }

    assert len(images) == len(SERVICES) + 1
    assert all(re.fullmatch(r"images\.example\.org/kapok/[a-z]+:\d+\.\d+\.\d+", image) for image in images)


@every_process
def test_a_selector_means_its_own_pods_only(process: str) -> None:
    """Deployment, Service, budget and spreading of a process."""
    selectors = [
        of("Deployment")[process]["spec"]["selector"],
        {"matchLabels": of("Service")[process]["spec"]["selector"]},
        of("PodDisruptionBudget")[process]["spec"]["selector"],
        *(one["labelSelector"] for one in pods()[process]["spec"]["topologySpreadConstraints"]),
    ]

    assert [selected(one) for one in selectors] == [{process}] * len(selectors)


@every_process
def test_the_ports_are_those_that_the_process_opens(process: str) -> None:
    """Container, Service and configuration say the same; what the Service or a probe names is there."""
    ports = {one["name"]: one["containerPort"] for one in container(process)["ports"]}
    data = of("ConfigMap")["kapok"]["data"]
    expected = {"http": int(data["KAPOK_HTTP_PORT"]), "ops": int(data["KAPOK_OPS_PORT"])}
    if process.endswith("-worker"):
        del expected["http"]
    probes = [container(process)[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")]

    assert ports == expected
    assert {one["targetPort"]: one["port"] for one in of("Service")[process]["spec"]["ports"]} == expected
    assert [(one["path"], one["port"]) for one in probes] == [("/livez", "ops"), ("/livez", "ops"), ("/readyz", "ops")]


@every_process
def test_a_process_has_time_to_stop(process: str) -> None:
    """More than the pause before the signal and what it takes for itself at most."""
    own = server.STOP_SECONDS if process.endswith("-api") else _worker_stop_seconds()
    pause = container(process).get("lifecycle", {"preStop": {"sleep": {"seconds": 0}}})["preStop"]["sleep"]["seconds"]

    assert pods()[process]["spec"]["terminationGracePeriodSeconds"] > own + pause


def _worker_stop_seconds() -> int:
    # Importing it would patch this process.
    source = (ROOT / "runner" / "worker.py").read_text(encoding="utf-8")
    (seconds,) = re.findall(r"^STOP_SECONDS = (\d+)$", source, re.MULTILINE)
    return int(seconds)


@every_process
def test_an_upgrade_takes_no_process_before_its_successor_is_ready(process: str) -> None:
    """Of the apis there are always as many as before."""
    assert of("Deployment")[process]["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


@every_pod
def test_every_variable_is_known(name: str) -> None:
    """To shared/config.py; the operator has the passwords that it gives to the services too."""
    passwords = {one for one in cluster.secret_keys()["kapok-operator"] if one.endswith("_PASSWORD")}
    allowed = known() | (passwords if name in {"migrate", "operator"} else set())

    assert set(_variables(name)) <= allowed
    assert {"KAPOK_STORE_URI", "KAPOK_BROKER_URI", "KAPOK_HASH_KEYS"} <= set(_variables(name))


@every_service
def test_a_service_gets_its_own_secret_and_no_other(service: str) -> None:
    """Its user at broker and store is nobody else's."""
    expected, seals = {"kapok-keys", f"kapok-{service}"}, {"kapok-ledger"} if service == "hours" else set()

    assert set(_variables(f"{service}-worker").values()) - {"kapok"} == expected | seals
    assert set(_variables(f"{service}-api").values()) - {"kapok"} == {*expected, "kapok-tokens"}


def test_only_the_operator_signs_and_only_apis_are_shown_tokens() -> None:
    """The migration and the workers get no key of tokens at all."""
    private, public = (
        {name for name in pods() if variable in _variables(name)}
        for variable in ("KAPOK_TOKEN_PRIVATE_KEY", "KAPOK_TOKEN_PUBLIC_KEYS")
    )

    assert private == {"operator"}
    assert public == {f"{service}-api" for service in SERVICES}


@pytest.mark.parametrize("service", sealing_keys.SEALING)
def test_a_services_sealing_keys_are_its_own(service: str) -> None:
    """The registry seals by them, and the operator makes read data again."""
    holders = {name for name in pods() if sealing_keys.SEALING[service] in _variables(name)}

    of = {f"{one}-{kind}" for one in (service, "registry") for kind in ("api", "worker")}
    assert holders == {*of, "operator"}


def test_only_projects_signs_codes() -> None:
    """Whoever else had the keys could say that somebody was there."""
    assert {"projects-api", "projects-worker"} == {name for name in pods() if code_keys.NAME in _variables(name)}


def test_only_hours_signs_certificates() -> None:
    """Whoever else had the keys could say of anybody that they served."""
    assert {"hours-api", "hours-worker"} == {name for name in pods() if certificate_keys.NAME in _variables(name)}


def test_only_the_worker_of_hours_seals_the_ledger() -> None:
    """Not even its api could make another history."""
    assert {"hours-worker"} == {name for name in pods() if ledger_keys.NAME in _variables(name)}


def test_no_secret_is_in_the_manifests() -> None:
    """They are made by the operator."""
    assert of("Secret") == {}
    assert not any("env" in one for _, one in containers())
    assert of("Ingress")["edge"]["spec"]["tls"][0]["secretName"] == cluster.EDGE_CERTIFICATE


@every_pod
def test_a_pod_keeps_to_the_restricted_standard(name: str) -> None:
    """https://kubernetes.io/docs/concepts/security/pod-security-standards/, and a read-only root besides."""
    pod = pods()[name]["spec"]
    security = container(name)["securityContext"]

    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] == 10001
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert security == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["automountServiceAccountToken"] is False
    assert of("ServiceAccount")[pod["serviceAccountName"]]["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod)


@every_pod
def test_a_container_writes_to_its_own_folder_only(name: str) -> None:
    """What it may keep there is bounded; the certificate of a private authority is read, where there is one."""
    tmp, authority = pods()[name]["spec"]["volumes"]

    assert tmp["emptyDir"]["sizeLimit"]
    assert authority == {"name": "authority", "configMap": {"name": "kapok-authority", "optional": True}}
    assert container(name)["volumeMounts"] == [
        {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 (a volume of its own)
        {"name": "authority", "mountPath": "/etc/kapok", "readOnly": True},
    ]


def test_the_namespace_refuses_what_is_not_restricted() -> None:
    """So does the cluster, whatever an overlay adds."""
    labels = of("Namespace")["kapok"]["metadata"]["labels"]

    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


@every_pod
def test_a_container_has_requests_and_limits(name: str) -> None:
    """Of processor and memory."""
    resources = container(name)["resources"]

    assert {kind: set(resources[kind]) for kind in resources} == {
        "requests": {"cpu", "memory"},
        "limits": {"cpu", "memory"},
    }


def test_every_network_rule_means_somebody() -> None:
    """By labels that pods have, and by ports that they open."""
    for name, policy in of("NetworkPolicy").items():
        spec = policy["spec"]
        meant = selected(spec["podSelector"])
        assert meant, name
        for rule in spec.get("ingress", ()):
            ports = [{port["name"] for port in container(one)["ports"]} for one in meant]
            assert all({port["port"] for port in rule["ports"]} <= opened for opened in ports), name
        peers = [
            peer
            for way in ("ingress", "egress")
            for rule in spec.get(way, ())
            for peer in rule["from" if way == "ingress" else "to"]
        ]
        assert all(selected(peer["podSelector"]) for peer in peers if "namespaceSelector" not in peer), name


def test_nobody_may_speak_to_anybody_by_default() -> None:
    """What is allowed is allowed by name; only workers and the operator reach the broker."""
    policies = of("NetworkPolicy")
    nothing = policies["nothing"]["spec"]

    assert nothing == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert all(
        rule["ports"] for one in policies.values() for way in ("ingress", "egress") for rule in one["spec"].get(way, ())
    )
    assert selected(policies["broker"]["spec"]["podSelector"]) == {
        "migrate",
        "operator",
        *(f"{service}-worker" for service in SERVICES),
    }
    assert selected(policies["broker-management"]["spec"]["podSelector"]) == {"migrate", "operator"}
    assert selected(policies["requests"]["spec"]["podSelector"]) == {f"{service}-api" for service in SERVICES}


def test_the_edge_leads_to_each_service() -> None:
    """By its path, to a port that its Service has."""
    (rule,) = of("Ingress")["edge"]["spec"]["rules"]
    ways = {one["path"]: one["backend"]["service"] for one in rule["http"]["paths"]}

    assert ways == {f"/{service}": {"name": f"{service}-api", "port": {"name": "http"}} for service in SERVICES}
    assert all(
        "http" in {port["name"] for port in of("Service")[one["name"]]["spec"]["ports"]} for one in ways.values()
    )


def test_the_edge_limits_as_the_containers_do() -> None:
    """The annotations are the figures of deploy/edge/nginx.conf."""
    nginx = (ROOT / "deploy" / "edge" / "nginx.conf").read_text(encoding="utf-8")
    annotations = of("Ingress")["edge"]["metadata"]["annotations"]
    shown = {name.partition("/")[2]: value for name, value in annotations.items()}

    def figure(pattern: str) -> str:
        (found,) = re.findall(pattern, nginx)
        return str(found)

    rate = figure(r"rate=(\d+)r/s")
    assert shown == {
        "ssl-redirect": "false",
        "proxy-body-size": figure(r"client_max_body_size (\w+);"),
        "limit-rps": rate,
        "limit-burst-multiplier": str(int(figure(r"burst=(\d+)")) // int(rate)),
        "limit-connections": figure(r"limit_conn connections (\d+);"),
        "proxy-connect-timeout": figure(r"proxy_connect_timeout (\d+)s;"),
        "proxy-read-timeout": figure(r"proxy_read_timeout (\d+)s;"),
        "proxy-send-timeout": figure(r"proxy_send_timeout (\d+)s;"),
    }


@every_service
def test_a_worker_is_scaled_by_each_of_its_queues(service: str) -> None:
    """By those that the catalogue gives it, and no other, with its own user at the broker."""
    scaler = of("ScaledObject")[f"{service}-worker"]["spec"]
    queues = [one["metadata"]["queueName"] for one in scaler["triggers"]]
    access = of("TriggerAuthentication")[f"{service}-worker"]["spec"]["secretTargetRef"]

    assert sorted(queues) == sorted(
        queue_of(service, one.type) for one in CATALOGUE.values() if service in one.listeners
    )
    assert {one["authenticationRef"]["name"] for one in scaler["triggers"]} == {f"{service}-worker"}
    assert access == [{"parameter": "host", "name": f"kapok-{service}", "key": "KAPOK_BROKER_URI"}]
    assert "KAPOK_BROKER_URI" in cluster.secret_keys()[f"kapok-{service}"]


@every_service
def test_a_scaler_and_its_worker_do_not_quarrel(service: str) -> None:
    """The Deployment names no number of its own, which an upgrade would bring back."""
    target = of("ScaledObject")[f"{service}-worker"]["spec"]["scaleTargetRef"]["name"]

    assert "replicas" not in of("Deployment")[target]["spec"]
