//! A minimum flow with lower bounds through a network without circles.
//!
//! petgraph's `dinics` clears a list of all nodes for each path that it finds, which is quadratic where there are many;
//! this is the same algorithm, and a test holds that both find as many.

/// An arc of a network. As much may flow along it as one likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arc {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The least that has to flow.
    pub(super) least: usize,
}

/// A network without circles. Arcs lead to nodes of higher numbers: the first is the source, the last the sink, and every
/// other node is on a path between them.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) arcs: Vec<Arc>,
    /// The arcs that leave each node, and those that lead to it.
    outgoing: Adjacency,
    incoming: Adjacency,
    /// How much flows along each arc.
    pub(super) flow: Vec<usize>,
    /// Whether it is sure that no less would do: there was room for the whole search.
    pub(super) is_least: bool,
}

/// For each node some arcs, in their order.
#[derive(Debug)]
struct Adjacency {
    first: Vec<usize>,
    arcs: Vec<usize>,
}

impl Adjacency {
    fn new(nodes: usize, arcs: &[Arc], node_of: impl Fn(&Arc) -> usize) -> Self {
        let mut first = vec![0; nodes + 1];
        for arc in arcs {
            first[node_of(arc) + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        let mut next = first.clone();
        let mut sorted = vec![0; arcs.len()];
        for (number, arc) in arcs.iter().enumerate() {
            sorted[next[node_of(arc)]] = number;
            next[node_of(arc)] += 1;
        }
        Adjacency { first, arcs: sorted }
    }

    fn of(&self, node: usize) -> &[usize] {
        &self.arcs[self.first[node]..self.first[node + 1]]
    }
}

/// A step of the search: along an arc more may flow, and against it less.
#[derive(Debug, Clone, Copy)]
struct Step {
    arc: usize,
    is_against: bool,
}

impl Network {
    /// Finds a flow that is as small as can be, in `most` looks at arcs.
    pub(super) fn new(nodes: usize, arcs: Vec<Arc>, most: usize) -> Self {
        let outgoing = Adjacency::new(nodes, &arcs, |arc| arc.from);
        let incoming = Adjacency::new(nodes, &arcs, |arc| arc.to);
        let flow = arcs.iter().map(|arc| arc.least).collect();
        let mut network = Network { arcs, outgoing, incoming, flow, is_least: false };
        network.satisfy();
        network.minimize(most);
        network.shorten();
        network
    }

    /// The arcs that leave a node.
    pub(super) fn outgoing(&self, node: usize) -> &[usize] {
        self.outgoing.of(node)
    }

    /// The arcs that lead to a node.
    pub(super) fn incoming(&self, node: usize) -> &[usize] {
        self.incoming.of(node)
    }

    /// How much flows in all.
    pub(super) fn total(&self) -> usize {
        self.sum(self.outgoing(0))
    }

    /// The arcs of a cut that nothing flows back over: no path takes two of them, and their lower bounds add up to all
    /// that flows, so that less is not enough. `None` where that is not sure.
    pub(super) fn cut(&self) -> Vec<usize> {
        if !self.is_least {
            return Vec::new();
        }
        let levels = self.levels();
        let is_behind = |node: usize| levels[node] != usize::MAX;
        let crosses = |arc: &Arc| arc.least > 0 && !is_behind(arc.from) && is_behind(arc.to);
        (0..self.arcs.len()).filter(|&arc| crosses(&self.arcs[arc])).collect()
    }

    fn sink(&self) -> usize {
        self.outgoing.first.len() - 2
    }

    fn sum(&self, arcs: &[usize]) -> usize {
        arcs.iter().map(|&arc| self.flow[arc]).sum()
    }

    /// Makes as much flow out of each node as flows in: what a node has too much goes the way that has most before it,
    /// what one lacks comes the shortest way from the source, and what nobody needed takes the shortest way to the sink.
    /// Mostly little is left to take away then.
    fn satisfy(&mut self) {
        let (from_source, to_most) = (self.shortest_from_source(), self.to_sink(|far, best| far > best));
        let sink = self.sink();
        let mut lacks = vec![0; sink + 1];
        for node in 1..sink {
            let (comes, goes) = (self.sum(self.incoming.of(node)), self.sum(self.outgoing.of(node)));
            self.flow[to_most[node]] += comes.saturating_sub(goes);
            lacks[node] = goes.saturating_sub(comes);
        }
        for node in (1..sink).rev() {
            for &arc in self.outgoing.of(node).iter().rev().take_while(|&&arc| self.arcs[arc].to == sink) {
                let ends = lacks[node].min(self.flow[arc] - self.arcs[arc].least);
                self.flow[arc] -= ends;
                lacks[node] -= ends;
            }
            self.flow[from_source[node]] += lacks[node];
            lacks[self.arcs[from_source[node]].from] += lacks[node];
        }
        self.shorten();
    }

    /// Takes back what flows to the sink for want of anything better, as far as it can be, and lets it take the shortest
    /// way there. What can be taken back to the source was not needed.
    fn shorten(&mut self) {
        let to_sink = self.to_sink(|far, best| far < best);
        let sink = self.sink();
        let mut surplus = vec![0; sink + 1];
        for node in (1..=sink).rev() {
            for number in self.incoming.first[node]..self.incoming.first[node + 1] {
                let arc = self.incoming.arcs[number];
                let back = match node == sink {
                    true => self.slack(arc),
                    false => self.slack(arc).min(surplus[node]),
                };
                self.flow[arc] -= back;
                surplus[node] -= if node == sink { 0 } else { back };
                surplus[self.arcs[arc].from] += back;
            }
        }
        for node in 1..sink {
            self.flow[to_sink[node]] += surplus[node];
            let to = self.arcs[to_sink[node]].to;
            surplus[to] += surplus[node];
        }
    }

    /// For each node the arc by which the shortest way from the source gets there.
    fn shortest_from_source(&self) -> Vec<usize> {
        let nodes = self.sink() + 1;
        let (mut distance, mut by) = (vec![usize::MAX; nodes], vec![usize::MAX; nodes]);
        distance[0] = 0;
        for node in 1..nodes {
            for &arc in self.incoming.of(node) {
                let far = distance[self.arcs[arc].from].saturating_add(1);
                if far < distance[node] {
                    (distance[node], by[node]) = (far, arc);
                }
            }
        }
        by
    }

    /// For each node the arc by which the best way to the sink begins, by its length. Of equally good ones it is the
    /// first, but of arcs to the sink itself the last.
    fn to_sink(&self, is_better: impl Fn(usize, usize) -> bool) -> Vec<usize> {
        let (mut distance, mut by) = (vec![None; self.sink() + 1], vec![usize::MAX; self.sink()]);
        distance[self.sink()] = Some(0);
        for node in (0..self.sink()).rev() {
            for &arc in self.outgoing.of(node) {
                let Some(far) = distance[self.arcs[arc].to].map(|far: usize| far + 1) else { continue };
                if distance[node].is_none_or(|best| is_better(far, best) || (far, best) == (1, 1)) {
                    (distance[node], by[node]) = (Some(far), arc);
                }
            }
        }
        by
    }

    /// Takes away what is not needed: a maximum flow from the sink back to the source, by Dinitz's algorithm.
    fn minimize(&mut self, most: usize) {
        let mut left = Some(most);
        while let Some(looks) = left {
            let levels = self.levels();
            if levels[0] == usize::MAX {
                self.is_least = true;
                return;
            }
            left = looks.checked_sub(self.arcs.len()).and_then(|looks| self.block(&levels, looks));
        }
    }

    /// How much an arc can do without.
    fn slack(&self, arc: usize) -> usize {
        self.flow[arc] - self.arcs[arc].least
    }

    /// The step with this number of those that may be taken from a node: against an arc, if more flows than must, or
    /// along one.
    fn step(&self, node: usize, number: usize) -> Option<Step> {
        let incoming = self.incoming.of(node);
        match incoming.get(number) {
            Some(&arc) => Some(Step { arc, is_against: true }),
            None => Some(Step { arc: *self.outgoing.of(node).get(number - incoming.len())?, is_against: false }),
        }
    }

    /// Where a step leads, if it can be taken.
    fn leads(&self, step: Step) -> Option<usize> {
        match step.is_against {
            true => (self.slack(step.arc) > 0).then_some(self.arcs[step.arc].from),
            false => Some(self.arcs[step.arc].to),
        }
    }

    /// How many steps each node is from the sink; `usize::MAX` where there is no way.
    fn levels(&self) -> Vec<usize> {
        let sink = self.sink();
        let mut levels = vec![usize::MAX; sink + 1];
        levels[sink] = 0;
        let mut queue = vec![sink];
        let mut next = 0;
        while let Some(&node) = queue.get(next) {
            next += 1;
            let steps = (0..).map_while(|number| self.step(node, number));
            for to in steps.filter_map(|step| self.leads(step)) {
                if levels[to] == usize::MAX {
                    levels[to] = levels[node] + 1;
                    queue.push(to);
                }
            }
        }
        levels
    }

    /// Takes away what can be taken away on ways from level to level, in so many looks at arcs; gives back how many are
    /// left.
    fn block(&mut self, levels: &[usize], mut looks: usize) -> Option<usize> {
        let mut next = vec![0; levels.len()];
        let mut way: Vec<Step> = Vec::new();
        let mut node = self.sink();
        loop {
            if node == 0 {
                let slack = way.iter().filter(|step| step.is_against).map(|step| self.slack(step.arc)).min();
                let amount = slack.unwrap_or(0);
                let mut kept = 0;
                for (number, step) in way.iter().enumerate().rev() {
                    match step.is_against {
                        true => self.flow[step.arc] -= amount,
                        false => self.flow[step.arc] += amount,
                    }
                    if self.leads(*step).is_none() {
                        kept = number;
                    }
                }
                looks = looks.checked_sub(way.len())?;
                node = self.begins(way[kept]);
                way.truncate(kept);
            }
            let onward = loop {
                let Some(step) = self.step(node, next[node]) else { break None };
                let to = self.leads(step).filter(|&to| levels[to] == levels[node] + 1);
                if let Some(to) = to.filter(|&to| to == 0 || levels[to] < levels[0]) {
                    break Some((step, to));
                }
                next[node] += 1;
                looks = looks.checked_sub(1)?;
            };
            match onward {
                Some((step, to)) => {
                    way.push(step);
                    node = to;
                }
                None => {
                    let Some(step) = way.pop() else { return Some(looks) };
                    node = self.begins(step);
                    next[node] += 1;
                }
            }
        }
    }

    /// Where a step begins.
    fn begins(&self, step: Step) -> usize {
        match step.is_against {
            true => self.arcs[step.arc].to,
            false => self.arcs[step.arc].from,
        }
    }
}

#[cfg(test)]
mod tests {
    use petgraph::algo::dinics;
    use petgraph::graph::{DiGraph, NodeIndex};

    use super::*;

    /// Layers of twenty nodes, with a few ways from each to those of the layer before.
    fn entangled(count: usize, mut seed: u64) -> Vec<Arc> {
        let mut below = |most: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).expect("31 bits") % most
        };
        let mut arcs = vec![Arc { from: 0, to: 1, least: 0 }];
        for node in 2..count {
            for _ in 0..=below(3) {
                let from = (1 + (node / 20).saturating_sub(1) * 20 + below(20)).min(node - 1);
                arcs.push(Arc { from, to: node, least: 1 });
            }
        }
        let mut leads_on = vec![false; count];
        arcs.iter().for_each(|arc| leads_on[arc.from] = true);
        let is_end = |&node: &usize| !leads_on[node] || node % 17 == 0;
        arcs.extend((1..count).filter(is_end).map(|node| Arc { from: node, to: count, least: node % 2 }));
        arcs
    }

