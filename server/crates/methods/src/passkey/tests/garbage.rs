//! Nothing that is sent in stops the server.

use super::*;

/// xorshift64: the same garbage each time.
struct Dice(u64);
impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }
}

#[test]
fn garbage() {
    let root = Root::new("Maker Root", 50);
    let roots = Roots::read(&root.pem()).unwrap();
    let (mut soft, kept) = enrolled(ANNA, Soft::new(1));
    let asked = serde_json::to_value(relying_party().ask(NOW).unwrap()).unwrap();
    let (any, attested) = (making(None), making(Some(&roots)));
    let proof = soft.prove(serde_json::from_value::<Challenge>(asked.clone()).unwrap().options(), ORIGIN, |_| {});
    let plain = Soft::new(3).make(any.options(), ORIGIN, |_| {});
    let vouched =
        Soft::new(3).make(attested.options(), ORIGIN, |draft| draft.statement = Statement::Maker(root.maker(60)));
    let (any, attested) = (serde_json::to_value(any).unwrap(), serde_json::to_value(attested).unwrap());
    let relying_party = relying_party();
    let throw = |said: &str| {
        let right =
            is_right(&relying_party.check(serde_json::from_value(asked.clone()).unwrap(), said, ANNA, &[&kept], NOW));
        for making in [&any, &attested] {
            let _whatever = relying_party.finish(serde_json::from_value(making.clone()).unwrap(), said, NOW);
        }
        right
    };
    for odd in [
        "",
        "null",
        "[]",
        "{}",
        "\"\"",
        "1e999",
        "{\"response\":{}}",
        "\u{0}",
        &"[".repeat(10_000),
        &"{\"a\":".repeat(5_000),
    ] {
        assert!(!throw(odd), "{odd}");
    }
    for whole in [&proof, &plain, &vouched] {
        let whole = whole.to_string();
        for end in 0..whole.len() {
            assert!(!throw(whole.get(..end).unwrap_or("")));
        }
    }
    let mut dice = Dice(0x1234_5678_9abc_def1);
    for _ in 0..3_000 {
        let mut said = [&proof, &plain, &vouched][dice.below(3)].clone();
        let parts: Vec<String> = said["response"].as_object().unwrap().keys().cloned().collect();
        let part = &parts[dice.below(parts.len())];
        let Some(mut bytes) = said["response"][part].as_str().map(|_| unbase64(&said["response"][part])) else {
            continue;
        };
        for _ in 0..=dice.below(4) {
            let at = dice.below(bytes.len().max(1));
            match dice.below(4) {
                0 if !bytes.is_empty() => bytes[at] = dice.next().to_le_bytes()[0],
                1 => bytes.truncate(at),
                2 => bytes.insert(at.min(bytes.len()), dice.next().to_le_bytes()[0]),
                _ => bytes.extend((0..dice.below(40)).map(|_| dice.next().to_le_bytes()[0])),
            }
        }
        said["response"][part] = json!(base64(&bytes));
        throw(&said.to_string());
    }
}
