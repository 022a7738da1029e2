"""Sign-in through a real OpenID provider (oidc-provider of npm): code, PKCE, ID token, whose account it is, and what
of another browser or another sign-in does not get in."""
import json
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar, DefaultCookiePolicy

import stage as on
from stage import SOURCE, Skip, check, end_with_us, equal

PACKAGE = "oidc-provider@8.8.1"
SECRET = "a-secret-of-the-client-and-the-provider-alone"


class Browser:
    """Follows redirects one by one and keeps cookies by host and port, as browsers keep them by host."""

    def __init__(self):
        self.jars = {}

    def ask(self, url, form=None):
        jar = self.jars.setdefault(urllib.parse.urlsplit(url).netloc, CookieJar(DefaultCookiePolicy(
            strict_ns_domain=DefaultCookiePolicy.DomainLiberal)))

        class NoRedirect(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *args):
                return None
        opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPCookieProcessor(jar))
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            answer = opener.open(url, data, timeout=30)
        except urllib.error.HTTPError as refused:
            answer = refused
        body = answer.read().decode("utf-8", "replace")
        to = answer.headers.get("Location")
        return answer.status, urllib.parse.urljoin(url, to) if to else None, body

    def until(self, url, stop, form=None):
        """Follows redirects until one leads to an address that `stop` takes, or there is none."""
        for _ in range(12):
            status, to, body = self.ask(url, form)
            form = None
            if not to or stop(to):
                return status, to or url, body
            url = to
        raise on.Failure("redirects without end")


def a_provider_and_a_system_that_trusts_it(stage):
    if not shutil.which("node") or not shutil.which("npm"):
        raise Skip("needs node and npm for a real OpenID provider (oidc-provider)")
    folder = stage.folder / "provider"
    folder.mkdir()
    installed = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefer-offline", PACKAGE], cwd=folder,
                               capture_output=True, timeout=300)
    if installed.returncode != 0:
        raise Skip(f"npm cannot install {PACKAGE} here")
    # The system's address must be known to the provider before it starts, and the provider's to the system: the system
    # starts once to learn its port and again with the provider's address.
    probe = on.System(stage, "probe").serve()
    staff = probe.staff.netloc
    probe.stop()
    redirect = f"http://{staff}/api/v1/session/oidc/callback"
    provider = subprocess.Popen(["node", str(SOURCE / "tests" / "scenario" / "oidc_provider.mjs"), redirect, SECRET],
                                cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                preexec_fn=end_with_us)
    stage.children.append(provider)
    stage.issuer = provider.stdout.readline().strip()
    if not stage.issuer:
        raise Skip("this node cannot run oidc-provider")
    config = stage.settings("office", {})
    (config.parent / "oidc.secret").write_text(SECRET)
    (config.parent / "oidc.toml").write_text(
        f'issuer = "{stage.issuer}"\nclient_id = "guiyi"\nclient_secret_file = "oidc.secret"\n'
        f'redirect_url = "{redirect}"\n')
    stage.system = on.System(stage, "trusting")
    stage.system.config = config
    stage.system.staff_listen = staff
    stage.system.serve()
    equal(stage.system.staff.netloc, staff, "the staff side's address")
    stage.callback = redirect
    said = stage.system.post("/api/v1/admin/accounts", {"account": "wang.min"}, side="staff")
    equal(said.status, 201, f"account: {said}")


def log_in(stage, browser, name):
    """At the provider, as a person does; answers the address that leads back."""
    at = f"http://{stage.system.staff.netloc}/api/v1/session/oidc"

    def back(to):
        return to.startswith(stage.callback)
    status, _, body = browser.ask(at)
    equal(status, 200, f"where to go: {body}")
    status, url, body = browser.until(json.loads(body)["url"], lambda to: "/interaction/" in to)
    check("/interaction/" in url, f"the provider asks nobody: {status} {url} {body[:300]}")
    for form in ({"prompt": "login", "login": name, "password": "x"}, {"prompt": "consent"}):
        status, url, body = browser.until(url, lambda to: back(to) or "/interaction/" in to, form)
        if back(url):
            return url
    raise on.Failure(f"the provider does not lead back: {status} {url} {body[:300]}")


def who(stage, browser):
    status, _, body = browser.ask(f"http://{stage.system.staff.netloc}/api/v1/session")
    return (status, json.loads(body).get("account")) if status == 200 else (status, None)


def who_the_provider_names_is_signed_in(stage):
    browser = Browser()
    status, _, body = browser.ask(log_in(stage, browser, "wang.min"))
    equal(status, 200, f"answer to the way back: {body}")
    equal(who(stage, browser), (200, "wang.min"), "who is signed in")


def who_has_no_account_is_not(stage):
    browser = Browser()
    status, _, body = browser.ask(log_in(stage, browser, "somebody.else"))
    equal(status, 401, f"somebody without an account: {body}")
    equal(who(stage, browser)[0], 401, "a session of somebody without an account")


def a_way_back_is_good_in_its_browser_and_once(stage):
    mine, other = Browser(), Browser()
    url = log_in(stage, mine, "wang.min")
    equal(other.ask(url)[0], 401, "the way back in another browser")
    changed = url.replace("state=", "state=x")
    equal(mine.ask(changed)[0], 401, "another state")
    equal(mine.ask(url)[0], 200, "the way back")
    equal(mine.ask(url)[0], 401, "the way back again")
    stage.system.stop()


if __name__ == "__main__":
    on.run(a_provider_and_a_system_that_trusts_it, who_the_provider_names_is_signed_in, who_has_no_account_is_not,
           a_way_back_is_good_in_its_browser_and_once)
