//! The smoke run of the fuzz targets on a stable compiler: mutated seeds for a given time, the same ones every time.
//!
//! The long hunts are libFuzzer's (`cargo fuzz run TARGET` in `fuzz/`), which calls the same functions. A crash found by
//! either is kept as a seed for good.

mod mutate;
pub mod target;

use std::fs;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::Failure;
use mutate::Mutator;
use target::{TARGETS, Target};

/// One input may take this long; a parser that needs more can be made to hang.
const INPUT_TIME_MAX: Duration = Duration::from_secs(2);
/// After so long nobody waits for an input to end.
const WATCH_INTERVAL: Duration = Duration::from_secs(10);
/// Memory of the whole run, with every seed and every target that runs beside the others.
const MEMORY_BYTES_MAX: u64 = 512 << 20;
/// Seeds longer than this are mutated too slowly to be worth it.
const SEED_BYTES_MAX: u64 = 300_000;
/// How many documents of the corpus are added to the seeds of the targets that read whole documents.
const CORPUS_SEEDS_MAX: usize = 60;

/// What a target is at, for the watch.
struct Progress {
    count: AtomicU64,
    input: Mutex<Vec<u8>>,
}

/// What came of a target.
struct Outcome {
    inputs: u64,
    slowest: Duration,
}

