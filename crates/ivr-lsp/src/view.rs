//! The flows of a document, and what stands at a place in it.

use std::cell::OnceCell;
use std::ops::Range;

use ivr_flow::{Activity, Document, Exit, Flow, Reference, Settings, Value, mask_secrets};

/// The flows of one version of a document.
#[derive(Debug, Default)]
pub(crate) struct View {
    pub(crate) flows: Vec<FlowView>,
}

/// A flow with its references, which are looked for when somebody asks.
#[derive(Debug)]
pub(crate) struct FlowView {
    pub(crate) flow: Flow<'static>,
    /// Where the flow stands in the file, with what its list says of it.
    pub(crate) range: Range<usize>,
    references: OnceCell<Vec<Placed>>,
}

/// A reference, and where it and the name of the module in it stand in the file.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) reference: Reference,
    pub(crate) range: Range<usize>,
    pub(crate) module: Option<Range<usize>>,
}

/// What stands at a place, and where.
pub(crate) struct Found<'v> {
    pub(crate) view: &'v FlowView,
    pub(crate) what: What<'v>,
    /// Its bytes in the file.
    pub(crate) range: Range<usize>,
}

/// Something in a flow that leads somewhere, or that something leads to.
#[derive(Clone, Copy)]
pub(crate) enum What<'v> {
    Id(Activity<'v>),
    Name(Activity<'v>),
    Type(Activity<'v>),
    /// The `next` of an exit.
    Next(Exit<'v>),
    /// The name of its event, or its `edgeId`.
    Exit(Exit<'v>),
    Reference(&'v Placed),
    /// Anything else of an activity.
    Other,
}

impl View {
    /// The flows of a text; what cannot be read is left out.
    pub(crate) fn of(text: &str, settings: &Settings) -> Self {
        let documents = Document::parse_owned(text.as_bytes().to_vec()).searching().filter_map(Result::ok);
        let listed = documents.flat_map(|document| document.flows().to_vec());
        let flow = |listed: ivr_flow::ListedFlow<'static>| {
            let flow = listed.flow(settings).ok()?;
            Some(FlowView { flow, range: listed.file_range(), references: OnceCell::new() })
        };
        View { flows: listed.filter_map(flow).collect() }
    }

    /// What stands at a byte of the file.
    pub(crate) fn at(&self, byte: usize) -> Option<Found<'_>> {
        self.flows.iter().find_map(|flow| flow.at(byte))
    }
}

impl FlowView {
    /// Its references, in the order of the text.
    pub(crate) fn references(&self) -> &[Placed] {
        self.references.get_or_init(|| {
            let references = self.flow.references();
            let places = self.flow.places_of(&references);
            let map = self.flow.source_map();
            let placed = references.into_iter().zip(places).map(|(reference, (range, module))| Placed {
                reference,
                range: map.to_file(range),
                module: module.map(|range| map.to_file(range)),
            });
            placed.collect()
        })
    }

    /// The byte of its text at a byte of the file, if that is in its definition.
    pub(crate) fn offset_of(&self, byte: usize) -> Option<usize> {
        let at = self.flow.source_map().offset_of(byte)?;
        touches(&self.flow.definition().range(), at).then_some(at)
    }

    /// The activity around a byte of its text.
    pub(crate) fn activity_at(&self, at: usize) -> Option<Activity<'_>> {
        self.flow.activities().find(|activity| touches(&activity.value().range(), at))
    }

    fn at(&self, byte: usize) -> Option<Found<'_>> {
        let at = self.offset_of(byte)?;
        let activity = self.activity_at(at)?;
        let (value, what) = self.member_at(activity, at);
        if let Some(value) = value {
            return Some(Found { view: self, what, range: value.file_range() });
        }
        // They are in order, and none is in another.
        let references = self.references();
        let behind = references.partition_point(|placed| placed.range.end < byte);
        let here = references[behind..].iter().find(|placed| touches(&placed.range, byte));
        Some(match here {
            Some(placed) => Found { view: self, what: What::Reference(placed), range: placed.range.clone() },
            None => Found { view: self, what, range: activity.value().file_range() },
        })
    }

    /// Which member of an activity or of its exits stands at a byte of the text.
    fn member_at<'v>(&self, activity: Activity<'v>, at: usize) -> (Option<Value<'v>>, What<'v>) {
        let is_here = |value: &Value<'_>| touches(&value.range(), at);
        let members = [("id", What::Id(activity)), ("name", What::Name(activity)), ("type", What::Type(activity))];
        for (key, what) in members {
            if let Some(value) = activity.value().get(key).filter(is_here) {
                return (Some(value), what);
            }
        }
        if let Some(exit) = activity.exits().find(|exit| is_here(&exit.value())) {
            for (key, what) in [("next", What::Next(exit)), ("event", What::Exit(exit)), ("edgeId", What::Exit(exit))] {
                if let Some(value) = exit.value().get(key).filter(is_here) {
                    return (Some(value), what);
                }
            }
        }
        (None, What::Other)
    }

    /// Where an activity is shown: its `id`, else all of it.
    pub(crate) fn place_of(&self, activity: Activity<'_>) -> Range<usize> {
        activity.value().get("id").unwrap_or(activity.value()).file_range()
    }
}

impl<'v> Found<'v> {
    /// The activity that is meant: the one that something leads to, or that it is of.
    pub(crate) fn meant(&self) -> Option<Activity<'v>> {
        match self.what {
            What::Id(activity) | What::Name(activity) | What::Type(activity) => Some(activity),
            What::Next(exit) | What::Exit(exit) => exit.target(),
            What::Reference(placed) => placed.reference.target().map(|index| self.view.flow.activity(index)),
            What::Other => None,
        }
    }
}

/// What an activity is called: its name, else its id, else its number; in full, but for secrets.
pub(crate) fn name_of(activity: Activity<'_>) -> String {
    let name = activity.given_name().or_else(|| activity.id());
    name.map_or_else(|| format!("#{}", activity.item()), |name| mask_secrets(&name).into_owned())
}

/// Whether a cursor at a byte is in a range, or at its end.
pub(crate) fn touches(range: &Range<usize>, at: usize) -> bool {
    range.start <= at && at <= range.end
}
