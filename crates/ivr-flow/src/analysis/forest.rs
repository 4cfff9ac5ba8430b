//! Forests, made to ask what is above what.

/// A forest of activities.
#[derive(Debug, Clone)]
pub(crate) struct Forest {
    /// When each node is entered and left on a walk through the forest; zero where it is in none.
    entered: Vec<u32>,
    left: Vec<u32>,
}

impl Forest {
    /// `parents` gives each node's parent; a root is its own, and what is in no tree has none.
    pub(crate) fn new(parents: &[Option<usize>]) -> Self {
        let mut children = vec![Vec::new(); parents.len()];
        let mut open = Vec::new();
        for (node, &parent) in parents.iter().enumerate() {
            match parent {
                Some(parent) if parent == node => open.push((node, false)),
                Some(parent) => children[parent].push(node),
                None => {}
            }
        }
        let (mut entered, mut left) = (vec![0; parents.len()], vec![0; parents.len()]);
        let mut time = 0;
        while let Some((node, done)) = open.pop() {
            time += 1;
            if done {
                left[node] = time;
            } else {
                entered[node] = time;
                open.push((node, true));
                open.extend(children[node].iter().map(|&child| (child, false)));
            }
        }
        Forest { entered, left }
    }

    /// Whether a node is above another or is that itself.
    pub(crate) fn is_above(&self, upper: usize, lower: usize) -> bool {
        self.entered[upper] > 0 && self.entered[upper] <= self.entered[lower] && self.left[lower] <= self.left[upper]
    }
}