/// Runs every target for the given seconds, as many beside each other as there are cores.
///
/// # Errors
/// When a target panicked, took too long over an input or too much memory, when it has no seeds, or when the seeds cannot be
/// read.
pub fn smoke(seconds: u64) -> Result<(), Failure> {
    let share = Duration::from_secs(seconds);
    let waiting = Mutex::new(TARGETS.iter());
    let failed = Mutex::new(Vec::new());
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(target) = next(&waiting) {
                    match seeds(target).and_then(|seeds| run(target, seeds, share)) {
                        Ok(Outcome { inputs, slowest }) => {
                            let slowest = slowest.as_millis();
                            println!(
                                "fuzz: {:<18} {inputs:>8} inputs, the slowest {slowest} ms",
                                target.name
                            );
                        }
                        Err(failure) => lock(&failed).push(failure.to_string()),
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(peak) = memory_peak() {
        println!("fuzz: {} MB at most", peak >> 20);
        if peak > MEMORY_BYTES_MAX {
            failed.push(format!(
                "{} MB of memory were needed, {} are allowed",
                peak >> 20,
                MEMORY_BYTES_MAX >> 20
            ));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n").into()) }
}

fn next<'a>(waiting: &Mutex<impl Iterator<Item = &'a Target>>) -> Option<&'a Target> {
    lock(waiting).next()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The most memory this process ever held, in bytes, where the system tells it (Linux).
fn memory_peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}

/// Runs one target: its seeds as they are, then mutations of them until its time is over.
fn run(target: &Target, seeds: Vec<Vec<u8>>, share: Duration) -> Result<Outcome, Failure> {
    if seeds.is_empty() {
        return Err(format!("the target {} has no seeds", target.name).into());
    }
    let progress = Arc::new(Progress { count: AtomicU64::new(0), input: Mutex::new(Vec::new()) });
    let watched = Arc::clone(&progress);
    let name = target.name;
    std::thread::spawn(move || watch(name, &watched));
    let clock = Clock::start();
    let mut slowest = Duration::ZERO;
    for seed in &seeds {
        slowest = slowest.max(attempt(target, seed, &progress)?);
    }
    let mut mutator = Mutator::new(seeds, name);
    while clock.elapsed() < share {
        let input = mutator.input();
        slowest = slowest.max(attempt(target, &input, &progress)?);
    }
    // Tells the watch that there is nothing more to watch.
    let inputs = progress.count.swap(u64::MAX, Ordering::SeqCst);
    Ok(Outcome { inputs, slowest })
}

/// How long one input took.
fn attempt(target: &Target, input: &[u8], progress: &Progress) -> Result<Duration, Failure> {
    input.clone_into(&mut lock(&progress.input));
    let clock = Clock::start();
    let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    let elapsed = clock.elapsed();
    progress.count.fetch_add(1, Ordering::SeqCst);
    let name = target.name;
    match outcome {
        Ok(()) if elapsed <= INPUT_TIME_MAX => Ok(elapsed),
        Ok(()) => {
            let place = keep(name, input)?;
            Err(format!("{name} took {} ms; the input is in {place}", elapsed.as_millis()).into())
        }
        Err(_) => Err(format!("{name} panicked; the input is in {}", keep(name, input)?).into()),
    }
}

/// Ends the program when one input never ends: nothing else can stop a parser that hangs.
fn watch(name: &str, progress: &Progress) {
    let mut before = u64::MAX;
    loop {
        std::thread::sleep(WATCH_INTERVAL);
        match progress.count.load(Ordering::SeqCst) {
            u64::MAX => return,
            count if count == before => break,
            count => before = count,
        }
    }
    let input = lock(&progress.input).clone();
    let place = keep(name, &input).unwrap_or_else(|failure| failure.to_string());
    eprintln!("error: {name} does not come to an end; the input is in {place}");
    std::process::exit(1);
}

/// Keeps an input that must be looked at.
fn keep(name: &str, input: &[u8]) -> Result<String, Failure> {
    let folder = root().join("target/fuzz-findings");
    fs::create_dir_all(&folder)?;
    let path = folder.join(name);
    fs::write(&path, input)?;
    Ok(path.display().to_string())
}

/// The committed seeds of a target, and documents of the corpus for those that read whole ones.
fn seeds(target: &Target) -> Result<Vec<Vec<u8>>, Failure> {
    let mut paths = listed(root().join("fuzz/seeds").join(target.seeds))?;
    if target.reads_documents {
        let corpus =
            std::env::var_os("PARAPH_CORPUS").map_or_else(|| root().join("../shared/corpus"), PathBuf::from);
        paths.extend(listed(corpus.join("pades")).unwrap_or_default().into_iter().take(CORPUS_SEEDS_MAX));
    }
    let mut seeds = Vec::new();
    for path in paths {
        if fs::metadata(&path)?.len() <= SEED_BYTES_MAX {
            seeds.push(fs::read(path)?);
        }
    }
    Ok(seeds)
}

fn listed(folder: PathBuf) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.retain(|path| path.is_file());
    paths.sort();
    Ok(paths)
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// How long a run has lasted.
struct Clock(std::time::Instant);

impl Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the length of a run is real time, and nothing depends on it"
    )]
    fn start() -> Self {
        Self(std::time::Instant::now())
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panics_on_x(input: &[u8]) {
        assert!(!input.contains(&b'x'));
    }

    const SAMPLE: Target =
        Target { name: "sample", seeds: "sample", reads_documents: false, run: panics_on_x };

    #[test]
    fn a_panic_is_a_finding_and_its_input_is_kept() {
        let failure = run(&SAMPLE, vec![b"a".to_vec(), b"x".to_vec()], Duration::ZERO).err().unwrap();
        assert!(failure.to_string().contains("sample panicked"));
        assert_eq!(fs::read(root().join("target/fuzz-findings/sample")).unwrap(), b"x");
    }

    #[test]
    fn every_target_has_seeds_and_survives_them() {
        for target in &TARGETS {
            let seeds = seeds(target).unwrap();
            assert!(!seeds.is_empty(), "{}", target.name);
            run(target, seeds, Duration::ZERO).unwrap();
        }
    }

    #[test]
    fn every_target_is_known_to_libfuzzer() {
        let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
        for target in &TARGETS {
            let path = format!("fuzz_targets/{}.rs", target.name);
            assert!(manifest.contains(&path), "{path}");
            let text = fs::read_to_string(root().join("fuzz").join(path)).unwrap();
            assert!(text.contains(&format!("target::{}", target.name)), "{}", target.name);
        }
    }
}
