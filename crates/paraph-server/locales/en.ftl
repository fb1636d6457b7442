# English. Every key here is in fr.ftl too, and is used: a test holds both.

## The frame
skip-to-content = Skip to the content
navigation = Main
footer-navigation = About this service
footer-operator = Run by { $operator } with Paraph
sign-out = Sign out
trail = You are here
optional = (optional)

## Times and sizes
time = { $day }, { $clock } UTC
date = { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
size-bytes = { $size } bytes
size-kilobytes = { $size } kB
size-megabytes = { $size } MB
decimal-mark = .

## States
document-state-checking = Being checked
document-state-ready = Ready
document-state-refused = Refused
envelope-state-draft = Draft
envelope-state-sent = Waiting for signatures
envelope-state-sealing = Being sealed
envelope-state-completed = Completed
envelope-state-declined = Declined
envelope-state-cancelled = Cancelled
envelope-state-expired = Expired
signatory-state-not-sent = Not sent
signatory-state-invited = Invited
signatory-state-opened = Opened
signatory-state-signed = Signed
signatory-state-declined = Declined
mail-state-queued = Mail waiting to leave
mail-state-sending = Mail being sent
mail-state-accepted = Mail delivered to the mail server
mail-state-failed = Mail could not be delivered
mail-state-kept = Mail kept in the development outbox

## Mails
mail-greeting = Hello,
mail-greeting-name = Dear { $name },
mail-footer = Sent by { $operator } with Paraph, its own signing service. Nobody will ever ask you for this link: keep it to yourself.
mail-expires = The link works until { $time }.
mail-nothing-to-do = You have nothing more to do.
mail-sign-subject = { $sender } asks you to sign “{ $title }”
mail-sign-text = { $sender } asks you to read and sign “{ $title }”.
mail-sign-how = No account is needed. The link opens the document at once; you can read it, download it, sign it or decline.
mail-sign-action = Read and sign
mail-reminder-subject = Reminder: “{ $title }” waits for your signature
mail-reminder-text = { $sender } is still waiting for your signature on “{ $title }”.
mail-reminder-action = Read and sign
mail-completed-subject = “{ $title }” is signed by everybody
mail-completed-text = Everybody has signed “{ $title }”. The document is sealed and complete.
mail-completed-how = Keep the PDF itself: the signatures are inside it, and a print-out does not carry them. Any PDF reader can check them.
mail-completed-action = Download the signed original
mail-declined-subject = “{ $title }” was declined
mail-declined-text = { $sender } declined to sign “{ $title }”. Nobody can sign it any more.
mail-declined-action = See where it stands
mail-cancelled-subject = “{ $title }” was cancelled
mail-cancelled-text = { $sender } cancelled “{ $title }”. Nobody can sign it any more.
mail-cancelled-action = See where it stands
mail-member-subject = { $inviter } invites you to Paraph at { $operator }
mail-member-text = { $inviter } invites you to prepare and close deals on the Paraph service of { $operator }.
mail-member-once = The link works once, for you alone, and for three days.
mail-member-action = Accept the invitation
