//! CPU time of processes, from `/proc`: unlike rates it hardly moves when others use the machine.

use std::fs::read_to_string;
use std::time::Duration;

/// The kernel counts the time of ended processes in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// CPU time of a process: that of its threads, to the nanosecond.
pub(crate) fn of(pid: u32) -> Duration {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return Duration::ZERO };
    let times = threads.flatten().filter_map(|thread| read_to_string(thread.path().join("schedstat")).ok());
    times.filter_map(|text| text.split(' ').next().and_then(|n| n.parse().ok())).map(Duration::from_nanos).sum()
}

/// CPU time of a process and of its children, those included that have ended meanwhile.
pub(crate) fn of_family(pid: u32) -> Duration {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Duration::ZERO };
    let numbers = processes.flatten().filter_map(|p| p.file_name().to_str().and_then(|name| name.parse::<u32>().ok()));
    let children: Duration = numbers.filter(|child| parent(*child) == Some(pid)).map(of).sum();
    of(pid) + children + ended_children(pid)
}

/// The fields of `/proc/PID/stat` after the name, which may hold anything.
fn stat(pid: u32) -> Option<Vec<String>> {
    let text = read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}

fn parent(pid: u32) -> Option<u32> {
    stat(pid)?.get(1)?.parse().ok()
}

fn ended_children(pid: u32) -> Duration {
    let ticks = |fields: &Vec<String>, n: usize| fields.get(n).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
    stat(pid).map_or(Duration::ZERO, |fields| TICK * (ticks(&fields, 13) + ticks(&fields, 14)))
}
