//! Walks inside of strongly connected components: calls can go everywhere there, and leave it wherever they like.

use super::Cover;
use super::ways::Ways;

/// So many looks at edges a component may take for shortest ways, for each of its activities and edges. Then ways lead
/// through one activity in the middle, which is longer and found at once.
const LOOKS: usize = 400;

/// A component may take as many looks as it likes up to here, and of those beyond it a few for each activity and edge.
const LOOKS_AT_ONCE: usize = 2_000_000;
const LOOKS_BEYOND: usize = 20;

/// Where a walk through a component ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// Wherever it has got to.
    Anywhere,
    /// The nearest activity where calls may end.
    End,
    Activity(usize),
}

/// A walk, of which at most so many edges are kept.
pub(super) struct Route {
    /// The activity that it has got to.
    pub(super) at: usize,
    pub(super) length: usize,
    pub(super) edges: Vec<usize>,
    most: usize,
    /// Whether it goes on to its goal when no more edges are kept, to know its length.
    is_measured: bool,
}

impl Route {
    /// A walk of which only the length and the end are wanted.
    pub(super) fn measured(from: usize) -> Self {
        Route { at: from, length: 0, edges: Vec::new(), most: 0, is_measured: true }
    }

    /// A walk that stops behind so many edges; it is then longer than that.
    pub(super) fn kept(from: usize, most: usize) -> Self {
        Route { at: from, length: 0, edges: Vec::new(), most, is_measured: false }
    }

    fn is_full(&self) -> bool {
        self.edges.len() >= self.most
    }

    fn is_over(&self) -> bool {
        !self.is_measured && self.length > self.most
    }
}

/// How a walk found its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Shortest,
    /// Through the middle.
    Around,
}

/// What is known of the component that was entered last.
pub(super) struct Inside<'w> {
    ways: &'w Ways,
    component: usize,
    looks: usize,
    /// The edges that some walk has taken.
    pub(super) taken: Vec<bool>,
    /// To the nearest end, to the first member, and from there to all others.
    to_end: Tree,
    to_first: Tree,
    from_first: Tree,
    /// The search that has seen each activity last, and the edge by which it came.
    seen: Vec<usize>,
    came_by: Vec<usize>,
    searches: usize,
    queue: Vec<usize>,
}

/// For each activity of a component the next edge of a way.
struct Tree {
    edge: Vec<usize>,
    /// How many edges the way has, and where it ends.
    depth: Vec<usize>,
    goal: Vec<usize>,
    /// Whether the way from here on is known to be taken.
    is_taken: Vec<bool>,
    /// Whether the ways of each component are known.
    is_grown: Vec<bool>,
}

impl Tree {
    fn new(activities: usize, components: usize) -> Self {
        let (edge, goal) = (vec![usize::MAX; activities], vec![usize::MAX; activities]);
        let (is_taken, is_grown) = (vec![false; activities], vec![false; components]);
        Tree { edge, depth: vec![0; activities], goal, is_taken, is_grown }
    }
}

impl<'w> Inside<'w> {
    pub(super) fn new(ways: &'w Ways, activities: usize) -> Self {
        let tree = || Tree::new(activities, ways.components.len());
        Inside {
            ways,
            component: usize::MAX,
            looks: 0,
            taken: vec![false; ways.edges.len()],
            to_end: tree(),
            to_first: tree(),
            from_first: tree(),
            seen: vec![0; activities],
            came_by: vec![usize::MAX; activities],
            searches: 0,
            queue: Vec::new(),
        }
    }

    /// Enters a component: from now on walks are in it.
    pub(super) fn enter(&mut self, component: usize) {
        self.component = component;
        let size = self.ways.components[component].size;
        self.looks = size.saturating_mul(LOOKS).min(LOOKS_AT_ONCE.saturating_add(size.saturating_mul(LOOKS_BEYOND)));
    }

