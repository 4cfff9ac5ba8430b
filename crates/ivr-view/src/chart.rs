//! A flow as a picture needs it: plain owned data, without positions.

use std::ops::Range;

use ivr_flow::{ActivityType, Arrival, Context, Lang, Next, Role, Value, mask_secrets, printable};

use crate::HashMap;
use crate::kind::{Look, Manner, look};

/// The activities and exits of a flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// The activities, in the order of the text.
    pub activities: Vec<Activity>,
    /// The exits of all activities, one activity's after another's.
    pub exits: Vec<Exit>,
    /// The first activity with each id.
    pub(crate) by_id: HashMap<String, usize>,
}

/// An activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its number among all items of `activities`.
    pub item: usize,
    /// Its `id`, where it has one.
    pub id: Option<String>,
    /// Its display name: its name, else its id, else its number. On one line, not shortened.
    pub name: String,
    /// Its type as it is written.
    pub kind: Option<String>,
    /// What it does.
    pub manner: Manner,
    /// The canonical name of its type, if the catalogue knows it.
    pub canonical: Option<&'static str>,
    /// Its exits in [`Chart::exits`].
    pub exits: Range<usize>,
    /// Its position on the console's canvas.
    pub position: Option<Position>,
    /// How the shortest path from an entry gets here.
    pub arrival: Arrives,
    /// Its properties except the position: the key, and the value as JSON or, for a string, its text.
    pub properties: Vec<(String, String)>,
}

/// A place on the console's canvas, in thousandths of its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// To the right.
    pub x: i64,
    /// Down.
    pub y: i64,
}

/// How the shortest path from an entry gets to an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrives {
    /// No call reaches it.
    Never,
    /// It is an entry.
    Entry,
    /// By this exit of this activity.
    By(usize, usize),
}

/// An exit of an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// Its number among all items of `events`. An activity of unknown type also leads to every id in its properties: these
    /// exits are not in `events` and have no number.
    pub item: Option<usize>,
    /// The name of its event.
    pub event: Option<String>,
    /// Where it leads.
    pub leads: Leads,
}

/// Where an exit leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// To this activity.
    To(usize),
    /// To this id, which does not exist.
    Nowhere(String),
    /// It is not connected.
    Open,
    /// It is not connected, and need not be: the call ends or leaves the flow.
    End,
    /// Its `next` is neither a string nor `null`.
    Broken,
}

/// The maximum length of a property value that is kept, in characters.
const MOST_OF_A_VALUE: usize = 1000;
/// The maximum number of properties that are kept per activity.
const MOST_PROPERTIES: usize = 100;
/// The largest coordinate that is taken seriously.
const FARTHEST: f64 = 1e6;

impl Chart {
    /// Collects what the picture of a flow needs.
    pub fn of(context: &Context<'_>) -> Self {
        let mut chart = Chart { activities: Vec::new(), exits: Vec::new(), by_id: HashMap::default() };
        // Exits by properties shift the numbers of later ones.
        let mut number_of = vec![0; context.flow.exits().len()];
        for activity in context.flow.activities() {
            let first = chart.exits.len();
            let mut wired = 0;
            for exit in activity.exits() {
                number_of[exit.index()] = chart.exits.len();
                let leads = match exit.next() {
                    Next::Unwired if ends(activity, exit) => Leads::End,
                    Next::Unwired => Leads::Open,
                    Next::Broken => Leads::Broken,
                    Next::Wired(id) => match exit.target() {
                        Some(to) => {
                            wired += 1;
                            Leads::To(to.index())
                        }
                        None => Leads::Nowhere(printable(&id)),
                    },
                };
                let event = exit.event().as_deref().map(printable);
                chart.exits.push(Exit { item: Some(exit.item()), event, leads });
            }
            if activity.is_unknown() && !activity.is_ending() {
                let named = context.graph.targets(activity.index()).skip(wired);
                chart.exits.extend(named.map(|to| Exit { item: None, event: None, leads: Leads::To(to) }));
            }
            chart.activities.push(Activity {
                item: activity.item(),
                id: activity.id().as_deref().map(printable),
                name: match (activity.given_name(), activity.id()) {
                    (Some(name), _) => printable(name.trim()),
                    (None, Some(id)) => printable(&id),
                    (None, None) => format!("#{}", activity.item()),
                },
                kind: activity.type_name().as_deref().map(printable),
                manner: manner(activity),
                canonical: activity.known_type().map(|known| known.name),
                exits: first..chart.exits.len(),
                position: activity.property("position").and_then(position),
                arrival: Arrives::Never,
                properties: activity.properties().map(properties).unwrap_or_default(),
            });
        }
        for (index, activity) in chart.activities.iter().enumerate() {
            if let Some(id) = &activity.id {
                chart.by_id.entry(id.clone()).or_insert(index);
            }
        }
        for index in 0..chart.activities.len() {
            chart.activities[index].arrival = match context.graph.arrival(index) {
                Arrival::Never => Arrives::Never,
                Arrival::Entry => Arrives::Entry,
                Arrival::From(from, Some(exit)) => Arrives::By(from, number_of[exit]),
                Arrival::From(from, None) => {
                    let leads = |exit: &usize| {
                        let exit = &chart.exits[*exit];
                        exit.item.is_none() && exit.leads == Leads::To(index)
                    };
                    chart.activities[from]
                        .exits
                        .clone()
                        .find(leads)
                        .map_or(Arrives::Never, |exit| Arrives::By(from, exit))
                }
            };
        }
        chart
    }

