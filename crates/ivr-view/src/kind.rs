//! The look of activities: colour and shape show what they do to a call, the icon shows their type.

/// What an activity does, as the picture shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Calls enter the flow here.
    Entry,
    /// The call ends here.
    Ending,
    /// It plays or speaks something.
    Speaks,
    /// It asks the caller for input.
    Asks,
    /// It decides or computes something, silently.
    Decides,
    /// It transfers the call.
    HandsOff,
    /// It calls something outside the flow.
    Reaches,
    /// Its type is unknown.
    Unknown,
}

impl Manner {
    /// All of them.
    pub const ALL: [Manner; 8] = [
        Manner::Entry,
        Manner::Ending,
        Manner::Speaks,
        Manner::Asks,
        Manner::Decides,
        Manner::HandsOff,
        Manner::Reaches,
        Manner::Unknown,
    ];

    /// Its class in the style sheets.
    pub fn class(self) -> &'static str {
        match self {
            Manner::Entry => "entry",
            Manner::Ending => "ending",
            Manner::Speaks => "speaks",
            Manner::Asks => "asks",
            Manner::Decides => "decides",
            Manner::HandsOff => "hands-off",
            Manner::Reaches => "reaches",
            Manner::Unknown => "unknown",
        }
    }

    /// The corner radius of its boxes.
    pub fn radius(self) -> i32 {
        match self {
            Manner::Entry | Manner::Ending => 20,
            Manner::Decides => 2,
            _ => 8,
        }
    }
}

/// The look of a type.
pub(crate) struct Look {
    pub(crate) manner: Manner,
    /// Lines of the icon, an SVG path in a square of 24.
    pub(crate) icon: &'static str,
}

/// The look of a type, given by its canonical name.
pub(crate) fn look(canonical: Option<&str>) -> Look {
    let (manner, icon) = match canonical {
        Some("INCOMING_CALL") => {
            (Manner::Entry, "M5 5l4-1 2 5-2.5 1.5a12 12 0 0 0 5 5L15 13l5 2-1 4c-8 1-15-6-14-14zM15 4v5h5M20 4l-5 5")
        }
        Some("SUB_START") => (Manner::Entry, "M4 5h9a4 4 0 0 1 4 4v10M12.500 14.500L17 19l4.500-4.500"),
        Some("HANGUP") => (Manner::Ending, "M3 14c5-6 13-6 18 0l-3 3-3.500-2v-2.500a9 9 0 0 0-5 0V15L6 17z"),
        Some("SUB_END") => (Manner::Ending, "M20 19h-9a4 4 0 0 1-4-4V5M2.500 9.500L7 5l4.500 4.500"),
        Some("PLAY_SAY") => (
            Manner::Speaks,
            "M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11",
        ),
        Some("GATHER_INPUT") => (
            Manner::Asks,
            "M5 4.500h2M11 4.500h2M17 4.500h2M5 9.500h2M11 9.500h2M17 9.500h2M5 14.500h2M11 14.500h2M17 14.500h2M11 19.500h2",
        ),
        Some("ASR") => (
            Manner::Asks,
            "M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0zM5.500 11a6.500 6.500 0 0 0 13 0M12 17.500V21M8.500 21h7",
        ),
        Some("SATISFACTION_RATING") => (
            Manner::Asks,
            "M12 3.500l2.600 5.400 5.900.800-4.300 4.100 1 5.900-5.200-2.800-5.200 2.800 1-5.900L3.500 9.700l5.900-.800z",
        ),
        Some("VOICE_NAVIGATOR") => (
            Manner::Asks,
            "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18zM15.500 8.500L13.500 13.500L8.500 15.500L10.500 10.500z",
        ),
        Some("VOICE_MAIL") => {
            (Manner::Asks, "M6.500 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM17.500 8a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM6.500 16h11")
        }
        Some("SPLIT") => (
            Manner::Decides,
            "M3 12h6M9 12l5-6h6M9 12l5 6h6M17.500 3.500L20 6l-2.500 2.500M17.500 15.500L20 18l-2.500 2.500",
        ),
        Some("SET_VARIABLES") => (
            Manner::Decides,
            "M8 4c-3 0-1 7-4.500 8c3.500 1 1.500 8 4.500 8M16 4c3 0 1 7 4.500 8c-3.500 1-1.500 8-4.500 8M9 10h6M9 14h6",
        ),
        Some("JSON_PARSER") => (
            Manner::Decides,
            "M8 4c-3 0-1 7-4.500 8c3.500 1 1.500 8 4.500 8M16 4c3 0 1 7 4.500 8c-3.500 1-1.500 8-4.500 8M12 8.500h.01M12 15.500h.01",
        ),
        Some("HANGUP_REASON") => (Manner::Decides, "M4 4h8l8.500 8.500l-8 8L4 12zM8 8h.01"),
        Some("TRANSFER_TO_AGENT") => (
            Manner::HandsOff,
            "M4.500 14v-2a7.500 7.500 0 0 1 15 0v2M3.500 13.500h3.500v5H3.500zM17 13.500h3.500v5H17zM19 18.500c0 2-2 2.500-5 2.500",
        ),
        Some("FORWARD_TO_OUTSIDE_NUMBER") => (
            Manner::HandsOff,
            "M5 5l4-1 2 5-2.500 1.500a12 12 0 0 0 5 5L15 13l5 2-1 4c-8 1-15-6-14-14zM15 9l5.500-5.500M16 3.500h4.500V8",
        ),
        Some("BLIND_TRANSFER") => (Manner::HandsOff, "M4 8h13M13.500 4L17.500 8l-4 4M20 16H7M10.500 12l-4 4l4 4"),
        Some("RUN_FUNCTION") => (Manner::Reaches, "M16 4.500c-4-1.500-4.500 2-5 7.500s-1 9-5 7.500M7.500 11h7"),
        Some("HTTP_REQUEST") => {
            (Manner::Reaches, "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18zM3.500 12h17M12 3c-5 5-5 13 0 18c5-5 5-13 0-18")
        }
        Some("SMS") => (Manner::Reaches, "M4 5h16v11h-9l-4 4v-4H4zM8 9h8M8 12.500h5"),
        Some("SUB") => (Manner::Reaches, "M3.500 4h17v16h-17zM8 4v16M16 4v16"),
        _ => {
            (Manner::Unknown, "M8.500 8.500a3.500 3.500 0 1 1 5 3.200c-1.200.600-1.500 1.300-1.500 2.800M12 18.500h.01")
        }
    };
    Look { manner, icon }
}

#[cfg(test)]
mod tests {
    use ivr_flow::ACTIVITY_TYPES;

    use super::*;

    #[test]
    fn every_known_type_has_its_own_icon() {
        let mut icons: Vec<_> = ACTIVITY_TYPES.iter().map(|known| look(Some(known.name)).icon).collect();
        icons.push(look(None).icon);
        let count = icons.len();
        icons.sort_unstable();
        icons.dedup();
        assert_eq!(icons.len(), count);
    }
}