    /// Walks over everything in the component that has to be covered, and on to the goal.
    ///
    /// It takes the first edge that is left wherever there is one, and goes to the nearest where there is none.
    pub(super) fn tour(&mut self, cover: Cover, goal: Goal, route: &mut Route) {
        let ways = self.ways;
        let members = &ways.components[self.component].members;
        if members.len() > 1 || ways.edges_of(members[0]).any(|edge| ways.is_inside(edge)) {
            match cover {
                Cover::Exits => self.tour_of_exits(members, route),
                Cover::Activities => self.tour_of_activities(members, route),
            }
        }
        if !route.is_over() {
            self.pass(goal, None, route);
        }
    }

    fn tour_of_exits(&mut self, members: &[usize], route: &mut Route) {
        let ways = self.ways;
        let inner = |from: usize| ways.edges_of(from).filter(|&edge| ways.is_inside(edge));
        let mut left: Vec<Vec<usize>> = members.iter().map(|&member| inner(member).collect()).collect();
        left.iter_mut().for_each(|edges| edges.reverse());
        let mut next = 0;
        while !route.is_over() {
            if let Some(edge) = left[ways.place_of(route.at)].pop() {
                self.take(edge, route);
            } else if !self.go_to_nearest(|activity| !left[ways.place_of(activity)].is_empty(), route) {
                // There is none, or no more room to look for the nearest.
                let Some(more) = (next..members.len()).find(|&more| !left[more].is_empty()) else { return };
                next = more;
                self.go_around(members[more], route);
            }
        }
    }

    fn tour_of_activities(&mut self, members: &[usize], route: &mut Route) {
        let ways = self.ways;
        let mut visited = vec![false; members.len()];
        visited[ways.place_of(route.at)] = true;
        let mut next = 0;
        while !route.is_over() {
            if !self.go_to_nearest(|activity| !visited[ways.place_of(activity)], route) {
                let Some(more) = (next..members.len()).find(|&more| !visited[more]) else { return };
                next = more;
                self.go_around(members[more], route);
            }
            visited[ways.place_of(route.at)] = true;
        }
    }

    /// Walks straight to the goal, in this manner if it is known.
    pub(super) fn pass(&mut self, goal: Goal, manner: Option<Manner>, route: &mut Route) -> Manner {
        match goal {
            Goal::Anywhere => {}
            Goal::End => self.go_to_end(route),
            Goal::Activity(to) if to == route.at => {}
            Goal::Activity(to) => {
                if manner == Some(Manner::Shortest) {
                    self.looks = usize::MAX;
                }
                if manner == Some(Manner::Around) || !self.go_to_nearest(|activity| activity == to, route) {
                    self.go_around(to, route);
                    return Manner::Around;
                }
            }
        }
        Manner::Shortest
    }

    fn take(&mut self, edge: usize, route: &mut Route) {
        self.taken[edge] = true;
        route.length += 1;
        if !route.is_full() {
            route.edges.push(edge);
        }
        route.at = self.ways.edges[edge].to;
    }

    /// Goes the shortest way to an activity that fits; of equally near ones to the first by the order of the text.
    /// Nothing is done if none is found.
    fn go_to_nearest(&mut self, fits: impl Fn(usize) -> bool, route: &mut Route) -> bool {
        let ways = self.ways;
        self.searches += 1;
        self.seen[route.at] = self.searches;
        self.queue.clear();
        self.queue.push(route.at);
        let mut next = 0;
        let mut found = None;
        'search: while let Some(&activity) = self.queue.get(next) {
            next += 1;
            for edge in ways.edges_of(activity).filter(|&edge| ways.is_inside(edge)) {
                let Some(left) = self.looks.checked_sub(1) else { break 'search };
                self.looks = left;
                let to = ways.edges[edge].to;
                if self.seen[to] == self.searches {
                    continue;
                }
                self.seen[to] = self.searches;
                self.came_by[to] = edge;
                if fits(to) {
                    found = Some(to);
                    break 'search;
                }
                self.queue.push(to);
            }
        }
        let Some(mut activity) = found else { return false };
        let mut edges = Vec::new();
        while activity != route.at {
            edges.push(self.came_by[activity]);
            activity = ways.edges[self.came_by[activity]].from;
        }
        edges.into_iter().rev().for_each(|edge| self.take(edge, route));
        true
    }

