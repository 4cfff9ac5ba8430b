//! Reads a complete list from pages, although it may change meanwhile and the platform may stop after 100 pages.
//!
//! The platform sorts by modification time, newest first. Flows that are created or edited meanwhile move to the front and
//! shift the others to later pages: none is missed, and the first page, read again at the end, has the new ones. Deleted
//! flows shift the others to earlier pages: then the total shrinks, and the list is read again from the beginning.

use std::collections::HashMap;
use std::time::Duration;

use crate::credentials::Credentials;
use crate::error::Error;
use crate::event::Event;
use crate::http::Http;
use crate::page::{Flow, FlowType, Lane, Order, Page, Query, parse, request};
use crate::retry::Run;
use crate::say::{Say, say};

/// All requested flows.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Each once, in the order of the platform.
    pub flows: Vec<Flow>,
    /// The platform's `TotalCount`, which equals their number.
    pub total: u64,
}

/// The last page that is requested: the Chinese documentation allows no higher number.
const MOST_PAGES: u64 = 100;
const LARGEST: u64 = 100;
const SMALLEST: u64 = 25;
/// How often a changing list is read.
const MOST_PASSES: u32 = 3;
/// The delay between two readings.
const BETWEEN: Duration = Duration::from_secs(1);

/// Reads a list until it is complete.
///
/// # Errors
/// [`Error::Incomplete`] if it is still incomplete after [`MOST_PASSES`], or any error of a request.
pub(crate) fn read(run: &mut Run<'_>, http: &Http, credentials: &Credentials, query: &Query) -> Result<Listing, Error> {
    let mut reader = Reader { run, http, credentials, query, size: LARGEST };
    let mut pass = 1;
    loop {
        let Pass { found, total, drift } = reader.pass()?;
        let read = found.count();
        let why = match drift {
            None if read == total => return Ok(Listing { flows: found.flows, total }),
            Some(why) => why,
            None if read < total => say!("flows are missing from the pages", "各页中缺少部分流程"),
            None => say!("flows were added or deleted while they were read", "读取期间有流程新增或删除"),
        };
        if pass == MOST_PASSES {
            return Err(Error::Incomplete { read, total, why });
        }
        pass += 1;
        (reader.run.progress)(Event::Again { why });
        reader.run.clock.sleep(BETWEEN);
    }
}

struct Reader<'a, 'b> {
    run: &'a mut Run<'b>,
    http: &'a Http,
    credentials: &'a Credentials,
    query: &'a Query,
    /// The page size; it only ever decreases.
    size: u64,
}

/// The result of one reading from the beginning.
struct Pass {
    found: Found,
    total: u64,
    /// Why it may be incomplete although the number is right.
    drift: Option<Say>,
}

/// The result of reading one list.
struct Read {
    total: u64,
    /// The ids of its first page.
    first: Vec<String>,
    pages: u64,
    /// Whether there is more than can be requested.
    more: bool,
    drift: Option<Say>,
}

impl Reader<'_, '_> {
    fn pass(&mut self) -> Result<Pass, Error> {
        let mut found = Found::default();
        let whole = Lane { flow_type: self.query.flow_type, order: None };
        let Read { total, first, pages, more, mut drift } = self.lane(whole, &mut found, Stop::WhenHopeless)?;
        if more {
            found = Found::default();
            drift = self.parts(&mut found)?.or(drift);
        }
        if drift.is_none() && pages > 1 || more {
            let again = self.page(whole, 0)?;
            if let Some(Page { total: now, flows, .. }) = again {
                // If read from both ends, a list must not have changed at all.
                let moved = more && flows.iter().zip(&first).any(|(flow, id)| flow.id != *id);
                drift = drift.or_else(|| changed(total, now)).or_else(|| {
                    moved.then(|| say!("flows were modified while they were read", "读取期间流程发生了变更"))
                });
                found.extend(flows);
            }
        }
        Ok(Pass { found, total, drift })
    }

    /// Reads a list with too many pages in parts: type by type, and each from both ends if necessary.
    fn parts(&mut self, found: &mut Found) -> Result<Option<Say>, Error> {
        let types = self.query.flow_type.map_or_else(|| FlowType::ALL.to_vec(), |flow_type| vec![flow_type]);
        let mut drift = None;
        for flow_type in types {
            let before = found.count();
            let lane = |order| Lane { flow_type: Some(flow_type), order: Some(order) };
            let newest = self.lane(lane(Order::NewestFirst), found, Stop::AtTheEnd)?;
            drift = drift.or(newest.drift);
            if newest.more {
                let enough = before + newest.total;
                let oldest = self.lane(lane(Order::OldestFirst), found, Stop::With(enough))?;
                drift = drift.or(oldest.drift).or_else(|| changed(newest.total, oldest.total));
            }
        }
        Ok(drift)
    }

