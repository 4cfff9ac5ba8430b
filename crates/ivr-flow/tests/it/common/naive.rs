//! JSON read as plainly as can be: character by character, each with the bytes of the file that say it, so that a
//! string inside a string inside a string needs no arithmetic to be followed to the file.

use std::ops::Range;

use super::tree::{Place, Places, Tree};

/// A character, and the bytes of the file that say it, escapes and all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Char {
    pub(crate) char: char,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A value, and where it and its key stand in the file.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) key: Option<Range<usize>>,
    pub(crate) value: Range<usize>,
    pub(crate) what: What,
}

#[derive(Debug, Clone)]
pub(crate) enum What {
    Null,
    Bool(bool),
    Number(String),
    String(Vec<Char>),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// Why there is nothing to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Not {
    /// It is no JSON.
    Json,
    /// It may be JSON, but has more levels than every reader takes.
    Shallow,
}

/// Every reader may take as many levels; from how many on one refuses is its own affair.
const LEVELS: usize = 100;

/// The characters of a file.
pub(crate) fn chars(text: &str, before: usize) -> Vec<Char> {
    let place = |(at, char): (usize, char)| Char { char, start: before + at, end: before + at + char.len_utf8() };
    text.char_indices().map(place).collect()
}

/// The documents of a text one after another, up to the first that is none; then why that is none.
pub(crate) fn documents(text: &[Char]) -> (Vec<Node>, Option<Not>) {
    let mut reader = Reader { text, at: 0 };
    let mut documents = Vec::new();
    loop {
        reader.blanks();
        if reader.at == text.len() {
            return (documents, None);
        }
        match reader.document() {
            Ok(document) => documents.push(document),
            Err(not) => return (documents, Some(not)),
        }
    }
}

impl Node {
    /// The member of an object; of several with one key the last. The item of an array.
    pub(crate) fn step(&self, step: &str) -> Option<&Node> {
        match &self.what {
            What::Array(items) => items.get(step.parse::<usize>().ok()?),
            What::Object(members) => members.iter().rev().find(|(key, _)| key == step).map(|(_, value)| value),
            _ => None,
        }
    }

    /// What a string says, as JSON.
    pub(crate) fn opened(&self) -> Option<Node> {
        let What::String(text) = &self.what else { return None };
        let (mut documents, not) = documents(text);
        if documents.len() == 1 && not.is_none() { documents.pop() } else { None }
    }

    /// What a string says in Base64, as JSON: a character is where the signs are that say anything of it.
    pub(crate) fn opened_in_base64(&self) -> Option<Node> {
        const SIGNS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let What::String(text) = &self.what else { return None };
        let mut bits = Vec::new();
        for sign in text.iter().filter(|sign| sign.char != '=') {
            let value = SIGNS.find(sign.char)?;
            bits.extend((0..6).rev().map(|bit| (value >> bit & 1, sign)));
        }
        let bytes: Vec<_> = bits.chunks_exact(8).collect();
        let value = |bits: &&[(usize, &Char)]| u8::try_from(bits.iter().fold(0, |byte, (bit, _)| byte * 2 + bit)).ok();
        let said = String::from_utf8(bytes.iter().map(value).collect::<Option<_>>()?).ok()?;
        let char = |(at, char): (usize, char)| {
            let behind = at + char.len_utf8();
            // What fills up the last signs belongs to the last character.
            let last = if behind == said.len() { text.last()? } else { bytes[behind - 1][7].1 };
            Some(Char { char, start: bytes[at][0].1.start, end: last.end })
        };
        let (mut documents, not) = documents(&said.char_indices().map(char).collect::<Option<Vec<_>>>()?);
        if documents.len() == 1 && not.is_none() { documents.pop() } else { None }
    }

    pub(crate) fn items(&self) -> &[Node] {
        match &self.what {
            What::Array(items) => items,
            _ => &[],
        }
    }

    /// The value without its places.
    pub(crate) fn tree(&self) -> Tree {
        match &self.what {
            What::Null => Tree::Null,
            What::Bool(value) => Tree::Bool(*value),
            What::Number(number) => Tree::Number(number.clone()),
            What::String(text) => Tree::String(said(text)),
            What::Array(items) => Tree::Array(items.iter().map(Node::tree).collect()),
            What::Object(members) => {
                Tree::Object(members.iter().map(|(key, value)| (key.clone(), value.tree())).collect())
            }
        }
    }

    /// Where the values are, by their pointer from here; what a duplicate key replaced is nowhere.
    pub(crate) fn places(&self) -> Places {
        let mut places = Places::new();
        let mut open = vec![(String::new(), self)];
        while let Some((pointer, node)) = open.pop() {
            let step = |step: &str| format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"));
            match &node.what {
                What::Array(items) => {
                    open.extend(items.iter().enumerate().map(|(number, item)| (step(&number.to_string()), item)));
                }
                What::Object(members) => {
                    let is_last = |key: &str, value| std::ptr::eq(node.step(key).expect("a member"), value);
                    let last = members.iter().filter(|(key, value)| is_last(key, value));
                    open.extend(last.map(|(key, value)| (step(key), value)));
                }
                _ => {}
            }
            places.insert(pointer, Place { key: node.key.clone(), value: node.value.clone() });
        }
        places
    }
}