    fn go_to_end(&mut self, route: &mut Route) {
        if !self.to_end.is_grown[self.component] {
            let component = &self.ways.components[self.component];
            grow_to(self.ways, &component.ends, self.component, &mut self.to_end);
        }
        follow(self.ways, &mut self.to_end, &mut self.taken, route);
    }

    /// Goes through the first member.
    fn go_around(&mut self, to: usize, route: &mut Route) {
        let ways = self.ways;
        let first = ways.components[self.component].members[0];
        if !self.to_first.is_grown[self.component] {
            grow_to(ways, &[first], self.component, &mut self.to_first);
            self.grow_from(first);
        }
        follow(ways, &mut self.to_first, &mut self.taken, route);
        let tree = &mut self.from_first;
        if !route.is_full() {
            let mut edges = Vec::with_capacity(tree.depth[to]);
            let mut at = to;
            while tree.depth[at] > 0 {
                edges.push(tree.edge[at]);
                at = ways.edges[tree.edge[at]].from;
            }
            edges.into_iter().rev().for_each(|edge| self.take(edge, route));
            return;
        }
        route.length += tree.depth[to];
        route.at = to;
        let mut at = to;
        while tree.depth[at] > 0 && !std::mem::replace(&mut tree.is_taken[at], true) {
            self.taken[tree.edge[at]] = true;
            at = ways.edges[tree.edge[at]].from;
        }
    }

    fn grow_from(&mut self, first: usize) {
        let (ways, tree) = (self.ways, &mut self.from_first);
        tree.is_grown[self.component] = true;
        self.searches += 1;
        self.seen[first] = self.searches;
        (tree.depth[first], tree.is_taken[first]) = (0, false);
        let mut queue = vec![first];
        let mut next = 0;
        while let Some(&activity) = queue.get(next) {
            next += 1;
            for edge in ways.edges_of(activity).filter(|&edge| ways.is_inside(edge)) {
                let to = ways.edges[edge].to;
                if std::mem::replace(&mut self.seen[to], self.searches) != self.searches {
                    (tree.edge[to], tree.depth[to], tree.is_taken[to]) = (edge, tree.depth[activity] + 1, false);
                    queue.push(to);
                }
            }
        }
    }
}

/// Finds the shortest ways from all members of a component to the nearest of some.
fn grow_to(ways: &Ways, goals: &[usize], component: usize, tree: &mut Tree) {
    for &member in &ways.components[component].members {
        (tree.depth[member], tree.is_taken[member]) = (usize::MAX, false);
    }
    tree.is_grown[component] = true;
    goals.iter().for_each(|&goal| (tree.depth[goal], tree.goal[goal]) = (0, goal));
    let mut queue = goals.to_vec();
    let mut next = 0;
    while let Some(&activity) = queue.get(next) {
        next += 1;
        for &edge in ways.edges_to(activity).iter().filter(|&&edge| ways.is_inside(edge)) {
            let from = ways.edges[edge].from;
            if tree.depth[from] == usize::MAX {
                (tree.edge[from], tree.depth[from]) = (edge, tree.depth[activity] + 1);
                tree.goal[from] = tree.goal[activity];
                queue.push(from);
            }
        }
    }
}

/// Follows a tree from where a walk is. What the walk does not keep is counted only.
fn follow(ways: &Ways, tree: &mut Tree, taken: &mut [bool], route: &mut Route) {
    while tree.depth[route.at] > 0 && !route.is_full() {
        let edge = tree.edge[route.at];
        taken[edge] = true;
        route.edges.push(edge);
        route.length += 1;
        route.at = ways.edges[edge].to;
    }
    let mut at = route.at;
    route.at = tree.goal[at];
    route.length += tree.depth[at];
    while tree.depth[at] > 0 && !std::mem::replace(&mut tree.is_taken[at], true) {
        taken[tree.edge[at]] = true;
        at = ways.edges[tree.edge[at]].to;
    }
}
