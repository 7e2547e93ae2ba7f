"""No container engine runs here: the files are read, and every command that the images run is tried."""

import os
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

from pipeline.settings import PROJECT, Settings

DOCKER = PROJECT / "docker"
DOCKERFILE = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
EXACT = re.compile(r":[A-Za-z]*\.?\d+(\.\d+)+|:RELEASE\.\d{4}-\d\d-\d\d")


def stages() -> dict[str, str]:
    """The text of each stage by its name."""
    parts = re.split(r"^FROM (\S+) AS (\S+)$", DOCKERFILE, flags=re.MULTILINE)[1:]
    return {name: f"{base}\n{body}" for base, name, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)}


def command(stage: str, instruction: str) -> list[str]:
    found = re.search(rf"^{instruction} (\[.*\])$", stages()[stage], flags=re.MULTILINE)
    return yaml.safe_load(found.group(1)) if found else []


def test_bases_have_exact_tags():
    for stage in stages().values():
        base = stage.split("\n", 1)[0]
        assert base in stages() or EXACT.search(base), base
    for name, service in SERVICES.items():
        assert EXACT.search(service["image"]), name


def test_images_run_as_a_user_without_rights():
    assert "USER tingjian" in stages()["base"]
    assert "USER root" not in DOCKERFILE
    for name in ("api", "deploy", "worker", "jobs", "prefect"):
        assert SERVICES[name]["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in SERVICES[name]["security_opt"]


@pytest.mark.parametrize("stage", ["api", "worker"])
def test_images_tell_whether_they_are_healthy(stage):
    assert stages()[stage].startswith("base\n")
    assert "HEALTHCHECK" in stages()[stage]


def test_every_long_lived_service_has_a_health_check_and_comes_back():
    for name, service in SERVICES.items():
        if service["restart"] != "no":
            assert service["restart"] == "unless-stopped"
            assert "healthcheck" in service or "build" in service, name


def test_secrets_come_from_the_environment_and_must_be_set():
    text = (DOCKER / "compose.yaml").read_text(encoding="utf-8")
    for line in text.splitlines():
        if re.search(r"(PASSWORD|SECRET|_KEY|_USER):", line) and "POSTGRES_USER" not in line:
            assert re.search(r"\$\{\w+:\?\}", line), line
    example = (DOCKER / ".env.example").read_text(encoding="utf-8")
    assert re.findall(r"^\w*(?:PASSWORD|_USER)=(.*)$", example, flags=re.MULTILINE) == ["", "", ""]


def test_every_variable_that_compose_asks_for_is_in_the_example():
    text = (DOCKER / "compose.yaml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+)", text))
    given = set(re.findall(r"^(\w+)=", (DOCKER / ".env.example").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert asked == given


def test_every_setting_that_compose_sets_exists():
    names = {f"TINGJIAN_{name.upper()}" for name in Settings.model_fields}
    for service in SERVICES.values():
        assert {n for n in service.get("environment", {}) if n.startswith("TINGJIAN_")} <= names


def test_only_this_machine_reaches_the_ports():
    for service in SERVICES.values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_nothing_is_sent_to_anybody():
    assert SERVICES["prefect"]["environment"]["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert "PREFECT_SERVER_ANALYTICS_ENABLED=false" in DOCKERFILE


def test_the_server_is_as_old_as_the_client_and_the_driver_fits_fsspec():
    known = (PROJECT / "constraints.txt").read_text(encoding="utf-8")
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "prefect==3.8.8" in project["project"]["dependencies"]
    assert "\nprefect==3.8.8\n" in (DOCKER / "prefect-server.txt").read_text(encoding="utf-8")
    assert SERVICES["prefect"]["image"] == "prefecthq/prefect:3.8.8-python3.11"
    driver = re.search(r'"s3fs==([\d.]+)"', DOCKERFILE)
    assert driver is not None
    assert f"fsspec=={driver.group(1)}" in known


def test_what_is_copied_exists():
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, flags=re.MULTILINE):
        assert all((PROJECT / source).exists() for source in sources.split())


@pytest.mark.parametrize(
    "line",
    [command("api", "CMD"), command("worker", "CMD"), *(SERVICES[n]["command"] for n in ("deploy", "worker", "jobs"))],
)
def test_every_command_of_the_images_is_known(line):
    modules = {"tingjian": "pipeline.cli", "prefect": "prefect"}
    program, names = line[0], [word for word in line[1:3] if word in ("serve", "deploy", "worker", "start")]
    asked = [sys.executable, "-m", modules[program], *names, "--help"]
    known = subprocess.run(asked, capture_output=True, text=True, env=os.environ | {"COLUMNS": "200"})
    assert known.returncode == 0, known.stderr
    assert all(option in known.stdout for option in line if option.startswith("--"))


def test_the_health_check_of_a_worker_that_is_not_there_fails(tmp_path, monkeypatch):
    monkeypatch.setenv("TINGJIAN_DATA_DIR", str(tmp_path))
    checked = subprocess.run([sys.executable, "-m", "pipeline.cli", "worker", "--healthy"], capture_output=True)
    assert checked.returncode == 1
