//! The letters of text messages (3GPP TS 23.038, 6.2.1): 160 of them go into one. A single letter beyond
//! them makes a network count in 16 bits, 70 to a message, and the code comes in two parts.

const ONE_MESSAGE: usize = 160;

/// One septet each.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Two: an escape before each.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// How many septets it takes; `None`: it cannot be said in them.
pub(crate) fn septets(text: &str) -> Option<usize> {
    text.chars().map(|c| if BASIC.contains(c) { Some(1) } else { EXTENDED.contains(c).then_some(2) }).sum()
}

/// What both together leave free in one message; `None`: they do not fit.
pub(crate) fn left(text: &str, end: &str) -> Option<usize> {
    ONE_MESSAGE.checked_sub(septets(text)? + septets(end)?)
}

/// The same name in these letters: accents beyond them are left out, and so is what has no likeness.
pub(crate) fn spell(name: &str) -> String {
    let spelled: String = name.chars().map(alike).filter(|c| septets(c.encode_utf8(&mut [0; 4])).is_some()).collect();
    spelled.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn alike(c: char) -> char {
    if BASIC.contains(c) {
        return c;
    }
    match c {
        'À' | 'Á' | 'Â' | 'Ã' | 'Ā' | 'Ă' | 'Ą' => 'A',
        'á' | 'â' | 'ã' | 'ā' | 'ă' | 'ą' => 'a',
        'Ć' | 'Ĉ' | 'Č' => 'C',
        'ç' | 'ć' | 'ĉ' | 'č' => 'c',
        'Ď' | 'Đ' | 'Ð' => 'D',
        'ď' | 'đ' | 'ð' => 'd',
        'È' | 'Ê' | 'Ë' | 'Ē' | 'Ė' | 'Ę' | 'Ě' => 'E',
        'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'Ĝ' | 'Ğ' | 'Ģ' => 'G',
        'ĝ' | 'ğ' | 'ģ' => 'g',
        'Ì' | 'Í' | 'Î' | 'Ï' | 'Ī' | 'Į' | 'İ' => 'I',
        'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => 'i',
        'Ķ' => 'K',
        'ķ' => 'k',
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ł' => 'L',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'Ń' | 'Ņ' | 'Ň' => 'N',
        'ń' | 'ņ' | 'ň' => 'n',
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ō' | 'Ő' => 'O',
        'ó' | 'ô' | 'õ' | 'ō' | 'ő' => 'o',
        'Ŕ' | 'Ř' => 'R',
        'ŕ' | 'ř' => 'r',
        'Ś' | 'Ş' | 'Š' | 'Ș' => 'S',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'Ţ' | 'Ť' | 'Ț' => 'T',
        'ţ' | 'ť' | 'ț' => 't',
        'Ù' | 'Ú' | 'Û' | 'Ū' | 'Ů' | 'Ű' | 'Ų' => 'U',
        'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => 'u',
        'Ý' | 'Ÿ' => 'Y',
        'ý' | 'ÿ' => 'y',
        'Ź' | 'Ż' | 'Ž' => 'Z',
        'ź' | 'ż' | 'ž' => 'z',
        '‘' | '’' | '‚' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '‐'..='―' => '-',
        '\u{a0}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_as_a_network_counts() {
        assert_eq!(BASIC.chars().count(), 127, "128 less the escape");
        assert_eq!(septets("Grüße @ 5$"), Some(10));
        assert_eq!(septets("5 €"), Some(4));
        assert_eq!(septets("č"), None);
        assert_eq!(left(&"a".repeat(150), "0123456789"), Some(0));
        assert_eq!(left(&"a".repeat(151), "0123456789"), None);
    }

    #[test]
    fn names_as_near_as_they_can_be_written() {
        assert_eq!(spell("Škoda Łódź"), "Skoda Lodz");
        assert_eq!(spell("Universitätsklinikum Tübingen"), "Universitätsklinikum Tübingen");
        assert_eq!(spell("Anna’s 北風 — Café"), "Anna's - Café");
        assert_eq!(spell("北風"), "");
    }
}