    /// The activity with this number among all items of `activities`.
    pub fn by_item(&self, item: usize) -> Option<usize> {
        self.activities.binary_search_by_key(&item, |activity| activity.item).ok()
    }

    /// The first activity with this id.
    pub fn by_id(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The index of an activity's exit, given by its number among all items of `events`.
    pub fn exit_by_item(&self, activity: &Activity, item: usize) -> Option<usize> {
        let exits = &self.exits[activity.exits.clone()];
        // Edges that no item of `events` says come after those.
        let items = exits.partition_point(|exit| exit.item.is_some());
        let found = exits[..items].binary_search_by_key(&Some(item), |exit| exit.item).ok()?;
        Some(activity.exits.start + found)
    }

    /// The exits of an activity with their indexes.
    pub fn exits_of(&self, activity: &Activity) -> impl Iterator<Item = (usize, &Exit)> {
        activity.exits.clone().zip(&self.exits[activity.exits.clone()])
    }
}

impl Activity {
    /// The console name of its type, if known.
    pub fn title(&self, lang: Lang) -> Option<&'static str> {
        self.canonical.and_then(ActivityType::by_name).map(|known| known.title.get(lang))
    }

    /// Its type: as the console calls it in Chinese, else as it is written.
    pub fn type_name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => self.title(lang).or(self.kind.as_deref()),
            Lang::En => self.kind.as_deref(),
        }
        .unwrap_or("?")
    }

    /// Whether it is there to send calls on one way or another; others of its manner only compute something.
    pub(crate) fn branches(&self) -> bool {
        self.canonical == Some("SPLIT")
    }

    /// The lines of its icon, an SVG path in a square of 24.
    pub fn icon(&self) -> &'static str {
        look(self.canonical).icon
    }

    /// Its name and type, for screen readers.
    pub fn described(&self) -> String {
        match &self.kind {
            Some(kind) => format!("{} ({kind})", self.name),
            None => self.name.clone(),
        }
    }
}

impl Exit {
    /// Its display name.
    pub fn called(&self, lang: Lang) -> String {
        match (&self.event, self.item, lang) {
            (Some(event), _, Lang::Zh) => in_chinese(event).unwrap_or(event).to_owned(),
            (Some(event), _, Lang::En) => event.clone(),
            (None, Some(item), Lang::En) => format!("exit {}", item + 1),
            (None, Some(item), Lang::Zh) => format!("出口 {}", item + 1),
            (None, None, Lang::En) => "by a property".to_owned(),
            (None, None, Lang::Zh) => "由属性引用".to_owned(),
        }
    }
}

/// The events that the console has a word for.
fn in_chinese(event: &str) -> Option<&'static str> {
    Some(match event {
        "success" => "成功",
        "failure" => "失败",
        "timeout" => "超时",
        "complete" => "完成",
        "default" => "默认",
        _ => return None,
    })
}

/// What an activity does. The settings may describe types that the catalogue does not know.
fn manner(activity: ivr_flow::Activity<'_>) -> Manner {
    let Look { manner, .. } = look(activity.known_type().map(|known| known.name));
    if activity.is_unknown() && activity.is_ending() { Manner::Ending } else { manner }
}

/// Whether calls that take an unconnected exit are where they should be: behind an ending, or with an agent.
fn ends(activity: ivr_flow::Activity<'_>, exit: ivr_flow::Exit<'_>) -> bool {
    activity.is_ending() || (activity.hands_off() && exit.role() == Role::Success)
}

fn position(value: Value<'_>) -> Option<Position> {
    let axis = |key| {
        let number: f64 = value.get(key)?.number()?.parse().ok()?;
        #[expect(clippy::cast_possible_truncation, reason = "it is not so far")]
        (number.abs() <= FARTHEST).then(|| (number * 1000.0).round() as i64)
    };
    Some(Position { x: axis("x")?, y: axis("y")? })
}

fn properties(properties: Value<'_>) -> Vec<(String, String)> {
    let members = properties.children().filter(|member| member.key().as_deref() != Some("position"));
    let text = |member: Value<'_>| {
        let text = member.string().unwrap_or_else(|| member.masked_token());
        // What is cut off may be what a secret is known by.
        let text = mask_secrets(&text);
        match text.char_indices().nth(MOST_OF_A_VALUE) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.into_owned(),
        }
    };
    members.take(MOST_PROPERTIES).map(|member| (printable(&member.key().unwrap_or_default()), text(member))).collect()
}
