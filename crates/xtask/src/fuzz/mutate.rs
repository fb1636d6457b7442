//! Mutations of seeds, the same ones in every run.

/// Bytes at which lengths, tags and delimiters change their meaning.
const TELLING: [u8; 16] =
    [0x00, 0x01, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x84, 0xff, b'<', b'>', b'(', b'[', b'/', b'\n', b'9'];
/// Edits of one input at most.
const EDITS_MAX: u64 = 16;
/// Bytes moved by one edit at most.
const SPAN_MAX: u64 = 64;

/// Makes inputs out of seeds.
pub(super) struct Mutator {
    seeds: Vec<Vec<u8>>,
    state: u64,
}

impl Mutator {
    /// A mutator whose inputs follow from the seeds and the name alone.
    pub(super) fn new(seeds: Vec<Vec<u8>>, name: &str) -> Self {
        // FNV-1a: any spreading of the name will do.
        let start = 0xcbf2_9ce4_8422_2325_u64;
        let state =
            name.bytes().fold(start, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        Self { seeds, state: state | 1 }
    }

    /// The next input.
    pub(super) fn input(&mut self) -> Vec<u8> {
        let count = self.seeds.len();
        let chosen = self.below(count);
        let mut input = self.seeds.get(chosen).cloned().unwrap_or_default();
        let edits = 1 + self.next() % EDITS_MAX;
        for _ in 0..edits {
            self.edit(&mut input);
        }
        input
    }

    fn edit(&mut self, input: &mut Vec<u8>) {
        let at = self.below(input.len());
        match self.next() % 7 {
            0 => self.replace(input, at, |byte, drawn| byte ^ (1 << (drawn % 8))),
            1 => self.replace(input, at, |_, drawn| drawn as u8),
            2 => self.replace(input, at, |_, drawn| {
                TELLING.get(drawn as usize % TELLING.len()).copied().unwrap_or(0)
            }),
            3 => input.truncate(at.max(1)),
            4 => {
                let end = self.span(at, input.len());
                input.drain(at..end);
            }
            5 => {
                let end = self.span(at, input.len());
                let copied = input.get(at..end).unwrap_or_default().to_vec();
                let to = self.below(input.len());
                input.splice(to..to, copied);
            }
            _ => self.digit(input, at),
        }
    }

    /// Changes the next number in the text: offsets, counts and lengths are where PDF readers go wrong.
    fn digit(&mut self, input: &mut [u8], at: usize) {
        let drawn = self.next();
        let digits = input.iter_mut().skip(at).skip_while(|byte| !byte.is_ascii_digit());
        if let Some(byte) = digits.take(1).next() {
            *byte = b'0' + (drawn % 10) as u8;
        }
    }

    fn replace(&mut self, input: &mut [u8], at: usize, change: fn(u8, u64) -> u8) {
        let drawn = self.next();
        if let Some(byte) = input.get_mut(at) {
            *byte = change(*byte, drawn);
        }
    }

    fn span(&mut self, at: usize, length: usize) -> usize {
        at.saturating_add((self.next() % SPAN_MAX) as usize).min(length)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % (count.max(1) as u64)) as usize
    }

    /// xorshift64.
    fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(name: &str) -> Vec<Vec<u8>> {
        let mut mutator = Mutator::new(vec![b"a seed of 12 bytes".to_vec(), Vec::new()], name);
        (0..500).map(|_| mutator.input()).collect()
    }

    #[test]
    fn a_run_can_be_repeated() {
        assert_eq!(inputs("a"), inputs("a"));
        assert_ne!(inputs("a"), inputs("b"));
    }

    #[test]
    fn inputs_differ_from_their_seeds() {
        let changed =
            inputs("a").iter().filter(|input| *input != b"a seed of 12 bytes" && !input.is_empty()).count();
        assert!(changed > 100, "{changed}");
    }
}
