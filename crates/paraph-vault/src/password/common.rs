//! Passwords so common that they are refused whatever else speaks for them.

const LIST: &str = include_str!("common.txt");

/// Whether `password` is on the list, capitals aside. A plain walk: next to one password hash it costs nothing.
pub(super) fn contains(password: &str) -> bool {
    LIST.lines().skip_while(|line| line.starts_with('#')).any(|line| line.eq_ignore_ascii_case(password))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed() -> Vec<&'static str> {
        LIST.lines().filter(|line| !line.starts_with("# ")).collect()
    }

    #[test]
    fn the_list_is_sorted_lower_case_and_long_enough_to_matter() {
        let listed = listed();
        assert!(listed.len() > 10_000, "{}", listed.len());
        assert!(listed.windows(2).all(|pair| pair[0] < pair[1]));
        for line in listed {
            assert_eq!(line, line.to_ascii_lowercase());
            assert!(line.len() >= crate::limits::PASSWORD_CHARACTERS_MIN, "{line} is refused for its length");
        }
    }

    #[test]
    fn every_listed_password_is_found_in_any_capitals() {
        for line in listed().into_iter().step_by(97) {
            assert!(contains(line));
            assert!(contains(&line.to_ascii_uppercase()));
        }
    }

    #[test]
    fn a_comment_of_the_list_is_not_a_password_on_it() {
        for line in LIST.lines().take_while(|line| line.starts_with('#')) {
            assert!(!contains(line));
        }
        assert!(!contains(""));
    }
}
