//! A YubiKey in software, and the other half: decrypting what it types
//! (<https://developers.yubico.com/OTP/Specifications/OTP_validation_protocol.html>, YubiKey manual 6.1).

use aes::Aes128;
use aes::cipher::{BlockDecrypt as _, BlockEncrypt as _, KeyInit as _};

const MODHEX: &[u8] = b"cbdefghijklnrtuv";

#[derive(Clone)]
pub struct SoftKey {
    pub public_id: String,
    pub secret: [u8; 16],
    pub private_id: [u8; 6],
    uses: u16,
    session: u8,
    clock: u32,
}

/// What is inside of a password.
#[derive(Debug, PartialEq, Eq)]
pub struct Inside {
    pub private_id: [u8; 6],
    /// How often the key was plugged in, then how often touched since.
    pub counters: (u16, u8),
}

impl SoftKey {
    pub fn new(public_id: &str, seed: u8) -> Self {
        let secret = std::array::from_fn(|nth| seed.wrapping_mul(31).wrapping_add(nth as u8 * 7));
        Self { public_id: public_id.into(), secret, private_id: [seed; 6], uses: 1, session: 0, clock: 0x00c0_ffee }
    }
    pub fn plugged_in(&mut self) -> &mut Self {
        self.uses += 1;
        self.session = 0;
        self
    }
    pub fn touch(&mut self) -> String {
        let mut block = [0; 16];
        block[..6].copy_from_slice(&self.private_id);
        block[6..8].copy_from_slice(&self.uses.to_le_bytes());
        block[8..11].copy_from_slice(&self.clock.to_le_bytes()[..3]);
        block[11] = self.session;
        block[12..14].copy_from_slice(&[0x1a, self.session ^ 0x33]);
        let crc = !crc16(&block[..14]);
        block[14..].copy_from_slice(&crc.to_le_bytes());
        self.session += 1;
        self.clock = self.clock.wrapping_add(16);
        Aes128::new(&self.secret.into()).encrypt_block((&mut block).into());
        self.public_id
            .chars()
            .chain(block.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|n| char::from(MODHEX[usize::from(n)])))
            .collect()
    }
}

/// The last 32 characters; `None` if they are not of this key.
pub fn open(changing: &str, secret: [u8; 16]) -> Option<Inside> {
    let nibbles: Vec<u8> =
        changing.bytes().filter_map(|c| MODHEX.iter().position(|m| *m == c)).map(|n| n as u8).collect();
    let bytes: Vec<u8> = nibbles.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    let mut block: [u8; 16] = bytes.try_into().ok()?;
    Aes128::new(&secret.into()).decrypt_block((&mut block).into());
    (crc16(&block) == 0xf0b8).then(|| Inside {
        private_id: block[..6].try_into().unwrap(),
        counters: (u16::from_le_bytes([block[6], block[7]]) & 0x7fff, block[11]),
    })
}

/// ISO 13239.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0x8408 } else { crc >> 1 })
    })
}

/// Of a real key, published by Yubico with its AES key and contents.
#[test]
fn what_a_real_key_typed() {
    let secret = [0x06, 0x82, 0x95, 0x2d, 0x33, 0x63, 0xf2, 0x25, 0x65, 0x4b, 0x58, 0xa7, 0x3b, 0x13, 0x12, 0x59];
    let private_id = [0xc5, 0xfc, 0x55, 0xc3, 0x76, 0x7f];
    assert_eq!(open("kuhguutjdfihfkleuvnjtjiljkbtbngb", secret), Some(Inside { private_id, counters: (13, 0) }));
    assert_eq!(open("hggtkhvrbbrrgtdfeivgklbkviteggcu", secret), Some(Inside { private_id, counters: (13, 1) }));
    assert_eq!(open("hggtkhvrbbrrgtdfeivgklbkviteggcv", secret), None);
}
