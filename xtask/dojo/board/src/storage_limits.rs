//! The limits on a dojo's disk space.
//!
//! If a limit is exceeded, the board still stores runs, but without code and messages.

/// The maximum stored bytes of a team. This is enough for hundreds of versions of any kata.
const MAX_TEAM_BYTES: u64 = 32 << 20;
/// The maximum stored bytes of a dojo.
const MAX_DOJO_BYTES: u64 = 2 << 30;
/// The minimum free bytes on the disk.
const MIN_FREE_BYTES: u64 = 500 << 20;

/// The reason why a run is stored without its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shortage {
    /// The disk is nearly full.
    Disk,
    /// The dojo has reached its limit.
    Dojo,
    /// The team with this number has reached its limit.
    Team(u64),
}

/// Returns the shortage that affects a run of `team`, if any.
pub fn shortage(team: u64, team_bytes: u64, dojo_bytes: u64, free_bytes: u64) -> Option<Shortage> {
    if free_bytes < MIN_FREE_BYTES {
        Some(Shortage::Disk)
    } else if dojo_bytes > MAX_DOJO_BYTES {
        Some(Shortage::Dojo)
    } else {
        (team_bytes > MAX_TEAM_BYTES).then_some(Shortage::Team(team))
    }
}

impl Shortage {
    /// Returns a line for the team whose run is stored without code.
    pub fn note(self) -> String {
        let why = match self {
            Self::Disk => "its disk is almost full".to_owned(),
            Self::Dojo => format!("the dojo has reached its limit of {} MB", MAX_DOJO_BYTES >> 20),
            Self::Team(_) => format!("your team has reached its limit of {} MB", MAX_TEAM_BYTES >> 20),
        };
        format!("The board stores your runs without code: {why}.")
    }

    /// Returns a line for the facilitator. `team_name` is the name of the affected team.
    pub fn warning(self, team_name: &str) -> String {
        match self {
            Self::Disk => {
                let free = MIN_FREE_BYTES >> 20;
                format!("Less than {free} MB are free on the board's disk: new runs are stored without code.")
            }
            Self::Dojo => {
                let limit = MAX_DOJO_BYTES >> 20;
                format!("The dojo has reached its limit of {limit} MB: new runs are stored without code.")
            }
            Self::Team(id) => {
                let limit = MAX_TEAM_BYTES >> 20;
                format!(
                    "{team_name} (team {id}) has reached its limit of {limit} MB: its runs are stored without code."
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disk_shortage_outranks_dojo_and_team_limits() {
        let (much, none) = (u64::MAX, 0);
        assert_eq!(shortage(7, none, none, much), None);
        assert_eq!(shortage(7, MAX_TEAM_BYTES + 1, none, much), Some(Shortage::Team(7)));
        assert_eq!(shortage(7, much, MAX_DOJO_BYTES + 1, much), Some(Shortage::Dojo));
        assert_eq!(shortage(7, none, none, MIN_FREE_BYTES - 1), Some(Shortage::Disk));
        assert!(Shortage::Disk.warning("").contains("500 MB"));
    }
}
