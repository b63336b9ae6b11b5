"""Runs moto as a server on a free port, with users, policies and secrets in it, and its checks of signatures and policies on.

Writes what a test needs to know, as JSON, to the file named by its argument once all that is done; ends with its parent.
"""

import ctypes
import json
import os
import sys
import threading
import urllib.request

ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL

import boto3
from moto.core.authorization import ActionAuthenticatorMixin
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

REGION = "us-east-2"
CANARY = sys.argv[2]

server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.port}"

# As at AWS, nobody signs this one: the identity provider's word stands for a signature.
check = ActionAuthenticatorMixin._authenticate_and_authorize_action
ActionAuthenticatorMixin._authenticate_and_authorize_action = lambda self, *arguments, **named: (
    None if self._get_action() == "AssumeRoleWithWebIdentity" else check(self, *arguments, **named)
)


def client(service):
    return boto3.client(
        service, region_name=REGION, endpoint_url=base, aws_access_key_id="AKIDSETUP", aws_secret_access_key="setup"
    )


def user(name, actions):
    iam = client("iam")
    iam.create_user(UserName=name)
    if actions:
        statement = [{"Effect": "Allow", "Action": actions, "Resource": "*"}]
        iam.put_user_policy(
            UserName=name, PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statement})
        )
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}


def role(name):
    iam = client("iam")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": "*"}]}
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(policy))
    return made["Role"]["Arn"]


secrets = client("secretsmanager")
secrets.create_secret(Name="hello", SecretString=json.dumps({"location": "world", "n": 42, "nested": {"a": 1}}))
secrets.create_secret(Name="plain", SecretString="just text")
secrets.create_secret(Name="list", SecretString="[1]")
secrets.create_secret(Name="nulls", SecretString=json.dumps({"location": None}))
secrets.create_secret(Name="template", SecretString="{{ obj.name }} %s %41 {% raw %}")
secrets.create_secret(Name="binary", SecretBinary=b"\x00\xff\x01")
secrets.create_secret(Name="canary", SecretString=json.dumps({"location": CANARY}))
turned = secrets.create_secret(Name="turning", SecretString="old")
secrets.put_secret_value(SecretId="turning", SecretString="new")
secrets.create_secret(Name="going", SecretString="x")
secrets.delete_secret(SecretId="going")
parameters = client("ssm")
parameters.put_parameter(Name="/net/hello", Type="SecureString", Value=json.dumps({"location": "world"}))
parameters.put_parameter(Name="/net/object", Type="String", Value=json.dumps({"location": {"a": 1}}))
parameters.put_parameter(Name="/net/list", Type="StringList", Value="a,b")

allowed = ["secretsmanager:GetSecretValue", "ssm:GetParameter", "sts:AssumeRole"]
world = {
    "url": base,
    "reader": user("reader", allowed),
    "mute": user("mute", []),
    "role": role("reading"),
    "oldVersion": turned["VersionId"],
}
request = urllib.request.Request(
    base + "/moto-api/reset-auth", data=b"0", headers={"Content-Type": "application/octet-stream"}, method="POST"
)
urllib.request.urlopen(request).read()
with open(sys.argv[1] + ".part", "w") as file:
    json.dump(world, file)
os.rename(sys.argv[1] + ".part", sys.argv[1])
threading.Event().wait()
