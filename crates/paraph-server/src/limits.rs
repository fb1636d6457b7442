//! Every limit of the server in one place: sizes in bytes, counts, times in seconds or milliseconds.

/// Largest PDF taken at upload, in bytes.
pub const DOCUMENT_SIZE_MAX: u64 = 200 * 1024 * 1024;
/// Largest file looked at on the public verify page, in bytes; it is held in memory.
pub const VERIFY_SIZE_MAX: u64 = 50 * 1024 * 1024;
/// Files looked at on the public verify page at once.
pub const VERIFY_AT_ONCE: usize = 2;
/// Files that may wait there for their turn.
pub const VERIFY_WAITING_MAX: usize = 16;
/// Files of one source that may wait there.
pub const VERIFY_WAITING_OF_ONE_MAX: usize = 8;
/// Memory for the files sent there, in bytes.
pub const VERIFY_MEMORY_MAX: usize = 512 * 1024 * 1024;
/// Memory for the files that one source sends there, in bytes.
pub const VERIFY_MEMORY_OF_ONE_MAX: usize = 256 * 1024 * 1024;
/// Signatures of a file sent there whose sight is compared with what the file shows now.
pub const VERIFY_REVISIONS_MAX: usize = 20;
/// What one such comparison may use.
pub const VERIFY_DRAWING: crate::render::limits::Limits = crate::render::limits::Limits {
    memory_bytes: 1 << 30,
    processor_seconds: 5,
    silence: std::time::Duration::from_secs(20),
};
/// Most files taken in one upload.
pub const UPLOAD_FILES_MAX: usize = 50;
/// Most documents in one project.
pub const PROJECT_DOCUMENTS_MAX: i64 = 500;
/// Most envelopes in one project.
pub const PROJECT_ENVELOPES_MAX: i64 = 5_000;
/// Most documents in one envelope.
pub const ENVELOPE_DOCUMENTS_MAX: usize = 20;
/// Most signatories in one envelope.
pub const ENVELOPE_SIGNATORIES_MAX: i64 = 50;
/// Most fields in one envelope.
pub const ENVELOPE_FIELDS_MAX: usize = 1_000;
/// Longest person's or project's name, in characters.
pub const NAME_LENGTH_MAX: usize = 200;
/// Longest e-mail address, in bytes (RFC 5321 § 4.5.3.1.3).
pub const EMAIL_LENGTH_MAX: usize = 254;
/// Most combining marks on one letter.
pub const MARKS_ON_A_LETTER_MAX: usize = 8;
/// Longest message or reason written by a person, in characters.
pub const MESSAGE_LENGTH_MAX: usize = 4_000;
/// How long somebody who was reminded is not reminded again, in minutes.
pub const REMINDER_PAUSE_MINUTES: i64 = 60;
/// Longest report of the pages that were in view, in characters.
pub const VIEWED_LENGTH_MAX: usize = 16_000;
/// Signatories whose delivered pages wait to be written.
pub const DELIVERIES_WAITING_MAX: usize = 10_000;
/// Longest value of a text field, in characters.
pub const FIELD_VALUE_LENGTH_MAX: usize = 500;
/// Largest request body of an ordinary form, in bytes.
pub const FORM_SIZE_MAX: usize = 256 * 1024;
/// Largest body of the field editor's save, in bytes.
pub const FIELDS_SIZE_MAX: usize = 1024 * 1024;
/// Largest body of the signing form: values, strokes and one image, in bytes.
pub const SIGNING_SIZE_MAX: usize = 4 * 1024 * 1024;
/// Largest uploaded signature image, in bytes.
pub const SIGNATURE_IMAGE_SIZE_MAX: usize = 2 * 1024 * 1024;
/// How finely an uploaded signature is kept over the largest field that shows it, in pixels to the inch.
pub const SIGNATURE_DOTS_PER_INCH: f64 = 600.0;
/// Uploaded signatures read at once: each takes up to 130 MB while it is made smaller.
pub const UPLOADED_SIGNATURES_AT_ONCE: usize = 2;
/// Uploaded signatures that may wait to be read.
pub const UPLOADED_SIGNATURES_WAITING_MAX: usize = 64;
/// Uploaded signatures of one signatory that may wait.
pub const UPLOADED_SIGNATURES_WAITING_OF_ONE_MAX: usize = 4;
/// Pictures of fields drawn at once, each in a process of its own.
pub const PICTURES_AT_ONCE: usize = 3;
/// Pictures that may wait for their turn.
pub const PICTURES_WAITING_MAX: usize = 2_000;
/// Pictures of one signatory that may wait.
pub const PICTURES_WAITING_OF_ONE_MAX: usize = 64;
/// Most font files looked through.
pub const FONT_FILES_MAX: usize = 5_000;
/// Bytes of font files kept in memory before they are forgotten and read again.
pub const FONTS_KEPT_BYTES_MAX: usize = 96 * 1024 * 1024;
/// Largest recorded drawing, in bytes of JSON.
pub const SIGNATURE_STROKES_SIZE_MAX: usize = 512 * 1024;
/// Most descriptors that the process asks the system for.
pub const DESCRIPTORS_MAX: u64 = 65_536;
/// Descriptors that are kept back from connections: for the database, the files and the drawing processes.
pub const DESCRIPTORS_KEPT_BACK: usize = 96;
/// After how long somebody is asked to try again who met a full queue, in seconds.
pub const CROWDED_SECONDS: u64 = 5;
/// Most connections at once, where the system allows so many descriptors.
pub const CONNECTIONS_MAX: usize = 4_096;
/// How much is read and thrown away of what a client sends on after its answer, in bytes.
pub const REST_SIZE_MAX: u64 = 256 * 1024 * 1024;
/// How long that is done at most, in seconds.
pub const REST_SECONDS_MAX: u64 = 30;
/// How long a client may be silent meanwhile, in seconds.
pub const REST_SILENCE_SECONDS: u64 = 2;
/// How long a member's invitation lives, in hours.
pub const INVITATION_HOURS: i64 = 72;
/// How long an expired invitation stays listed, in days.
pub const INVITATION_LISTED_DAYS: i64 = 30;
/// How long a login session lives without use, in hours.
pub const SESSION_IDLE_HOURS: i64 = 8;
/// How long a login session lives at most, in hours.
pub const SESSION_HOURS_MAX: i64 = 24;
/// How long a browser is asked to keep the secret of its device, in days; browsers keep no cookie longer.
pub const DEVICE_COOKIE_DAYS: i64 = 400;
/// How long a form is held that arrived after the sign-in had ended, in minutes.
pub const HELD_FORM_MINUTES: i64 = 30;
/// Forms held for one member at most; a further one takes the place of the oldest.
pub const HELD_FORMS_MAX: i64 = 20;
/// How long it is remembered what came of a form, in days.
pub const SUBMISSION_DAYS: i64 = 7;
/// How long an envelope may stay open by default, in days.
pub const ENVELOPE_DAYS_DEFAULT: i64 = 30;
/// How long an envelope may stay open at most, in days.
pub const ENVELOPE_DAYS_MAX: i64 = 365;
/// Passwords that may be tried at once: for one address from one source, or on one device that is known.
pub const SIGN_IN_TRIES_AT_ONCE: i64 = 10;
/// After those, one in each such pause, in seconds: the longest that a right password waits.
pub const SIGN_IN_PAUSE_SECONDS: i64 = 30;
/// Passwords that may be tried at once from one source for whatever address, on devices that are not known.
pub const SOURCE_TRIES_AT_ONCE: i64 = 30;
/// After those, one in each such pause, in seconds.
pub const SOURCE_PAUSE_SECONDS: i64 = 10;
/// Failures in a row, from whatever source, that an address or a known device has at once (NIST SP 800-63B-4 § 3.2.2). A right
/// password and a new one end the row.
pub const FAILURES_IN_A_ROW_MAX: i64 = 100;
/// After those, one try in each such pause, in seconds.
pub const FAILURES_IN_A_ROW_PAUSE_SECONDS: i64 = 3_600;
/// Devices remembered for one member; a further one takes the place of the one not used for longest.
pub const MEMBER_DEVICES_MAX: i64 = 20;
/// How long the link to a new password lives, in minutes.
pub const PASSWORD_RESET_MINUTES: i64 = 30;
/// Mails to set a new password that one address gets at once.
pub const RESET_MAILS_AT_ONCE: i64 = 3;
/// After those, one in each such pause, in seconds.
pub const RESET_MAIL_PAUSE_SECONDS: i64 = 3_600;
/// Mails to set a new password asked for from one source at once.
pub const SOURCE_RESET_MAILS_AT_ONCE: i64 = 20;
/// After those, one in each such pause, in seconds.
pub const SOURCE_RESET_MAIL_PAUSE_SECONDS: i64 = 300;
/// Mails that one member may have sent at once: invitations, reminders, envelopes to each of their signatories.
pub const MEMBER_MAILS_AT_ONCE: i64 = 500;
/// After those, one in each such pause, in seconds.
pub const MEMBER_MAIL_PAUSE_SECONDS: i64 = 120;
/// Of those mails, as many as one address gets at once, whoever has them sent.
pub const ADDRESS_MAILS_AT_ONCE: i64 = ENVELOPE_SIGNATORIES_MAX;
/// After those, one in each such pause, in seconds.
pub const ADDRESS_MAIL_PAUSE_SECONDS: i64 = 1_800;
/// Of those mails, as many as leave the instance at once.
pub const INSTANCE_MAILS_AT_ONCE: i64 = 5_000;
/// After those, one in each such pause, in seconds: 8 640 a day.
pub const INSTANCE_MAIL_PAUSE_SECONDS: i64 = 10;
/// Invitations into the account that one address gets at once.
pub const INVITATIONS_OF_ADDRESS_AT_ONCE: i64 = 5;
/// After those, one in each such pause, in seconds.
pub const INVITATION_OF_ADDRESS_PAUSE_SECONDS: i64 = 3_600;
/// Attempts at one job before it is left for a person to look at.
pub const JOB_ATTEMPTS_MAX: i64 = 12;
/// How long a worker holds a job or message unless it says that it is still at it, in seconds: as long as the work of a
/// process that was killed waits for another, on whichever node.
pub const JOB_LEASE_SECONDS: i64 = 30;
/// How often a worker says that it is still at it, in seconds.
pub const JOB_RENEWAL_SECONDS: u64 = 10;
/// Attempts at one transaction that lost against another before the person is told to retry.
pub const BUSY_ATTEMPTS_MAX: u32 = 8;
/// Longest wait for a connection to the database, in seconds.
pub const CONNECTION_SECONDS_MAX: u64 = 10;
/// Longest wait for the database's answer to one statement, in seconds.
pub const STATEMENT_SECONDS_MAX: u64 = 30;
/// Longest particular of a line of the log, in characters.
pub const LOG_VALUE_LENGTH_MAX: usize = 1_000;
/// What one project may keep by default, in megabytes.
pub const PROJECT_MEGABYTES: u64 = 20 * 1024;
/// What all projects of an account may keep by default, in megabytes.
pub const ACCOUNT_MEGABYTES: u64 = 200 * 1024;
/// The most that may be set as either, in megabytes.
pub const QUOTA_MEGABYTES_MAX: u64 = 1024 * 1024 * 1024;
/// Rows on one page of a list.
pub const LIST_ROWS_MAX: i64 = 50;
/// Events on one page of activity.
pub const ACTIVITY_ROWS_MAX: usize = 100;
/// Events that are looked through for one page of activity, where a person is looked for; the next page goes on from there.
pub const ACTIVITY_SEARCH_MAX: usize = 5_000;
/// Longest place in a list that an address carries, in characters.
pub const CURSOR_LENGTH_MAX: usize = 128;
/// Concurrent hashing of passwords, of known people and of others together: each takes tens of megabytes.
pub const PASSWORD_HASHES_AT_ONCE: usize = 4;
/// Passwords that may wait to be hashed in each lane.
pub const PASSWORD_WAITING_MAX: usize = 32;
/// Passwords of one source that may wait there.
pub const PASSWORD_WAITING_OF_ONE_MAX: usize = 16;
/// Largest upload, all its files together, in bytes.
pub const UPLOAD_SIZE_MAX: usize = 4 * 1024 * 1024 * 1024;
/// How far the clock may be from the time-stamp authority's, in seconds.
pub const CLOCK_TOLERANCE_SECONDS: i64 = 60;
/// Largest body of a CSC request, in bytes.
pub const CSC_SIZE_MAX: usize = 64 * 1024;
/// Largest page of a list of credentials; also its size when none is asked for.
pub const CSC_LIST_ROWS_MAX: usize = 100;
/// Most credentials of one member, those that ended included.
pub const MEMBER_CREDENTIALS_MAX: i64 = 50;
/// How long a credential's certificate is valid, in days.
pub const CREDENTIAL_DAYS: i64 = 365;
/// Wrong PINs after which a credential's key is destroyed.
pub const PIN_FAILURES_MAX: i64 = 5;
/// Signatures that one entry of a PIN may authorise.
pub const ACTIVATION_SIGNATURES_MAX: usize = 100;
/// How long an activation (CSC: SAD) may be used, in seconds.
pub const ACTIVATION_SECONDS: i64 = 300;
/// How long it may be extended after the PIN was entered, in seconds.
pub const ACTIVATION_SECONDS_MAX: i64 = 3_600;
/// How long a code is on its way to a program, in seconds (RFC 6749 § 4.1.2: ten minutes at most).
pub const CODE_SECONDS: i64 = 120;
/// How long an access token that a program asked for lives, in seconds.
pub const ACCESS_TOKEN_SECONDS: i64 = 3_600;
/// How long the token lives that asks for another one, in days.
pub const REFRESH_TOKEN_DAYS: i64 = 30;
/// How long an access token that a member makes lives at most, in days.
pub const ACCESS_TOKEN_DAYS_MAX: i64 = 365;
/// Live tokens of one member at most.
pub const MEMBER_TOKENS_MAX: i64 = 200;
/// How long signatures made for later are kept at most, in seconds.
pub const LATE_ANSWER_SECONDS_MAX: i64 = 3_600;
/// How long a signatory waits before the page says that their signature is being made, in seconds.
pub const SIGNING_PATIENCE_SECONDS: u64 = 3;
/// How long what came of it is kept for them to look again, in seconds.
pub const SIGNING_KEPT_SECONDS: u64 = 600;
/// Signatures that may wait for their turn.
pub const SIGNING_WAITING_MAX: usize = 2_000;
/// Memory for pages that were shown a moment ago, images and words, in bytes each.
pub const RECENT_SIZE_MAX: usize = 64 * 1024 * 1024;
/// Attempts at one signature on documents that others sign meanwhile.
pub const SIGNING_ATTEMPTS_MAX: usize = 20;
/// Shortest side of a field, in percent of the page's.
pub const FIELD_SIDE_PERCENT_MIN: f64 = 0.5;
/// Longest name of a browser that is remembered, in characters.
pub const DEVICE_LENGTH_MAX: usize = 300;
/// Longest line of a mail's head, in characters.
pub const MAIL_LINE_LENGTH_MAX: usize = 250;
/// How long one step of the conversation with a mail server may take, in seconds.
pub const MAIL_STEP_SECONDS: u64 = 30;
/// Largest request for the status of certificates or for a time-stamp, in bytes.
pub const STATUS_REQUEST_SIZE_MAX: usize = 16 * 1024;
/// Generations of the instance's own certificates.
pub const GENERATIONS_MAX: usize = 200;
/// How long a time-stamp authority may take, in seconds.
pub const TIMESTAMP_SECONDS_MAX: u64 = 20;
/// Largest answer about the status of a certificate, in bytes; the largest public revocation lists have some 30 MB.
pub const EVIDENCE_ANSWER_SIZE_MAX: usize = 64 * 1024 * 1024;
/// Largest answer of a time-stamp authority, in bytes.
pub const TIMESTAMP_ANSWER_SIZE_MAX: usize = 256 * 1024;
/// How long a provider of signatures may take over one call, in seconds: a person may have to confirm meanwhile.
pub const CSC_SECONDS_MAX: u64 = 60;
/// Largest answer of a provider of signatures, in bytes.
pub const CSC_ANSWER_SIZE_MAX: usize = 1024 * 1024;
/// Pause between two questions after signatures or a confirmation that a provider is not done with, in seconds.
pub const CSC_POLL_SECONDS: u64 = 2;
/// How often a provider is asked after the same signatures or confirmation.
pub const CSC_POLLS_MAX: u32 = 150;
/// Most signatures asked of a provider under one authorization.
pub const CSC_BATCH_MAX: usize = 1_000;
/// Most credentials that are read of a provider's list.
pub const CSC_CREDENTIALS_MAX: usize = 10_000;
/// Credentials asked for on one page of a provider's list.
pub const CSC_PAGE_MAX: usize = 100;
/// Most certificates of one credential.
pub const CSC_CHAIN_MAX: usize = 20;
/// Longest words of a provider that are shown, in characters.
pub const CSC_WORDS_LENGTH_MAX: usize = 300;
/// Shortest RSA key that is signed with, in bits (ETSI TS 119 312).
pub const RSA_BITS_MIN: u32 = 2048;
/// How long a publisher of trusted lists may take over one, in seconds.
pub const TRUSTED_LIST_SECONDS_MAX: u64 = 60;
/// How often trusted lists are brought up to date, in seconds.
pub const TRUSTED_LISTS_SECONDS: u64 = 24 * 60 * 60;
/// When they are tried again if one of them was not to be had, in seconds.
pub const TRUSTED_LISTS_RETRY_SECONDS: u64 = 60 * 60;
/// Most files of trusted lists in one folder.
pub const TRUSTED_LIST_FILES_MAX: usize = 500;
/// Most pivots that are fetched for one list of lists.
pub const TRUSTED_LIST_PIVOTS_MAX: usize = 50;
/// Most national lists that are fetched.
pub const TRUSTED_LIST_TERRITORIES_MAX: usize = 100;
