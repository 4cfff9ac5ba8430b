//! What flows come wrapped in: the bytes of a file come in, the places where a flow is expected come out, each with the
//! metadata of its list.

mod listed;
mod find;
mod problem;

use std::ops::Range;
use std::sync::Arc;

use find::Found;
pub use listed::{ListedFlow, Metadata};
pub use problem::ReadError;
pub(crate) use problem::kind_name;

use crate::json::{Encoding, Source, Tree, Value, next_document};

/// One JSON document of a file, and the places in it where a flow is expected.
///
/// ```
/// use ivr_flow::{Document, Settings};
///
/// let bytes = br#"{"Data": {"List": [{"Name": "Main", "Definition": "{\"activities\": []}"}]}}"#;
/// let settings = Settings::default();
/// let mut flows = Vec::new();
/// for document in Document::parse(bytes) {
///     for listed in document?.flows() {
///         flows.push(listed.flow(&settings)?);
///     }
/// }
/// assert_eq!(flows[0].name(), Some("Main"));
/// # Ok::<(), ivr_flow::ReadError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Document<'a> {
    tree: Arc<Tree<'a>>,
    flows: Vec<ListedFlow<'a>>,
    pages: Vec<Page>,
    is_searched: bool,
}

/// One list of flows, as a page of the API's response has it.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    /// The numbers of its flows.
    pub(crate) flows: Range<usize>,
    /// The JSON Pointer of its `TotalCount` and the bytes of that in the file, where it is a whole number.
    pub(crate) total: Option<(u64, String, Range<usize>)>,
}

/// The documents of a file; see [`Document::parse`].
#[derive(Debug, Clone)]
pub struct Documents<'a> {
    text: Source<'a>,
    /// The number of bytes before the text in the file: a byte-order mark.
    before: usize,
    /// Where the next document begins; `None` after invalid JSON.
    next: Option<usize>,
    /// Whether a document of no known shape is searched for definitions.
    searches: bool,
    /// Why nothing can be parsed at all.
    unreadable: Option<ReadError>,
}

impl<'a> Document<'a> {
    /// Parses the documents of a file, one after another.
    ///
    /// A document without a flow is an error; text that is not JSON is an error that ends the iteration. Never panics,
    /// whatever the bytes are.
    pub fn parse(bytes: &'a [u8]) -> Documents<'a> {
        let (before, bytes) = without_byte_order_mark(bytes);
        // The fast check does not say where a text breaks off.
        let text = simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes));
        let unreadable = problem::unreadable(bytes, text, before);
        // What comes before the error is kept to count its lines.
        let text = text.or_else(|error| std::str::from_utf8(&bytes[..error.valid_up_to()])).unwrap_or_default();
        Documents { text: Source::Borrowed(text), before, next: Some(0), searches: false, unreadable }
    }

    /// Like [`Document::parse`], for documents and flows that own the text, so that they can be stored and sent to
    /// other threads.
    pub fn parse_owned(bytes: Vec<u8>) -> Documents<'static> {
        let Documents { text, before, next, searches, unreadable } = Document::parse(&bytes);
        let text = Source::Shared(Arc::new(text.as_str().to_owned()));
        Documents { text, before, next, searches, unreadable }
    }

    /// The places where a flow is expected, in the order of the text.
    pub fn flows(&self) -> &[ListedFlow<'a>] {
        &self.flows
    }

    /// The whole document.
    pub fn root(&self) -> Value<'_> {
        self.tree.root()
    }

    /// Whether it has none of the known shapes, and was searched for definitions; see [`Documents::searching`].
    pub fn is_searched(&self) -> bool {
        self.is_searched
    }

    pub(crate) fn pages(&self) -> &[Page] {
        &self.pages
    }
}

impl<'a> Documents<'a> {
    /// Also searches documents without a known shape for definitions at any depth: exports, responses of other
    /// services, or recordings of a browser (HAR files, in which texts may be in Base64).
    pub fn searching(self) -> Self {
        Documents { searches: true, ..self }
    }

    /// The text of the file, as far as it can be read, and the number of bytes before it.
    pub(crate) fn text(&self) -> (&str, usize) {
        (self.text.as_str(), self.before)
    }
}

impl<'a> Iterator for Documents<'a> {
    type Item = Result<Document<'a>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let from = self.next?;
        if let Some(error) = self.unreadable.take() {
            self.next = None;
            return Some(Err(error));
        }
        let parsed = match next_document(self.text.as_str(), from)? {
            Ok(parsed) => parsed,
            Err(broken) => {
                self.next = None;
                let (message, help) = problem::not_json(&broken);
                return Some(Err(ReadError::not_json(self.before + broken.at, message, help)));
            }
        };
        self.next = Some(parsed.range.end);
        let tree = Arc::new(Tree::new(self.text.clone(), parsed, self.before));
        let document =
            |Found { flows, pages }, is_searched| Document { tree: Arc::clone(&tree), flows, pages, is_searched };
        Some(match find::find(&tree) {
            Ok(found) => Ok(document(found, false)),
            Err(error) if self.searches && error.rule == "invalid-shape" => {
                find::search(&tree).map(|found| document(found, true)).ok_or(*error)
            }
            Err(error) => Err(*error),
        })
    }
}

/// A value in a document with its JSON Pointer, which leads through strings as if they were the JSON that they contain.
#[derive(Debug, Clone)]
pub(crate) struct Place<'a> {
    pub(crate) tree: Arc<Tree<'a>>,
    pub(crate) node: u32,
    pub(crate) pointer: String,
}

impl<'a> Place<'a> {
    pub(crate) fn value(&self) -> Value<'_> {
        self.tree.value(self.node)
    }

    /// Another value of the same text.
    fn at(&self, value: Value<'_>, pointer: String) -> Place<'a> {
        Place { tree: Arc::clone(&self.tree), node: value.node(), pointer }
    }

    /// A member of this object.
    fn member(&self, key: &str) -> Option<Place<'a>> {
        Some(self.at(self.value().get(key)?, format!("{}/{key}", self.pointer)))
    }

    /// The JSON in a string.
    fn open(&self) -> Result<Place<'a>, Box<ReadError>> {
        self.open_as(Encoding::Plain)
    }

    /// The JSON in a string in some encoding.
    fn open_as(&self, encoding: Encoding) -> Result<Place<'a>, Box<ReadError>> {
        let tree = self.tree.open(self.node, encoding).map_err(|why| Box::new(problem::not_opened(self, why)))?;
        Ok(Place { tree: Arc::new(tree), node: 0, pointer: self.pointer.clone() })
    }
}

/// The bytes without a byte-order mark, and how many bytes it has.
fn without_byte_order_mark(bytes: &[u8]) -> (usize, &[u8]) {
    match bytes.strip_prefix("\u{feff}".as_bytes()) {
        Some(rest) => (3, rest),
        None => (0, bytes),
    }
}
