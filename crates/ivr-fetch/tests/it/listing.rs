//! Whole lists of every size, and lists that move.

use std::sync::atomic::{AtomicUsize, Ordering};

use ivr_fetch::{Error, Event, FlowType, Limits, Query};

use crate::harness::{LIMITS, all, run};
use test_service::{Asked, Service, TOKEN, flows, page_of};
use test_service::{Reply, Request, query_of};

const MIXED: [&str; 3] = ["MAIN_FLOW", "SUB_FLOW", "SURVEY_FLOW"];

#[test]
fn lists_of_every_size_come_back_whole_and_byte_for_byte() {
    for (count, requests) in [(0, 1), (1, 1), (100, 1), (101, 3), (253, 4), (10_000, 101)] {
        let kept = flows(count, &MIXED);
        let outcome = run(Service::new(kept.clone()), &all(), LIMITS, |_, reply| reply);
        let listing = outcome.result.as_ref().unwrap();
        assert_eq!(listing.total, count as u64);
        assert_eq!(listing.flows.len(), count);
        for (flow, kept) in listing.flows.iter().zip(&kept) {
            assert_eq!((&flow.id, flow.json.get()), (&kept.id, kept.json.as_str()));
        }
        // Each page once; the first again at the end, unless it was the only one.
        assert_eq!(outcome.requests.len(), requests, "{count} flows");
        assert!(outcome.sleeps.is_empty());
    }
}

#[test]
fn a_list_that_is_larger_than_all_may_be_is_given_up() {
    let limits = Limits { flows: 10_000, ..LIMITS };
    let outcome = run(Service::new(flows(1000, &MIXED)), &all(), limits, |_, reply| reply);
    assert!(outcome.error().what().en.contains("larger than 10000 bytes in all"), "{:?}", outcome.error());
    assert!(outcome.requests.len() < 10);
}

#[test]
fn half_a_character_in_a_name_does_not_hide_the_list() {
    let outcome = run(Service::new(flows(2, &MIXED)), &all(), LIMITS, |_, mut reply| {
        // As long as what was there.
        let text = String::from_utf8(reply.bytes).unwrap().replace("\\ud83d\\ude00", "\\ud83dabcdef");
        reply.bytes = text.into_bytes();
        reply
    });
    assert_eq!(outcome.result.unwrap().flows[0].name.as_deref(), Some("流程 0 \u{fffd}abcdef"));
}

#[test]
fn a_flow_has_its_name_beside_its_text() {
    let outcome = run(Service::new(flows(1, &MIXED)), &all(), LIMITS, |_, reply| reply);
    assert_eq!(outcome.result.unwrap().flows[0].name.as_deref(), Some("流程 0 😀"));
    assert_eq!(outcome.events, [Event::Page { number: 1, read: 1, total: 1 }]);
}

#[test]
fn a_request_is_an_empty_post_with_its_query() {
    let outcome = run(Service::new(flows(1, &MIXED)), &all(), LIMITS, |_, reply| reply);
    let request = &outcome.requests[0];
    assert_eq!((request.method.as_str(), request.body.len()), ("POST", 0));
    assert_eq!(request.header("content-length"), Some("0"));
    assert_eq!(request.target, "/?InstanceId=ccc-test&PageNumber=1&PageSize=100");
    assert_eq!(request.headers.iter().filter(|(name, _)| name == "host").count(), 1);
}

#[test]
fn one_connection_serves_all_pages() {
    let outcome = run(Service::new(flows(253, &MIXED)), &all(), LIMITS, |_, reply| Reply {
        kept: true,
        ..reply.promising_more()
    });
    assert_eq!((outcome.ids().len(), outcome.requests.len(), outcome.connections), (253, 4, 1));
}

#[test]
fn a_security_token_is_sent_and_signed() {
    let service = Service::with_token(flows(1, &MIXED));
    let outcome = run(service, &all(), LIMITS, |_, reply| reply);
    assert_eq!(outcome.requests[0].header("x-acs-security-token"), Some(TOKEN));
    assert_eq!(outcome.ids().len(), 1);
}

#[test]
fn type_and_search_are_the_platforms_business() {
    let query = Query { flow_type: Some(FlowType::Sub), search: Some("流程 4 \\ud83d".to_owned()), ..all() };
    let outcome = run(Service::new(flows(30, &MIXED)), &query, LIMITS, |_, reply| reply);
    assert_eq!(outcome.ids(), ["flow-00004"]);
    let sent = query_of(&outcome.requests[0]);
    assert_eq!((sent["Type"].as_str(), sent["SearchPattern"].as_str()), ("SUB_FLOW", "流程 4 \\ud83d"));
}

#[test]
fn more_flows_than_pages_are_read_type_by_type() {
    let outcome = run(Service::new(flows(10_100, &MIXED)), &all(), LIMITS, |_, reply| reply);
    assert_eq!(outcome.ids().len(), 10_100);
    assert!(outcome.requests.iter().all(|request| Asked::of(request).number <= 100));
}

#[test]
fn more_flows_of_one_type_than_pages_are_read_from_both_ends() {
    for query in [all(), Query { flow_type: Some(FlowType::Main), ..all() }] {
        let outcome = run(Service::new(flows(10_150, &["MAIN_FLOW"])), &query, LIMITS, |_, reply| reply);
        let mut ids = outcome.ids();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 10_150);
        let from_the_end = |request: &&Request| query_of(request).get("SortOrder").is_some_and(|o| o == "ASC");
        assert_eq!(outcome.requests.iter().filter(from_the_end).count(), 2);
    }
}

