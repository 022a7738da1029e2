"""The example of config/cluster as it stands: certificates made by its script, three servers from its file, and what
`guiyi doctor` says of them; then all services as one process over TLS with a password, and a subset refused where no
other process could reach it."""
import os
import subprocess

from nats_cluster import SOURCE, free_ports, program, run_with_a_server  # first: it makes the next importable
import stage as on
from stage import System, check, equal, eventually

PASSWORD = "only for this story"


def servers_from_the_example(stage):
    server = program()
    tls = stage.folder / "tls"
    subprocess.run([SOURCE / "scripts" / "cluster_certificates", tls, "127.0.0.1"], check=True)
    ports = free_ports(6)
    routes = [f'"nats://127.0.0.1:{port}"' for port in ports[3:]]
    for i in range(3):
        environment = {
            **os.environ, "NODE": f"bus-{i}", "LISTEN": f'"127.0.0.1:{ports[i]}"',
            "CLUSTER_LISTEN": f'"127.0.0.1:{ports[3 + i]}"', "STORE": f'"{stage.folder}/nats-{i}"',
            "CERTIFICATE": f'"{tls}/127.0.0.1.crt"', "KEY": f'"{tls}/127.0.0.1.key"',
            "AUTHORITY": f'"{tls}/authority.crt"', "ROUTE_A": routes[0], "ROUTE_B": routes[1], "ROUTE_C": routes[2],
            "GUIYI_PASSWORD": f'"{PASSWORD}"'}
        stage.children.append(subprocess.Popen(
            [server, "-c", SOURCE / "config" / "cluster" / "nats-server.conf", "-l", stage.folder / f"nats-{i}.log"],
            env=environment, preexec_fn=on.end_with_us, stderr=subprocess.DEVNULL))
    stage.password = stage.folder / "bus.password"
    stage.password.write_text(PASSWORD + "\n")
    stage.bus = {"bus.kind": ",".join(f"tls://127.0.0.1:{port}" for port in ports[:3]), "bus.user": "guiyi",
                 "bus.password_file": str(stage.password), "bus.ca_file": str(tls / "authority.crt"),
                 "bus.certificate_file": str(tls / "guiyi.crt"), "bus.key_file": str(tls / "guiyi.key")}


def doctor(stage, name, changed=None):
    system = System(stage, name, {**stage.bus, **(changed or {})})
    done = subprocess.run(system.arguments("doctor"), capture_output=True, text=True, timeout=120, check=False)
    return done.stdout


def doctor_finds_them_good(stage):
    """Servers that have just met elect a leader first; until then doctor rightly finds fault with them."""
    said = []

    def good():
        said.append(doctor(stage, f"doctor-{len(said)}"))
        wrong = [line for line in said[-1].splitlines()
                 if line.startswith("WRONG") and ("bus" in line or "stream" in line)]
        return not wrong and said[-1].count("syncs before it acknowledges") == 3 and all(
            what in said[-1] for what in ("never more than one winner", "acknowledged by the quorum in"))
    try:
        eventually("three servers, their lock holds, and doctor finds nothing wrong with them", good, 120)
    except on.Failure as why:
        raise on.Failure(f"{why}\n{said[-1]}") from None


def strangers_are_kept_out(stage):
    without = doctor(stage, "without-certificate", {"bus.certificate_file": "", "bus.key_file": ""})
    check("WRONG bus" in without, f"a process without a certificate: {without}")
    stage.password.write_text("another\n")
    other = doctor(stage, "with-another-password")
    stage.password.write_text(PASSWORD + "\n")
    check("WRONG bus" in other, f"a process with another password: {other}")


def a_complaint_goes_through(stage):
    system = System(stage, "all", stage.bus)
    system.serve()
    eventually("it has the turns", lambda: set(system.get("/readyz").json.get("services", {}).values()) == {"decides"})
    filed = system.post("/api/v1/complaints", {
        "channel": "portal", "complainant": {"name": "王小明", "phone": "138 0013 8000"},
        "respondent": {"name": "某某科技有限公司"}, "narrative": "机器人来电推销美容仪，收货后与宣传不符，拒绝退款",
        "calls": [{"caller_number": "010-5555 0100", "called_at": "2026-11-20"}], "requests": ["refund"]})
    equal(filed.status, 201, f"{filed}")
    eventually("it is a case of a desk", lambda: len(system.cases()) == 1)
    check(filed.json["receipt_no"] in system.export(), "the export names it")
    system.stop()


def a_subset_needs_a_shared_bus(stage):
    alone = System(stage, "subset")
    said = alone.command("serve", "intake", expect=2).stderr
    check("--bus nats://" in said, said)


run_with_a_server(servers_from_the_example, doctor_finds_them_good, strangers_are_kept_out, a_complaint_goes_through,
    a_subset_needs_a_shared_bus)
