//! An authenticator in software, as far as tests want one: ES256 (WebAuthn 6), CBOR and X.509 by hand.
//! It does what it is told, also what no real one would do.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub const PRESENT: u8 = 0x01;
pub const VERIFIED: u8 = 0x04;
pub const CAN_BE_COPIED: u8 = 0x08;
pub const IS_COPIED: u8 = 0x10;
const HAS_KEY: u8 = 0x40;

/// One credential.
#[derive(Clone)]
pub struct Soft {
    pub id: Vec<u8>,
    /// What it took from the options when it was made.
    pub user: Vec<u8>,
    pub counter: u32,
    /// Goes on by itself with each use.
    pub counts: bool,
    pub extra_flags: u8,
    pub key: SigningKey,
}

/// What it is about to say; a test may change anything before it is signed.
pub struct Draft {
    pub client: Value,
    pub rp_id: String,
    pub flags: u8,
    pub counter: u32,
    pub id: Vec<u8>,
    pub user: Option<Vec<u8>>,
    pub statement: Statement,
    pub discoverable: Option<bool>,
}

pub enum Statement {
    None,
    /// Signed with the credential's own key.
    Own,
    /// Signed by a maker, whose root signed this.
    Maker(Maker),
    /// By a maker, too, in the manner of U2F, which signs neither flags nor counter.
    Older(Maker),
}

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

pub fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
pub fn unbase64(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap()
}

impl Soft {
    pub fn new(seed: u8) -> Self {
        Self { id: vec![seed; 16], user: Vec::new(), counter: 0, counts: true, extra_flags: 0, key: key(seed) }
    }

    fn draft(&mut self, action: &str, options: &Value, origin: &str, rp_id: &Value) -> Draft {
        self.counter += u32::from(self.counts);
        Draft {
            client: json!({ "type": action, "challenge": options["challenge"], "origin": origin, "crossOrigin": false }),
            rp_id: rp_id.as_str().unwrap().to_owned(),
            flags: PRESENT | VERIFIED | self.extra_flags,
            counter: self.counter,
            id: self.id.clone(),
            user: Some(self.user.clone()),
            statement: Statement::None,
            discoverable: Some(true),
        }
    }

    /// `navigator.credentials.create`.
    pub fn make(&mut self, options: &str, origin: &str, change: impl FnOnce(&mut Draft)) -> Value {
        let options: Value = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        self.user = unbase64(&options["user"]["id"]);
        let mut draft = self.draft("webauthn.create", options, origin, &options["rp"]["id"]);
        change(&mut draft);
        let client = draft.client.to_string().into_bytes();
        let mut data = draft.head(draft.flags | HAS_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(draft.id.len()).unwrap().to_be_bytes());
        data.extend(&draft.id);
        data.extend(self.public_key());
        let (format, statement) = self.state(&draft, &data, &client);
        let object =
            map(&[(text("fmt"), text(format)), (text("attStmt"), statement), (text("authData"), bytes(&data))]);
        json!({
            "id": base64(&draft.id), "rawId": base64(&draft.id), "type": "public-key",
            "extensions": { "credProps": { "rk": draft.discoverable } },
            "response": {
                "clientDataJSON": base64(&client), "attestationObject": base64(&object), "transports": ["internal", "hybrid"],
            },
        })
    }

    /// `navigator.credentials.get`.
    pub fn prove(&mut self, options: &str, origin: &str, change: impl FnOnce(&mut Draft)) -> Value {
        let options: Value = serde_json::from_str(options).unwrap();
        let options = &options["publicKey"];
        let mut draft = self.draft("webauthn.get", options, origin, &options["rpId"]);
        change(&mut draft);
        let (client, data) = (draft.client.to_string().into_bytes(), draft.head(draft.flags));
        json!({
            "id": base64(&draft.id), "rawId": base64(&draft.id), "type": "public-key",
            "response": {
                "clientDataJSON": base64(&client), "authenticatorData": base64(&data),
                "signature": base64(&sign(&self.key, &signed(&data, &client))),
                "userHandle": draft.user.map(|user| base64(&user)),
            },
        })
    }

    /// COSE_Key (RFC 9052): EC2, ES256, P-256.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_encoded_point(false);
        let (x, y) = (bytes(point.x().unwrap()), bytes(point.y().unwrap()));
        map(&[(int(1), int(2)), (int(3), int(-7)), (int(-1), int(1)), (int(-2), x), (int(-3), y)])
    }

    fn state(&self, draft: &Draft, data: &[u8], client: &[u8]) -> (&'static str, Vec<u8>) {
        let packed = |key: &SigningKey| sign(key, &signed(data, client));
        let algorithm = (text("alg"), int(-7));
        let signature = |signature: Vec<u8>| (text("sig"), bytes(&signature));
        let chain = |maker: &Maker| (text("x5c"), [head(4, 1), bytes(&maker.certificate)].concat());
        match &draft.statement {
            Statement::None => ("none", map(&[])),
            Statement::Own => ("packed", map(&[algorithm, signature(packed(&self.key))])),
            Statement::Maker(maker) => ("packed", map(&[algorithm, signature(packed(&maker.key)), chain(maker)])),
            Statement::Older(maker) => {
                let point = self.key.verifying_key().to_encoded_point(false);
                let host = Sha256::digest(&draft.rp_id);
                let message = [&[0], &host[..], &Sha256::digest(client), &draft.id, point.as_bytes()].concat();
                ("fido-u2f", map(&[signature(sign(&maker.key, &message)), chain(maker)]))
            }
        }
    }
}

