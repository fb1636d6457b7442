//! How much may be kept.

use serde::Deserialize;

use super::ConfigError;
use crate::limits;

/// How much may be kept, in megabytes. People see what is used before it is reached.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Quota {
    /// In one project.
    pub project_megabytes: u64,
    /// In all projects of the account together.
    pub account_megabytes: u64,
}

impl Default for Quota {
    fn default() -> Self {
        Self { project_megabytes: limits::PROJECT_MEGABYTES, account_megabytes: limits::ACCOUNT_MEGABYTES }
    }
}

impl Quota {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let possible = 1..=limits::QUOTA_MEGABYTES_MAX;
        if possible.contains(&self.project_megabytes) && possible.contains(&self.account_megabytes) {
            Ok(())
        } else {
            Err(ConfigError::Quota(limits::QUOTA_MEGABYTES_MAX))
        }
    }
}
