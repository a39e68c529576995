//! A language that nobody speaks, made of the English: longer, with accents, in brackets, from right to left. Whatever
//! looks wrong in it would look wrong in a real one; whatever is not in brackets never came through the catalogue.

use super::resolve::join;
use super::{FIRST, Language, Piece, Sentence, Variant, languages};

pub fn language(languages: &[Language]) -> Option<Language> {
    let english = languages.iter().find(|language| language.code == FIRST)?;
    let files = english.files.iter().map(|(name, sentences)| (name.clone(), sentences.iter().map(sentence).collect()));
    Some(Language { code: languages::PSEUDO.to_owned(), files: files.collect() })
}

fn sentence(english: &Sentence) -> Sentence {
    let (mut before, mut after) = (0, 0);
    let made = longer(&english.pieces, &mut before, &mut after);
    let mut pieces = Vec::new();
    // patterns such as "{day} {month}" and separators have no letters of their own
    if before > 0 {
        let wanted = before * 14 / 10;
        let fill: String = " ~~~~".chars().cycle().take(wanted.saturating_sub(after)).collect();
        join(&mut pieces, Piece::Text("[".into()));
        made.into_iter().for_each(|piece| join(&mut pieces, piece));
        join(&mut pieces, Piece::Text(format!("{}]", fill.trim_end())));
    } else {
        pieces = made;
    }
    Sentence { pieces, ..english.clone() }
}

/// Doubles the vowels. Counts the letters before and after.
fn longer(pieces: &[Piece], before: &mut usize, after: &mut usize) -> Vec<Piece> {
    let one = |piece: &Piece| match piece {
        Piece::Text(text) => {
            let longer: String = text.chars().flat_map(accented).collect();
            if text.chars().any(char::is_alphabetic) {
                *before += text.chars().count();
                *after += longer.chars().count();
            }
            Piece::Text(longer)
        }
        Piece::Value { .. } => piece.clone(),
        Piece::Select { argument, number, variants } => {
            let variants = variants
                .iter()
                .map(|variant| Variant { pieces: longer(&variant.pieces, before, after), ..variant.clone() });
            Piece::Select { argument: argument.clone(), number: *number, variants: variants.collect() }
        }
        Piece::Mark { name, pieces } => Piece::Mark { name: name.clone(), pieces: longer(pieces, before, after) },
    };
    pieces.iter().map(one).collect()
}

fn accented(letter: char) -> Vec<char> {
    let (accented, twice) = match letter {
        'a' => ('á', true),
        'e' => ('é', true),
        'i' => ('í', true),
        'o' => ('ö', true),
        'u' => ('ü', true),
        'y' => ('ý', true),
        'A' => ('Å', false),
        'E' => ('Ë', false),
        'I' => ('Î', false),
        'O' => ('Ø', false),
        'U' => ('Û', false),
        'c' => ('ç', false),
        'n' => ('ñ', false),
        's' => ('š', false),
        other => (other, false),
    };
    if twice { vec![accented, accented] } else { vec![accented] }
}