impl Draft {
    fn head(&self, flags: u8) -> Vec<u8> {
        [&Sha256::digest(&self.rp_id)[..], &[flags], &self.counter.to_be_bytes()].concat()
    }
}

fn signed(data: &[u8], client: &[u8]) -> Vec<u8> {
    [data, &Sha256::digest(client)].concat()
}

fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: DerSignature = key.sign(message);
    signature.as_bytes().to_vec()
}

// -- CBOR (RFC 8949), as little as it takes

fn head(kind: u8, size: usize) -> Vec<u8> {
    let kind = kind << 5;
    match u8::try_from(size) {
        Ok(size @ 0..24) => vec![kind | size],
        Ok(size) => vec![kind | 24, size],
        Err(_) => [&[kind | 25][..], &u16::try_from(size).unwrap().to_be_bytes()].concat(),
    }
}
fn int(number: i16) -> Vec<u8> {
    let size = usize::from(if number < 0 { -1 - number } else { number }.unsigned_abs());
    head(u8::from(number < 0), size)
}
fn bytes(bytes: &[u8]) -> Vec<u8> {
    [head(2, bytes.len()), bytes.to_vec()].concat()
}
fn text(text: &str) -> Vec<u8> {
    [head(3, text.len()), text.as_bytes().to_vec()].concat()
}
fn map(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let body: Vec<u8> = pairs.iter().flat_map(|(name, value)| [name.as_slice(), value].concat()).collect();
    [head(5, pairs.len()), body].concat()
}

// -- X.509 (RFC 5280), as little as it takes

/// What a maker puts into its authenticators.
#[derive(Clone)]
pub struct Maker {
    key: SigningKey,
    certificate: Vec<u8>,
}

/// A maker's root.
pub struct Root {
    name: &'static str,
    key: SigningKey,
    certificate: Vec<u8>,
}

impl Root {
    pub fn new(name: &'static str, seed: u8) -> Self {
        let key = key(seed);
        // basicConstraints: an authority; keyUsage: keyCertSign
        let extensions = [
            extension(&[0x55, 0x1d, 0x13], &der(0x30, &[der(1, &[vec![0xff]])])),
            extension(&[0x55, 0x1d, 0x0f], &[3, 2, 2, 4]),
        ];
        let certificate = certificate(&[(3, name)], &key, &[(3, name)], &key, &extensions);
        Self { name, key, certificate }
    }

    /// A certificate of a kind of authenticator (WebAuthn 8.2.1).
    pub fn maker(&self, seed: u8) -> Maker {
        let subject = [(6, "SE"), (10, "Maker"), (11, "Authenticator Attestation"), (3, "Maker Serial 7")];
        let extensions = [extension(&[0x55, 0x1d, 0x13], &der(0x30, &[]))];
        let certificate = certificate(&[(3, self.name)], &self.key, &subject, &key(seed), &extensions);
        Maker { key: key(seed), certificate }
    }

    pub fn pem(&self) -> String {
        pem(&self.certificate)
    }
}

impl Maker {
    pub fn pem(&self) -> String {
        pem(&self.certificate)
    }
}

fn pem(der: &[u8]) -> String {
    let body = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

fn der(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    let body = parts.concat();
    let length = match body.len() {
        size @ 0..128 => vec![u8::try_from(size).unwrap()],
        size @ 128..256 => vec![0x81, u8::try_from(size).unwrap()],
        size => [&[0x82][..], &u16::try_from(size).unwrap().to_be_bytes()].concat(),
    };
    [vec![tag], length, body].concat()
}

/// id-at attributes (2.5.4.n).
fn name(parts: &[(u8, &str)]) -> Vec<u8> {
    let one = |(attribute, value): &(u8, &str)| {
        let kind = if *attribute == 6 { 0x13 } else { 0x0c };
        der(0x31, &[der(0x30, &[der(6, &[vec![0x55, 4, *attribute]]), der(kind, &[value.as_bytes().to_vec()])])])
    };
    der(0x30, &parts.iter().map(one).collect::<Vec<_>>())
}

fn extension(oid: &[u8], value: &[u8]) -> Vec<u8> {
    der(0x30, &[der(6, &[oid.to_vec()]), der(4, &[value.to_vec()])])
}

fn certificate(
    issuer: &[(u8, &str)],
    by: &SigningKey,
    subject: &[(u8, &str)],
    key: &SigningKey,
    extensions: &[Vec<u8>],
) -> Vec<u8> {
    const ECDSA_WITH_SHA256: [u8; 8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    const EC_PUBLIC_KEY: [u8; 7] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    const P256: [u8; 8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    let algorithm = der(0x30, &[der(6, &[ECDSA_WITH_SHA256.to_vec()])]);
    let bits = |bytes: &[u8]| der(3, &[vec![0], bytes.to_vec()]);
    let point = key.verifying_key().to_encoded_point(false);
    let body = der(
        0x30,
        &[
            der(0xa0, &[der(2, &[vec![2]])]),
            der(2, &[vec![7]]),
            algorithm.clone(),
            name(issuer),
            der(0x30, &[der(0x17, &[b"200101000000Z".to_vec()]), der(0x18, &[b"20990101000000Z".to_vec()])]),
            name(subject),
            der(
                0x30,
                &[der(0x30, &[der(6, &[EC_PUBLIC_KEY.to_vec()]), der(6, &[P256.to_vec()])]), bits(point.as_bytes())],
            ),
            der(0xa3, &[der(0x30, extensions)]),
        ],
    );
    let signature = bits(&sign(by, &body));
    der(0x30, &[body, algorithm, signature])
}