    fn lane(&mut self, lane: Lane, found: &mut Found, stop: Stop) -> Result<Read, Error> {
        let mut read = Read { total: 0, first: Vec::new(), pages: 0, more: false, drift: None };
        let mut previous: Vec<String> = Vec::new();
        let mut offset = 0;
        loop {
            let Some(Page { number, total, flows }) = self.page(lane, offset)? else {
                read.more = true;
                return Ok(read);
            };
            // The page size may have been reduced meanwhile.
            offset += self.size;
            read.pages += 1;
            let ids: Vec<String> = flows.iter().map(|flow| flow.id.clone()).collect();
            if read.pages == 1 {
                read.total = total;
                read.first.clone_from(&ids);
            }
            let stuck = if ids.is_empty() && offset - self.size < total {
                Some(say!(
                    "page {number} is empty, but the list is said to have {total} in all",
                    "共 {total} 个流程，但第 {number} 页为空"
                ))
            } else if !ids.is_empty() && ids == previous {
                Some(say!("page {number} repeats the previous page", "第 {number} 页与上一页重复"))
            } else {
                None
            };
            found.extend(flows);
            let most = self.run.limits.flows;
            if found.bytes > most {
                return Err(Error::protocol(say!(
                    "the flows are larger than {most} bytes in all",
                    "流程总计超过 {most} 字节"
                )));
            }
            (self.run.progress)(Event::Page { number, read: found.count(), total: read.total });
            let done = stuck.is_some() || offset >= total || stop.is_reached(found.count());
            read.drift = read.drift.take().or(stuck).or_else(|| changed(read.total, total));
            if done {
                return Ok(read);
            }
            if stop == Stop::WhenHopeless && total > MOST_PAGES * self.size {
                read.more = true;
                return Ok(read);
            }
            previous = ids;
        }
    }

    /// The page that begins with the flow number `offset`, smaller than before if necessary; `None` if its number would be
    /// too high.
    fn page(&mut self, lane: Lane, offset: u64) -> Result<Option<Page>, Error> {
        loop {
            let asked = (offset / self.size + 1, self.size);
            if asked.0 > MOST_PAGES {
                return Ok(None);
            }
            let (http, query, credentials) = (self.http, self.query, self.credentials);
            let can_shrink = self.size > SMALLEST;
            let page = self.run.call(
                http,
                can_shrink,
                &|clock| request(query, lane, asked, http.endpoint(), credentials, clock),
                &|answer, secrets| parse(&answer, asked, secrets),
            );
            match page {
                Err(error) if can_shrink && error.asks_for_less() => {
                    self.size /= 2;
                    (self.run.progress)(Event::SmallerPages { size: self.size, why: error.what() });
                }
                other => return other.map(Some),
            }
        }
    }
}

/// When to stop reading a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    AtTheEnd,
    /// After the first page, if the last one cannot be reached.
    WhenHopeless,
    /// As soon as this many flows have been read.
    With(u64),
}

impl Stop {
    fn is_reached(self, count: u64) -> bool {
        matches!(self, Self::With(enough) if count >= enough)
    }
}

/// Flows by their ids, each once: later ones replace earlier ones.
#[derive(Default)]
struct Found {
    flows: Vec<Flow>,
    places: HashMap<String, usize>,
    /// The size of all that were read, replaced ones too.
    bytes: u64,
}

impl Found {
    fn extend(&mut self, flows: Vec<Flow>) {
        for flow in flows {
            self.bytes += flow.json.get().len() as u64;
            match self.places.get(&flow.id) {
                Some(place) => self.flows[*place] = flow,
                None => {
                    self.places.insert(flow.id.clone(), self.flows.len());
                    self.flows.push(flow);
                }
            }
        }
    }

    fn count(&self) -> u64 {
        u64::try_from(self.flows.len()).unwrap_or(u64::MAX)
    }
}

fn changed(before: u64, now: u64) -> Option<Say> {
    (before != now).then(|| {
        say!(
            "the number of flows changed from {before} to {now} while they were read",
            "读取期间流程数量由 {before} 变为 {now}"
        )
    })
}
