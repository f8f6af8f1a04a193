//! How much of the disk a dojo may take. A light always finds room; what is short is the room for code and messages.

/// The most stored bytes of a team: some hundred versions of any kata's code.
const MAX_TEAM_BYTES: u64 = 32 << 20;
/// The most stored bytes of a dojo.
const MAX_DOJO_BYTES: u64 = 2 << 30;
/// The least free bytes of the disk.
const MIN_FREE_BYTES: u64 = 500 << 20;

/// The reason why a run is stored without its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shortage {
    /// The disk is nearly full.
    Disk,
    /// The dojo has taken its share.
    Dojo,
    /// The team with this number has taken its share.
    Team(u64),
}

/// Returns what is short for a run of `team`, if anything is.
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
    /// Returns a line for the team whose run is stored without its code.
    pub fn note(self) -> String {
        let why = match self {
            Self::Disk => "its disk is nearly full".to_owned(),
            Self::Dojo => format!("the dojo has sent {} MB of code", MAX_DOJO_BYTES >> 20),
            Self::Team(_) => format!("your team has sent {} MB of code", MAX_TEAM_BYTES >> 20),
        };
        format!("The board keeps your light without its code: {why}.")
    }

    /// Returns a line for the facilitator. `team_name` names the team.
    pub fn warning(self, team_name: &str) -> String {
        match self {
            Self::Disk => {
                let free = MIN_FREE_BYTES >> 20;
                format!("Less than {free} MB of this machine's disk are free: lights are kept without their code.")
            }
            Self::Dojo => {
                format!("This dojo has {} MB of code: lights are kept without their code.", MAX_DOJO_BYTES >> 20)
            }
            Self::Team(id) => format!(
                "{team_name} (team {id}) has sent {} MB of code: its lights are kept without their code.",
                MAX_TEAM_BYTES >> 20
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_disk_comes_before_the_dojo_and_the_dojo_before_the_team() {
        let (much, none) = (u64::MAX, 0);
        assert_eq!(shortage(7, none, none, much), None);
        assert_eq!(shortage(7, MAX_TEAM_BYTES + 1, none, much), Some(Shortage::Team(7)));
        assert_eq!(shortage(7, much, MAX_DOJO_BYTES + 1, much), Some(Shortage::Dojo));
        assert_eq!(shortage(7, none, none, MIN_FREE_BYTES - 1), Some(Shortage::Disk));
        assert!(Shortage::Disk.warning("").contains("500 MB"));
    }
}
