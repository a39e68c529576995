"""A walk with Google's own clients (google-auth, google-api-python-client) against the stand-in; prints what they got."""

import json
import os

import requests
from google.auth.transport.requests import Request
from google.oauth2 import service_account
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError

environment = os.environ
key = json.loads(environment["GOOGLE_KEY"])
key["token_uri"] = environment["GOOGLE_TOKEN_URL"]
session = requests.Session()
session.verify = environment["GOOGLE_CA"]
credentials = service_account.Credentials.from_service_account_info(
    key, scopes=environment["GOOGLE_SCOPES"].split(" "), subject=environment["GOOGLE_SUBJECT"]
)
credentials.refresh(Request(session))

with open(environment["GOOGLE_DISCOVERY"], encoding="utf-8") as file:
    document = json.load(file)
api = build_from_document(
    document, credentials=credentials, client_options={"api_endpoint": environment["GOOGLE_API"] + "/"}
)
person, group = environment["GOOGLE_PERSON"], environment["GOOGLE_GROUP"]


def refused(call):
    try:
        call.execute(num_retries=0)
    except HttpError as why:
        return [why.resp.status, json.loads(why.content).get("error", {}).get("message", "")]
    raise AssertionError("taken")


users = api.users()
listed = users.list(
    customer="my_customer", maxResults=500, projection="full", fields=environment["GOOGLE_FIELDS"]
).execute()
read = users.get(userKey=person, fields=environment["GOOGLE_USER_FIELDS"]).execute()
password = {"password": environment["GOOGLE_PASSWORD"], "changePasswordAtNextLogin": False}
patched = users.patch(userKey=person, body=password).execute()
signed_out = users.signOut(userKey=person).execute()
print(
    json.dumps(
        {
            "people": len(listed["users"]),
            "more": "nextPageToken" in listed,
            "read": read["id"],
            "patched": patched["id"],
            "signed out": signed_out,
            "customer": api.customers().get(customerKey="my_customer").execute()["customerDomain"],
            "units": api.orgunits().list(customerId="my_customer", type="all").execute()["organizationUnits"],
            "groups": len(api.groups().list(customer="my_customer", maxResults=200).execute()["groups"]),
            "members": len(
                api.members()
                .list(groupKey=group, includeDerivedMembership=True, maxResults=200)
                .execute()["members"]
            ),
            "weak": refused(users.patch(userKey=person, body={"password": "short"})),
            "nobody": refused(users.get(userKey="nobody@" + environment["GOOGLE_SUBJECT"].split("@")[1])),
        }
    )
)
