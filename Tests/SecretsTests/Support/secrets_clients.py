"""Asks the doubles of the tests through the vendors' own clients.

Reads the addresses as JSON from the file named by its argument, and prints one JSON object: per client what it got, or how it
failed. Whatever these clients do not understand, no real server can have said.
"""

import asyncio
import json
import socket
import sys
import warnings

warnings.filterwarnings("ignore")
with open(sys.argv[1]) as file:
    WORLD = json.load(file)

# Names of the test are this machine, as they would be by DNS.
lookup = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **named: lookup(
    "127.0.0.1" if isinstance(host, str) and host.endswith(".test") else host, *rest, **named
)
answers = {}


def told(name):
    def run(body):
        try:
            answers[name] = body()
        except Exception as error:  # The test shows it.
            answers[name] = f"{type(error).__name__}: {error}"

    return run


def hvac_client(token=None):
    import hvac

    return hvac.Client(url=WORLD["vault"], token=token)


@told("hvac token")
def _():
    client = hvac_client("root-token")
    v2 = client.secrets.kv.v2.read_secret_version("hello", mount_point="secret", raise_on_deleted_version=True)
    v1 = client.secrets.kv.v1.read_secret("hello", mount_point="secret_kv")
    return [v2["data"]["data"]["location"], v1["data"]["location"], client.sys.is_sealed() is False]


@told("hvac missing")
def _():
    import hvac

    failures = []
    for token, path in [("root-token", "nothing"), ("root-token", "deleted"), ("wrong", "hello")]:
        try:
            hvac_client(token).secrets.kv.v2.read_secret_version(path, raise_on_deleted_version=True)
        except hvac.exceptions.VaultError as error:
            failures.append(type(error).__name__)
    return failures


@told("hvac logins")
def _():
    def read(login):
        client = hvac_client()
        login(client)
        token = client.token
        client.auth.token.renew_self()
        value = client.secrets.kv.v2.read_secret_version("hello", raise_on_deleted_version=True)
        client.auth.token.revoke_self()
        return [value["data"]["data"]["location"], token.startswith("login-")]

    return [
        read(lambda c: c.auth.approle.login("rid", "sid")),
        read(lambda c: c.auth.kubernetes.login("dev", "service-jwt")),
        read(lambda c: c.auth.jwt.jwt_login("dev", "service-jwt")),
        read(lambda c: c.auth.userpass.login("ann", "right")),
        read(lambda c: c.auth.ldap.login("ann", "right")),
        read(lambda c: c.auth.aws.iam_login("AKIDEXAMPLE", "x", role="dev", header_value="vault.example.com")),
    ]


@told("hvac refused logins")
def _():
    failures = []
    for login in [
        lambda c: c.auth.approle.login("rid", "bad"),
        lambda c: c.auth.kubernetes.login("dev", "wrong-jwt"),
        lambda c: c.auth.userpass.login("ann", "wrong"),
    ]:
        try:
            login(hvac_client())
        except Exception as error:
            failures.append(type(error).__name__)
    return failures


@told("hvac engines")
def _():
    client = hvac_client("root-token")
    ad = client.secrets.activedirectory.generate_credentials("svc", mount_point="ad")
    ldap = client.secrets.ldap.generate_static_credentials("svc", mount_point="ldap")
    return [ad["data"]["current_password"], ldap["data"]["password"]]


@told("tss")
def _():
    from delinea.secrets.server import PasswordGrantAuthorizer, SecretServer, ServerSecret

    server = SecretServer(WORLD["delinea"], PasswordGrantAuthorizer(WORLD["delinea"], "user", "pw"))
    by_id = ServerSecret(**server.get_secret(1234))
    by_path = ServerSecret(**server.get_secret_by_path("\\Folder\\My-Secret"))
    return [by_id.fields["password"].value, by_path.fields["username"].value]


@told("tss refused")
def _():
    from delinea.secrets.server import PasswordGrantAuthorizer, SecretServer

    failures = []
    for password, number in [("wrong", 1234), ("pw", 9)]:
        try:
            SecretServer(WORLD["delinea"], PasswordGrantAuthorizer(WORLD["delinea"], "user", password)).get_secret(number)
        except Exception as error:
            failures.append(type(error).__name__)
    return failures