#[test]
fn more_flows_than_both_ends_reach_are_a_loud_failure() {
    let outcome = run(Service::new(flows(1200, &["MAIN_FLOW"])), &all(), LIMITS, |request, _| {
        // A service with 20,600 flows, of which there are only names.
        let asked = Asked::of(request);
        let oldest = query_of(request).get("SortOrder").is_some_and(|order| order == "ASC");
        let other_type = query_of(request).get("Type").is_some_and(|flow_type| flow_type != "MAIN_FLOW");
        let total = if other_type { 0 } else { 20_600 };
        let name = |place: usize| {
            let number = if oldest { total - 1 - place } else { place };
            format!(r#"{{"ContactFlowId":"{number}"}}"#)
        };
        let page: Vec<String> = (asked.offset()..(asked.offset() + asked.size).min(total)).map(name).collect();
        page_of(asked, total, &page.iter().map(String::as_str).collect::<Vec<_>>())
    });
    assert!(matches!(outcome.error(), Error::Incomplete { read: 20_000, total: 20_600, .. }), "{:?}", outcome.error());
}

#[test]
fn a_flow_that_is_edited_while_the_list_is_read_is_not_lost() {
    let service = Service::new(flows(253, &MIXED));
    let requests = AtomicUsize::new(0);
    let moved = flows(253, &MIXED);
    // After the first page number 200 comes to the front: it is on no page that is still to come.
    let outcome = run(service, &all(), LIMITS, move |request, reply| {
        if requests.fetch_add(1, Ordering::SeqCst) == 0 {
            return reply;
        }
        let mut moved = moved.clone();
        let edited = moved.remove(200);
        moved.insert(0, edited);
        let asked = Asked::of(request);
        let page: Vec<&str> =
            moved.iter().skip(asked.offset()).take(asked.size).map(|flow| flow.json.as_str()).collect();
        page_of(asked, moved.len(), &page)
    });
    let mut ids = outcome.ids();
    ids.sort();
    assert_eq!(ids, flows(253, &MIXED).iter().map(|flow| flow.id.clone()).collect::<Vec<_>>());
    assert_eq!(outcome.requests.len(), 4);
}

#[test]
fn a_flow_that_is_deleted_while_the_list_is_read_makes_it_read_again() {
    let requests = AtomicUsize::new(0);
    let left = flows(253, &MIXED);
    // After the first page one of its flows goes: number 100 slips onto the page that has been read already.
    let outcome = run(Service::new(flows(253, &MIXED)), &all(), LIMITS, move |request, reply| {
        if requests.fetch_add(1, Ordering::SeqCst) == 0 {
            return reply;
        }
        let mut left = left.clone();
        left.remove(7);
        let asked = Asked::of(request);
        let page: Vec<&str> =
            left.iter().skip(asked.offset()).take(asked.size).map(|flow| flow.json.as_str()).collect();
        page_of(asked, left.len(), &page)
    });
    let ids = outcome.ids();
    assert_eq!(ids.len(), 252);
    assert!(ids.contains(&"flow-00100".to_owned()) && !ids.contains(&"flow-00007".to_owned()));
    assert!(outcome.events.iter().any(|event| matches!(event, Event::Again { .. })));
}

#[test]
fn what_was_read_last_of_a_flow_counts() {
    let requests = AtomicUsize::new(0);
    // After the first page was read, number 5 on it is edited: the first page, read once more, has it in front.
    let outcome = run(Service::new(flows(150, &MIXED)), &all(), LIMITS, move |request, reply| {
        if requests.fetch_add(1, Ordering::SeqCst) == 0 {
            return reply;
        }
        let mut moved = flows(150, &MIXED);
        let mut edited = moved.remove(5);
        edited.json = edited.json.replace("1.50e0", "2");
        moved.insert(0, edited);
        let asked = Asked::of(request);
        let page: Vec<&str> =
            moved.iter().skip(asked.offset()).take(asked.size).map(|flow| flow.json.as_str()).collect();
        page_of(asked, moved.len(), &page)
    });
    let listing = outcome.result.unwrap();
    let edited = listing.flows.iter().find(|flow| flow.id == "flow-00005").unwrap();
    assert!(edited.json.get().contains("\"Odd\":2,"));
    assert_eq!((listing.flows.len(), outcome.requests.len()), (150, 3));
}

#[test]
fn a_list_that_is_read_in_parts_must_not_move_at_all() {
    let first_pages = AtomicUsize::new(0);
    let outcome = run(Service::new(flows(10_100, &MIXED)), &all(), LIMITS, move |request, reply| {
        let whole = !query_of(request).contains_key("Type");
        if !whole || first_pages.fetch_add(1, Ordering::SeqCst) != 1 {
            return reply;
        }
        // At the end of the first reading another flow is in front.
        let mut moved = flows(100, &MIXED);
        moved.rotate_right(1);
        page_of(Asked::of(request), 10_100, &moved.iter().map(|flow| flow.json.as_str()).collect::<Vec<_>>())
    });
    assert_eq!(outcome.ids().len(), 10_100);
    let again = outcome.events.iter().filter(|event| matches!(event, Event::Again { .. })).count();
    assert_eq!((again, outcome.sleeps.len()), (1, 1));
}
