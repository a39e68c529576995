"""The people and groups of the lab's OpenLDAP, as LDIF: openldap_seed.py BASE."""

import base64
import hashlib
import sys
import uuid

BASE = sys.argv[1]
PEOPLE, GROUPS, SERVICES, POLICIES = (f"ou={name},{BASE}" for name in ("people", "groups", "services", "policies"))
FIRST, SERVICE = "Initial-Passw0rd-1", "Svc-Latchkey-Passw0rd!"
DOMAIN = BASE.replace("dc=", "").replace(",", ".")
SET_AT = "20260101080000Z"


def hashed(password, salt):
    salt = hashlib.sha256(salt.encode()).digest()[:8]
    return "{SSHA}" + base64.b64encode(hashlib.sha1(password.encode() + salt).digest() + salt).decode()


def put(dn, **attributes):
    # the same with each seed, so that a lab which is seeded anew has the same people
    attributes = {"entryUUID": str(uuid.uuid5(uuid.NAMESPACE_URL, dn)), **attributes}
    lines = [("dn", dn)]
    for name, values in attributes.items():
        lines += [(name, value) for value in (values if isinstance(values, list) else [values])]
    for name, value in lines:
        print(f"{name}:: {base64.b64encode(value.encode()).decode()}")
    print()


def escaped(value):
    return "".join("\\" + c if c in ',+"\\<>;=#' else c for c in value)


def person(unit, login, first, last, **more):
    given = {
        "objectClass": ["inetOrgPerson", "posixAccount"],
        "uid": login,
        "cn": f"{first} {last}",
        "givenName": first,
        "sn": last,
        "mail": f"{login}@{DOMAIN}",
        "uidNumber": str(10000 + person.count),
        "gidNumber": "10000",
        "homeDirectory": f"/home/{person.count}",
        "userPassword": hashed(FIRST, login),
        "pwdChangedTime": SET_AT,
    }
    person.count += 1
    given |= more
    dn = f"uid={escaped(login)},{unit}"
    put(dn, **{name: value for name, value in given.items() if value})
    return dn


person.count = 1

put(BASE, objectClass=["domain"], dc=DOMAIN.split(".")[0])
for unit in (PEOPLE, GROUPS, SERVICES, POLICIES, f"ou=staff,{PEOPLE}", f"ou=contractors,{PEOPLE}", f"ou=privileged,{BASE}"):
    put(unit, objectClass="organizationalUnit", ou=unit.split(",")[0][3:])
put(f"ou=Ärzte \\+ Labor\\, Süd,{PEOPLE}", objectClass="organizationalUnit", ou="Ärzte + Labor, Süd")
for name in ("latchkey", "manager", "norights", "limited"):
    put(f"cn={name},{SERVICES}", objectClass=["applicationProcess", "simpleSecurityObject"], cn=name,
        userPassword=hashed(SERVICE, name), pwdPolicySubentry=f"cn=services,{POLICIES}")  # fmt: skip

policy = {"objectClass": ["namedPolicy", "pwdPolicy"], "pwdAttribute": "userPassword", "pwdCheckQuality": "2"}
put(f"cn=default,{POLICIES}", cn="default", pwdMinLength="10", pwdMaxLength="128", pwdInHistory="5", pwdLockout="TRUE", pwdMaxFailure="3",
    pwdLockoutDuration="1800", pwdFailureCountInterval="1800", pwdMustChange="TRUE", pwdAllowUserChange="TRUE", **policy)  # fmt: skip
put(f"cn=strict,{POLICIES}", cn="strict", pwdMinLength="16", pwdInHistory="8", pwdMinAge="86400", pwdMaxAge="31536000", pwdLockout="TRUE",
    pwdMaxFailure="2", pwdLockoutDuration="0", pwdMustChange="TRUE", pwdAllowUserChange="TRUE", **policy)  # fmt: skip
put(f"cn=services,{POLICIES}", cn="services", pwdLockout="FALSE", **policy | {"pwdCheckQuality": "0"})

# whatever is below it is at another server
put(f"ou=elsewhere,{PEOPLE}", objectClass=["referral", "extensibleObject"], ou="elsewhere", ref="ldap://elsewhere.latchkey.test/ou=x,dc=y")