@told("azure")
def _():
    from azure.core.exceptions import HttpResponseError
    from azure.identity import ClientSecretCredential
    from azure.keyvault.secrets import SecretClient

    def client(secret):
        credential = ClientSecretCredential(
            "tid", "cid", secret, authority=WORLD["directory"], connection_verify=WORLD["ca"], disable_instance_discovery=True
        )
        return SecretClient(WORLD["azure"], credential, connection_verify=WORLD["ca"], retry_total=0)

    failures = []
    for secret, name in [("csec", "none"), ("csec", "disabled"), ("wrong", "hello")]:
        try:
            client(secret).get_secret(name)
        except HttpResponseError as error:
            failures.append(type(error).__name__)
    return [client("csec").get_secret("hello").value] + failures


@told("onepassword")
def _():
    from onepasswordconnectsdk.client import new_client

    client = new_client(WORLD["onepassword"], "connect-token")
    vault = client.get_vault_by_title("Net")
    item = client.get_item_by_title("router1", vault.id)
    again = client.get_item(item.id, vault.id)
    fields = {field.id: field.value for field in again.fields}
    failure = ""
    try:
        new_client(WORLD["onepassword"], "wrong").get_vaults()
    except Exception as error:
        failure = type(error).__name__
    return [fields["password"], fields["f2"], failure]


@told("conjur")
def _():
    from conjur_api import Client
    from conjur_api.models import ConjurConnectionInfo, CredentialsData, SslVerificationMode
    from conjur_api.providers import AuthnAuthenticationStrategy, SimpleCredentialsProvider

    async def get(key, *names):
        provider = SimpleCredentialsProvider()
        provider.save(CredentialsData(username="host/nb", api_key=key, machine=WORLD["conjur"]))
        client = Client(
            ConjurConnectionInfo(conjur_url=WORLD["conjur"], account="acme"),
            authn_strategy=AuthnAuthenticationStrategy(provider),
            ssl_verification_mode=SslVerificationMode.INSECURE,
            async_mode=True,
        )
        return [(await client.get(name)).decode() for name in names]

    failures = []
    for key, name in [("api-key", "none"), ("wrong", "net/router/password")]:
        try:
            asyncio.run(get(key, name))
        except Exception as error:
            failures.append(getattr(error, "status", type(error).__name__))
    return asyncio.run(get("api-key", "net/router/password")) + failures


@told("ccp")
def _():
    from pyaim import CCPPasswordREST

    client = CCPPasswordREST(WORLD["ccp"], verify=WORLD["ca"])
    found = client.GetPassword(appid="almanac", safe="Net&Co", object="router")
    failure = ""
    try:
        client.GetPassword(appid="almanac", safe="Net&Co", object="none")
    except Exception as error:
        failure = type(error).__name__
    return [found["Content"], found["UserName"], failure]


@told("kubernetes")
def _():
    import base64

    from kubernetes import client

    settings = client.Configuration(host=WORLD["kubernetes"])
    settings.api_key = {"authorization": "Bearer second"}
    api = client.CoreV1Api(client.ApiClient(settings))
    failure = 0
    try:
        api.read_namespaced_secret("nothing", "net")
    except client.exceptions.ApiException as error:
        failure = error.status
    return [base64.b64decode(api.read_namespaced_secret("router", "net").data["password"]).decode(), failure]


@told("google")
def _():
    import google.oauth2.credentials
    from google.api_core import exceptions
    from google.cloud.secretmanager_v1.services.secret_manager_service import SecretManagerServiceClient
    from google.cloud.secretmanager_v1.services.secret_manager_service.transports import SecretManagerServiceRestTransport

    transport = SecretManagerServiceRestTransport(
        host=WORLD["google"], credentials=google.oauth2.credentials.Credentials("good"), url_scheme="http"
    )
    client = SecretManagerServiceClient(transport=transport)
    payload = client.access_secret_version(name="projects/net/secrets/router/versions/latest").payload
    failures = []
    for name in ["none", "forbidden"]:
        try:
            client.access_secret_version(name=f"projects/net/secrets/{name}/versions/latest", retry=None)
        except exceptions.GoogleAPICallError as error:
            failures.append(type(error).__name__)
    return [payload.data.decode(), payload.data_crc32c] + failures


@told("google service account")
def _():
    import google.auth.transport.requests
    from google.oauth2 import service_account

    key = json.loads(WORLD["google_key"])
    credentials = service_account.Credentials.from_service_account_info(
        key, scopes=["https://www.googleapis.com/auth/cloud-platform"]
    )
    credentials.refresh(google.auth.transport.requests.Request())
    return [credentials.token]


print(json.dumps(answers))