/// What characters say.
pub(crate) fn said(text: &[Char]) -> String {
    text.iter().map(|char| char.char).collect()
}

struct Reader<'a> {
    text: &'a [Char],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).map(|char| char.char)
    }

    fn take(&mut self) -> Result<Char, Not> {
        let char = self.text.get(self.at).copied().ok_or(Not::Json)?;
        self.at += 1;
        Ok(char)
    }

    fn expect(&mut self, word: &str) -> Result<(), Not> {
        word.chars().try_for_each(|expected| if self.take()?.char == expected { Ok(()) } else { Err(Not::Json) })
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn document(&mut self) -> Result<Node, Not> {
        let document = self.value(0)?;
        // Words and numbers end where something else begins.
        let is_closed = matches!(document.what, What::String(_) | What::Array(_) | What::Object(_));
        match self.peek() {
            Some(next) if !is_closed && !" \t\n\r\"[]{},:".contains(next) => Err(Not::Json),
            _ => Ok(document),
        }
    }

    fn value(&mut self, levels: usize) -> Result<Node, Not> {
        let start = self.text.get(self.at).ok_or(Not::Json)?.start;
        let what = match self.peek() {
            Some('n') => self.expect("null").map(|()| What::Null)?,
            Some('t') => self.expect("true").map(|()| What::Bool(true))?,
            Some('f') => self.expect("false").map(|()| What::Bool(false))?,
            Some('"') => What::String(self.string()?),
            Some('[' | '{') if levels == LEVELS => return Err(Not::Shallow),
            Some('[') => What::Array(self.array(levels + 1)?),
            Some('{') => What::Object(self.object(levels + 1)?),
            _ => What::Number(self.number()?),
        };
        Ok(Node { key: None, value: start..self.text[self.at - 1].end, what })
    }

    fn array(&mut self, levels: usize) -> Result<Vec<Node>, Not> {
        let mut items = Vec::new();
        self.expect("[")?;
        self.blanks();
        if self.peek() == Some(']') {
            self.at += 1;
            return Ok(items);
        }
        loop {
            self.blanks();
            items.push(self.value(levels)?);
            self.blanks();
            match self.take()?.char {
                ',' => {}
                ']' => return Ok(items),
                _ => return Err(Not::Json),
            }
        }
    }

    fn object(&mut self, levels: usize) -> Result<Vec<(String, Node)>, Not> {
        let mut members = Vec::new();
        self.expect("{")?;
        self.blanks();
        if self.peek() == Some('}') {
            self.at += 1;
            return Ok(members);
        }
        loop {
            self.blanks();
            let start = self.text.get(self.at).ok_or(Not::Json)?.start;
            let key = said(&self.string()?);
            let place = start..self.text[self.at - 1].end;
            self.blanks();
            self.expect(":")?;
            self.blanks();
            members.push((key, Node { key: Some(place), ..self.value(levels)? }));
            self.blanks();
            match self.take()?.char {
                ',' => {}
                '}' => return Ok(members),
                _ => return Err(Not::Json),
            }
        }
    }

    fn string(&mut self) -> Result<Vec<Char>, Not> {
        let mut text = Vec::new();
        self.expect("\"")?;
        loop {
            let first = self.take()?;
            let char = match first.char {
                '"' => return Ok(text),
                '\0'..' ' => return Err(Not::Json),
                '\\' => self.escape()?,
                char => char,
            };
            text.push(Char { char, start: first.start, end: self.text[self.at - 1].end });
        }
    }

    fn escape(&mut self) -> Result<char, Not> {
        Ok(match self.take()?.char {
            escaped @ ('"' | '\\' | '/') => escaped,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = self.unit()?;
                let behind = self.at;
                // Half a pair stands for itself, and what follows it too.
                let second = self.expect("\\u").and_then(|()| self.unit()).ok();
                let pair = second.and_then(|second| char::decode_utf16([unit, second]).next()?.ok());
                let is_pair = (0xd800..0xdc00).contains(&unit) && pair.is_some();
                if !is_pair {
                    self.at = behind;
                }
                let alone = char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER);
                pair.filter(|_| is_pair).unwrap_or(alone)
            }
            _ => return Err(Not::Json),
        })
    }

    fn unit(&mut self) -> Result<u16, Not> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.take()?.char.to_digit(16).ok_or(Not::Json)?;
            unit = unit * 16 + u16::try_from(digit).map_err(|_| Not::Json)?;
        }
        Ok(unit)
    }

    fn number(&mut self) -> Result<String, Not> {
        let first = self.at;
        if self.peek() == Some('-') {
            self.at += 1;
        }
        if self.peek() == Some('0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some('.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.at += 1;
            if matches!(self.peek(), Some('+' | '-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(said(&self.text[first..self.at]))
    }

    fn digits(&mut self) -> Result<(), Not> {
        let first = self.at;
        while self.peek().is_some_and(|char| char.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == first { Err(Not::Json) } else { Ok(()) }
    }
}