    /// What petgraph takes away from a flow that is large enough.
    fn by_petgraph(nodes: usize, arcs: &[Arc]) -> usize {
        let mut large = Network::new(nodes, arcs.to_vec(), 0);
        large.flow = arcs.iter().map(|arc| arc.least).collect();
        large.satisfy();
        let mut graph = DiGraph::<(), u64>::new();
        let _: Vec<_> = (0..nodes).map(|_| graph.add_node(())).collect();
        for (number, arc) in arcs.iter().enumerate() {
            let (from, to) = (NodeIndex::new(arc.from), NodeIndex::new(arc.to));
            if arc.to != nodes - 1 && arc.from != 0 {
                graph.add_edge(from, to, 1 << 40);
            }
            graph.add_edge(to, from, large.slack(number) as u64);
        }
        let (less, _) = dinics(&graph, NodeIndex::new(nodes - 1), NodeIndex::new(0));
        large.total() - usize::try_from(less).expect("little")
    }

    fn is_sound(network: &Network) -> bool {
        let is_enough = (0..network.arcs.len()).all(|arc| network.flow[arc] >= network.arcs[arc].least);
        let balance = |node| network.sum(network.incoming(node)) == network.sum(network.outgoing(node));
        is_enough && (1..network.sink()).all(balance)
    }

    #[test]
    fn as_little_flows_as_petgraph_leaves() {
        for seed in 0..60 {
            let count = 5 + usize::try_from(seed).expect("few") * 7;
            let arcs = entangled(count, seed);
            let network = Network::new(count + 1, arcs.clone(), usize::MAX);
            assert!(network.is_least && is_sound(&network), "{seed}");
            assert_eq!(network.total(), by_petgraph(count + 1, &arcs), "{seed}");
            assert_eq!(network.cut().len(), network.total(), "{seed}");
        }
    }

    #[test]
    fn without_room_for_the_search_the_flow_is_sound_all_the_same() {
        let mut given_up = 0;
        for seed in 0..20 {
            let network = Network::new(401, entangled(400, seed), 0);
            let least = Network::new(401, entangled(400, seed), usize::MAX);
            assert!(is_sound(&network) && least.is_least, "{seed}");
            assert_eq!(network.is_least, network.total() == least.total(), "{seed}");
            assert_eq!(network.cut().len(), if network.is_least { least.total() } else { 0 }, "{seed}");
            given_up += usize::from(!network.is_least);
        }
        assert!(given_up > 0);
    }
}
