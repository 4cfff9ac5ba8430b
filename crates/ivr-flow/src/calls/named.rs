//! What the steps of kept calls name, and what is said where there is no such thing.

use super::replay::{Failure, Outcome, Replay, Said};
use crate::model::{Activity, Exit};
use crate::text::{Localized, closest, did_you_mean, localized, shorten};

impl<'r> Replay<'r> {
    /// The activity that a step names, and its exits of the name that the step says.
    pub(super) fn step(&self, said: &Said) -> Outcome<(Activity<'r>, Vec<Exit<'r>>)> {
        let whole = self.find(&said.text);
        let split = || {
            let colons = said.text.rmatch_indices([':', '：']);
            colons
                .map(|(at, colon)| (&said.text[..at], &said.text[at + colon.len()..]))
                .find(|(name, _)| !self.find(name).is_empty())
        };
        let (name, exit) = match whole.is_empty() {
            false => (&*said.text, None),
            true => split().map_or((&*said.text, None), |(name, exit)| (name, Some(exit))),
        };
        let activity = match self.find(name).as_slice() {
            [] => return Err(self.not_there(said)),
            [only] => *only,
            [first, ..] => {
                let ids = self
                    .find(name)
                    .iter()
                    .filter_map(|activity| Some(format!("`{}`", shorten(&activity.id()?))))
                    .collect::<Vec<_>>();
                let (name, ids) = (shorten(name), ids.join(", "));
                let message = localized!("several modules are named {name}", "有多个模块名为“{name}”");
                let help = localized!("use the id: {ids}", "请使用 id：{ids}");
                return Err(self.fails(said, *first, message, Some(help)));
            }
        };
        let Some(exit) = exit else { return Ok((activity, Vec::new())) };
        let number = exit.strip_prefix('#').and_then(|number| number.parse::<usize>().ok());
        let is_named = |known: &Exit<'_>| match known.event() {
            Some(event) => event == exit,
            None => number == Some(known.item() + 1),
        };
        let exits: Vec<_> = activity.exits().filter(is_named).collect();
        if exits.is_empty() {
            let (name, said_exit) = (self.context.name(activity), shorten(exit));
            let events: Vec<_> = activity.exits().filter_map(Exit::event).collect();
            let near = closest(exit, events.iter().map(|event| &**event)).map(did_you_mean);
            let message = localized!("{name} has no exit `{said_exit}`", "“{name}”没有出口 `{said_exit}`");
            return Err(self.fails(said, activity, message, near.or_else(|| self.exits_of(activity))));
        }
        Ok((activity, exits))
    }

    /// The activities of a name or id.
    fn find(&self, name: &str) -> Vec<Activity<'r>> {
        let flow = self.context.flow;
        match flow.by_id(name) {
            Some(activity) => vec![activity],
            None => {
                let named = self.flow.by_name.get(name).into_iter().flatten();
                named.map(|&index| flow.activity(index)).collect()
            }
        }
    }

    pub(super) fn named(&self, said: &Said) -> Outcome<Vec<Activity<'r>>> {
        let found = self.find(&said.text);
        if found.is_empty() { Err(self.not_there(said)) } else { Ok(found) }
    }

    fn not_there(&self, said: &Said) -> Box<Failure> {
        let flow = self.context.flow;
        let known: Vec<_> =
            flow.activities().flat_map(|activity| [activity.given_name(), activity.id()]).flatten().collect();
        let name = said.text.rsplit_once([':', '：']).map_or(&*said.text, |(name, _)| name);
        let near = closest(&said.text, known.iter().map(|name| &**name))
            .or_else(|| closest(name, known.iter().map(|name| &**name)));
        let name = shorten(&said.text);
        let message = localized!("no module is named `{name}`", "没有名为“{name}”的模块");
        let list = flow.list();
        let place = flow.tree().to_file(list.key_range().unwrap_or(list.range()));
        Box::new(Failure { message, help: near.map(did_you_mean), kept: said.bytes.clone(), flow: place })
    }

    /// Where the exits of an activity lead.
    pub(super) fn exits_of(&self, activity: Activity<'_>) -> Option<Localized> {
        const MOST: usize = 8;
        let exits: Vec<_> = activity
            .exits()
            .take(MOST)
            .map(|exit| match exit.target() {
                Some(target) => format!("{} → {}", exit_text(exit), self.context.name(target)),
                None => exit_text(exit),
            })
            .collect();
        let (name, more) = (self.context.name(activity), if activity.exits().len() > MOST { ", …" } else { "" });
        let exits = exits.join(", ");
        (!exits.is_empty()).then(|| localized!("exits of {name}: {exits}{more}", "“{name}”的出口：{exits}{more}"))
    }

    pub(super) fn fails(
        &self,
        said: &Said,
        place: Activity<'_>,
        message: Localized,
        help: Option<Localized>,
    ) -> Box<Failure> {
        let value = place.value();
        let place = value.get("id").unwrap_or(value);
        Box::new(Failure { message, help, kept: said.bytes.clone(), flow: place.file_range() })
    }
}

pub(super) fn exit_text(exit: Exit<'_>) -> String {
    exit.event().map_or_else(|| format!("#{}", exit.item() + 1), |event| format!("`{}`", shorten(&event)))
}