STAFF, CONTRACTORS = f"ou=staff,{PEOPLE}", f"ou=contractors,{PEOPLE}"
NAMES = [
    ("Anna", "Albers"), ("Ben", "Brandt"), ("Carla", "Çelik"), ("Dörte", "Östermann"), ("Emil", "Ågren"),
    ("Fatma", "Yıldız"), ("Günther", "Groß"), ("Hanna", "von der Heide"), ("Ivo", "Ilić"), ("Jörg", "Jäger"),
    ("Käthe", "Krüger"), ("Lena", "Lindqvist"), ("Miloš", "Müller"), ("Nora", "Núñez"), ("Oskar", "Öztürk"),
    ("Petra", "Pawłowska"), ("Quentin", "Quast"), ("Rosa", "Richter"), ("Sören", "Schäfer"), ("Tuğba", "Tunç"),
]  # fmt: skip
everybody = {}
for number, (first, last) in enumerate(NAMES, 1):
    login = f"user{number:02}"
    more = {"mobile": f"+49 151 0000{number:04}", "preferredLanguage": "de" if number % 2 else "en"}
    if number > 1:
        more["manager"] = everybody["user01"]
    everybody[login] = person(STAFF if number <= 15 else CONTRACTORS, login, first, last, **more)
for number in range(21, 31):
    everybody[f"user{number}"] = person(STAFF, f"user{number}", f"Person{number}", "Beispiel")
for login, first, last in (
    ("odd.star*", "Star (of) *", "Filters"), ("odd.paren)(uid=*", "Paren", "Filters"), ("odd back\\slash", "Back", "Slash"),
    ("odd,comma", "Comma", "Name, with"), ("odd+plus", "Plus", "Plus=Sign"), ("odd<b>", "<b>Bold</b>", "& Co"),
):  # fmt: skip
    everybody[login] = person(f"ou=Ärzte \\+ Labor\\, Süd,{PEOPLE}", login, first, last)
person(STAFF, "blank", "", "Blank", cn="Blank", givenName="", mail="", displayName=" ")
person(STAFF, "mails", "Maria", "Mails", mail=["maria@mails.example", f"mails@{DOMAIN}", "mm@mails.example"])
person(STAFF, "off", "Olaf", "Off", pwdAccountLockedTime="000001010000Z")
person(STAFF, "locked", "Lotte", "Locked", pwdAccountLockedTime=SET_AT)
person(STAFF, "fresh", "Frida", "Fresh", pwdReset="TRUE")
everybody["strict"] = person(STAFF, "strict", "Stefan", "Strict", pwdPolicySubentry=f"cn=strict,{POLICIES}")
chief = person(STAFF, "chief", "Chris", "Chief")
root = person(f"ou=privileged,{BASE}", "root1", "Rita", "Root")


def group(name, kind, attribute, members, **more):
    put(f"cn={name},{GROUPS}", objectClass=kind, cn=name, **{attribute: members}, **more)
    return f"cn={name},{GROUPS}"


inner = group("sales-inner", "groupOfNames", "member", [everybody[f"user{n:02}"] for n in (1, 2, 3)])
sales = group("sales", "groupOfNames", "member", [inner, everybody["user04"], everybody["user03"], f"uid=nobody,{STAFF}"])
group("everybody", "groupOfNames", "member", [sales, everybody["odd.paren)(uid=*"], everybody["odd,comma"], f"uid=gone,ou=elsewhere,{PEOPLE}"])
unique = group("unique-inner", "groupOfUniqueNames", "uniqueMember", [everybody["user05"]])
group("unique", "groupOfUniqueNames", "uniqueMember", [unique, everybody["user06"] + "#'0101'B"])
group("posix", "posixGroup", "memberUid", ["user07", "user08", "odd.paren)(uid=*", "*", "nobody"], gidNumber="20000")
group("circle-one", "groupOfNames", "member", [f"cn=circle-two,{GROUPS}", everybody["user09"]])
group("circle-two", "groupOfNames", "member", [f"cn=circle-one,{GROUPS}", f"cn=circle-two,{GROUPS}", everybody["user10"]])
deputies = group("deputies", "groupOfNames", "member", [chief])
group("directory-admins", "groupOfNames", "member", [deputies, root])
group("odd (*)", "groupOfNames", "member", [everybody["user11"]])
