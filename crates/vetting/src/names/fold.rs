//! A text in any script as words of small Latin letters and digits, each with the place it came from.
//!
//! Case, accents, width and script go; what a word is, is decided elsewhere. A text of any length is read, but no more
//! than [`MOST_WORDS`] words of it: a name is shorter, and what is compared must be bounded.

use std::ops::Range;

use any_ascii::any_ascii_char;

/// Words after these are dropped. Longest name in the data that we know: 41 words.
pub(super) const MOST_WORDS: usize = 48;

/// Letters of one word after these are dropped.
pub(super) const LONGEST_WORD: usize = 40;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Small Latin letters and digits, at least one.
    pub(super) text: String,
    /// Where it stood, in bytes of the original.
    pub(super) span: Range<usize>,
    /// Single letters with dots or strokes between them: `S.A.`, `J.R.`, `a/s`.
    pub(super) dotted: bool,
    /// Written in a script that leaves short vowels out: what is between the consonants is not known.
    pub(super) unvowelled: bool,
}

/// The words of `text`, in their order.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut reader = Reader { pieces: Vec::new(), open: None };
    for (start, character) in text.char_indices() {
        if reader.pieces.len() >= MOST_WORDS {
            break;
        }
        let end = start + character.len_utf8();
        match class_of(character) {
            Class::Letters(letters) => reader.letters(letters, start, end, is_unvowelled(character)),
            Class::Silent => {}
            Class::And => {
                reader.close();
                reader.letters("and", start, end, false);
                reader.close();
            }
            Class::Dot => {
                let mut rest = text.get(end..).unwrap_or_default().chars();
                let joins = rest.next().is_some_and(char::is_alphabetic)
                    && !rest.next().is_some_and(char::is_alphanumeric);
                reader.dot(joins);
            }
            Class::Gap => reader.close(),
        }
    }
    reader.close();
    reader.pieces.truncate(MOST_WORDS);
    reader.pieces
}

enum Class {
    /// What it reads as.
    Letters(&'static str),
    /// Nothing, and no end of a word: accents, apostrophes.
    Silent,
    And,
    Dot,
    Gap,
}

fn class_of(character: char) -> Class {
    match character {
        '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '′' | '\u{ad}' => Class::Silent,
        '&' | '＆' | '+' => Class::And,
        '.' | '/' | '．' => Class::Dot,
        // Long vowels and two consonants of Arabic script that a letter for a letter gets wrong for names.
        'ا' | 'أ' | 'آ' | 'ٱ' | 'ى' | 'ة' => Class::Letters("a"),
        'إ' => Class::Letters("i"),
        'ظ' => Class::Letters("z"),
        _ => {
            let letters = any_ascii_char(character);
            if letters.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
                Class::Letters(letters)
            } else if letters.is_empty() && !character.is_control() && !character.is_whitespace() {
                Class::Silent
            } else if letters.len() == 1 && letters.starts_with(['\'', '`']) && !character.is_ascii() {
                // Letters that Latin writes as an apostrophe: hamza, ayn, the soft sign.
                Class::Silent
            } else {
                Class::Gap
            }
        }
    }
}

/// Arabic and Hebrew letters, in all their blocks.
fn is_unvowelled(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

/// The Arabic article, which is written in one with its word, and apart where Latin letters are used.
const ARTICLE: &str = "al";

/// The word for God, whose article never comes off.
const GOD: &str = "allh";

struct Reader {
    pieces: Vec<Piece>,
    open: Option<Piece>,
}

impl Reader {
    fn letters(&mut self, letters: &str, start: usize, end: usize, unvowelled: bool) {
        let piece = self.open.get_or_insert_with(|| Piece {
            text: String::new(),
            span: start..end,
            dotted: false,
            unvowelled,
        });
        piece.span.end = end;
        let room = LONGEST_WORD.saturating_sub(piece.text.len());
        let letters = letters.bytes().filter(u8::is_ascii_alphanumeric).take(room);
        piece.text.extend(letters.map(|letter| char::from(letter.to_ascii_lowercase())));
    }

    /// A dot or stroke: between single letters it joins them, and else it ends the word.
    fn dot(&mut self, joins: bool) {
        match &mut self.open {
            Some(piece) if joins && (piece.dotted || piece.text.len() == 1) => piece.dotted = true,
            _ => self.close(),
        }
    }

    fn close(&mut self) {
        let Some(mut piece) = self.open.take().filter(|piece| !piece.text.is_empty()) else { return };
        if piece.unvowelled && piece.text.len() > 4 && piece.text != GOD && piece.text.starts_with(ARTICLE) {
            let article = Piece { text: ARTICLE.to_owned(), ..piece.clone() };
            piece.text.drain(..ARTICLE.len());
            self.pieces.push(article);
        }
        self.pieces.push(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::pieces;

    fn words(text: &str) -> Vec<String> {
        pieces(text).into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn case_accents_width_and_script_go() {
        assert_eq!(words("Crédit  AGRICOLE"), ["credit", "agricole"]);
        assert_eq!(words("Ｌｔｄ"), ["ltd"]);
        assert_eq!(words("Барак Обама"), ["barak", "obama"]);
        assert_eq!(words("习近平"), ["xijinping"]);
        assert_eq!(words("Credit e\u{301}tude"), ["credit", "etude"]);
    }

    #[test]
    fn apostrophes_join_and_hyphens_part() {
        assert_eq!(words("JEMA'AH O’Neil"), ["jemaah", "oneil"]);
        assert_eq!(words("AERO-CARIBBEAN"), ["aero", "caribbean"]);
        assert_eq!(words("AT&T"), ["at", "and", "t"]);
    }

    #[test]
    fn dotted_letters_are_one_word() {
        assert_eq!(words("BANCO C.A."), ["banco", "ca"]);
        assert_eq!(words("Torm A/S, d/b/a Owl"), ["torm", "as", "dba", "owl"]);
        assert_eq!(words("A.M. Gorky"), ["am", "gorky"]);
        assert_eq!(words("A.M.Gorky St.Petersburg Ltd."), ["am", "gorky", "st", "petersburg", "ltd"]);
    }

    #[test]
    fn an_arabic_article_is_a_word_of_its_own() {
        assert_eq!(words("عبد الرحمن"), ["bd", "al", "rhmn"]);
        assert_eq!(words("عبد الله"), ["bd", "allh"]);
        assert_eq!(words("علي"), ["ly"]);
    }

    #[test]
    fn words_are_read_up_to_a_bound() {
        assert_eq!(words(&"عبد الرحمن ".repeat(50)).len(), super::MOST_WORDS);
        assert_eq!(words(&"owl ".repeat(50)).len(), super::MOST_WORDS);
    }

    #[test]
    fn each_word_knows_where_it_stood() {
        let text = "Crédit S.A. 中国";
        let spans: Vec<&str> = pieces(text).iter().map(|piece| &text[piece.span.clone()]).collect();
        assert_eq!(spans, ["Crédit", "S.A", "中国"]);
    }

    #[test]
    fn a_text_without_letters_has_no_words() {
        assert!(pieces(" -- ¿? \u{200b}…").is_empty());
        assert!(pieces("").is_empty());
    }
}
