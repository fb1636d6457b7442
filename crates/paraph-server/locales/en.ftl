# English. Every key here is in fr.ftl too, and is used: a test holds both.

## The frame
skip-to-content = Skip to the content
navigation = Main
menu = Menu
footer-navigation = About this service
footer-operator = { $operator ->
    [Paraph] Run with Paraph
   *[other] Run by { $operator } with Paraph
}
sign-out = Sign out
trail = You are here
optional = (optional)

## Times and sizes
time = { $day }, { $clock } { $zone }
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
size-gigabytes = { $size } GB
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
mail-state-accepted = Mail handed over
mail-state-failed = Mail not delivered
mail-state-kept = Mail kept, not sent

## Mails
mail-greeting = Hello,
mail-greeting-name = Dear { $name },
mail-footer = { $operator ->
    [Paraph] Sent with Paraph, a self-hosted signing service. Nobody will ever ask you for this link: keep it to yourself.
   *[other] Sent by { $operator } with Paraph, its own signing service. Nobody will ever ask you for this link: keep it to yourself.
}
mail-expires = The link works until { $time }.
mail-action-line = { $action }:
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
mail-expired-subject = “{ $title }” was not signed in time
mail-expired-text = The time to sign “{ $title }” has passed before everybody had signed. Nobody can sign it any more; { $sender } can send a new one.
mail-expired-action = See where it stands
mail-member-subject = { $operator ->
    [Paraph] { $inviter } invites you to Paraph
   *[other] { $inviter } invites you to Paraph at { $operator }
}
mail-member-text = { $operator ->
    [Paraph] { $inviter } invites you to prepare and close deals on Paraph.
   *[other] { $inviter } invites you to prepare and close deals on the Paraph service of { $operator }.
}
mail-member-once = The link works once, for you alone, and for three days.
mail-member-action = Accept the invitation
mail-password-reset-subject = { $operator }: a new password
mail-password-reset-text = Somebody, probably you, asked to set a new password for your login at { $operator }. If it was not you, do nothing: your password stays as it is.
mail-password-reset-once = The link works once, for { $minutes } minutes. A new password ends every session, and you sign in again on every device.
mail-password-reset-action = Set a new password
mail-password-changed-subject = { $operator }: your password was changed
mail-password-changed-text = The password of your login was changed on { $time }, from the network address { $ip }. Every other session and every program’s access has ended.
mail-password-changed-otherwise = If this was not you, set another password at once by the link above, and tell your administrator.
mail-password-changed-action = It was not me: set another password
mail-password-issued-subject = { $operator }: a link to a new password was made for you
mail-password-issued-text = On { $time } whoever runs the server of this service made a link by which a new password can be set for your login at { $operator }. If you asked for it, you have nothing to do here: use the link they hand you.
mail-password-issued-otherwise = If you did not ask for it: whoever holds that link can sign in as you for half an hour. Sign in and change your password now, which ends the link, and ask who made it and why. That it was made, and what becomes of it, stands in the activity of your account.
mail-password-issued-action = I did not ask for it: change my password

## Words used in many places
email = E-mail address
password = Password
name = Name
created = Created
role = Role
role-administrator = Administrator
role-administrator-text = Invites members, sees the outbox. Opens no document without being in its project.
role-member = Member
role-member-text = Prepares and closes deals in their own projects.
language = Language
remove = Remove
save = Save
back = Back
next = Next
page = Page
pages = Pages
size = Size
document = Document
reason = Reason
sent = Sent
expires = Expires
unknown = unknown
somebody = Somebody not signed in
remind = Remind
to-start = Go to the start page
look-again = Look again
download-pdf = Download the PDF
download-original = Download the document
download-signed = Signed original
download-certificate = Authentication certificate
digest-sent = As sent
digest-sealed = As sealed
digest-hint = The digest of the very file you are asked to sign. Compare it with that of the file you download.
count-documents = { $count ->
    [0] No document
    [one] 1 document
   *[other] { $count } documents
}
count-pages = { $count ->
    [one] 1 page
   *[other] { $count } pages
}
count-fields = { $count ->
    [0] no field yet
    [one] 1 field
   *[other] { $count } fields
}
count-envelopes-open = { $count ->
    [one] 1 waits for signatures
   *[other] { $count } wait for signatures
}
count-envelopes-completed = { $count ->
    [one] 1 completed
   *[other] { $count } completed
}
signed-of = { $signed } of { $count } signed
page-of = Page { $page } of { $count }
page-number = Page { $page }
text-of-page = Text of page { $page }
issued-by = Certificate issued by { $issuer }

## Landing and sign-in
landing-title = Sign and close deals
landing-heading = Close the deal. Keep the proof.
landing-lead = Documents are frozen, signed by everybody, sealed, and proven for as long as they matter, on a server of your own.
landing-point-read = Signatories read the whole document at once, on any screen, and sign without an account.
landing-point-seal = Every signature is inside the PDF and can be checked by any PDF reader, with or without this service.
landing-point-secret = Files, names and titles are encrypted before they are stored. Pages load nothing from anybody else.
landing-verify = Check a signed file
sign-in = Sign in
sign-in-by-invitation = Accounts are opened by invitation only. Ask an administrator of your firm.
forgot-password = Forgot your password?
sign-in-kept = Your sign-in has ended. Sign in, and the page comes back with what you had typed. Nothing was sent yet.
sign-in-kept-file = Your sign-in has ended, so the file was not taken. Sign in, and choose it again on the page that comes back.
sign-in-kept-nothing = Your sign-in has ended. Sign in, and the page comes back.
sign-in-again = Sign in again
sign-in-again-text = Your sign-in has ended. Everything on this page stays as it is: sign in in a second window, and it goes on here.
signed-in-title = You are signed in
signed-in-text = The window in which you were working goes on by itself. You may close this one.
held-filled-in = You are signed in again. What you had typed is in the form below: look at it and send it. Passwords and PINs have to be typed again.
held-press-again = You are signed in again. What you asked for was not done yet: press the button again.
held-no-form = You are signed in again. This page no longer has the form you had filled in. This is what you had typed, for you to copy:
show-password = Show the password
forgot-title = Set a new password
forgot-lead = Type the address you sign in with. If it is a member’s, a link is sent to it, with which you set a new password.
forgot-send = Send the link
forgot-sent-title = Check your mailbox
forgot-sent-text = If the address is a member’s, a link is on its way to it. It works once, for { $minutes } minutes.
forgot-sent-otherwise = No mail after a few minutes? Check your spam folder and the spelling of the address. Where this service sends no mail, its operator can give you a link.
reset-title = Set a new password
reset-lead = For { $email }. Every session ends: you sign in again on every device, and programs have to be authorised again.
reset-set = Set the password and sign in
reset-over-title = This link no longer works
reset-over-text = A link to a new password works once, for { $minutes } minutes, and ends when the password is changed. Ask for another.
new-password = New password
back-to-sign-in = Back to sign-in

## Invitation
invitation-title = Accept the invitation
invitation-lead = { $operator ->
    [Paraph] You are invited to Paraph. Your role: { $role }.
   *[other] You are invited to the Paraph service of { $operator }. Your role: { $role }.
}
invitation-accept = Open my account
invitation-accept-policy = I have read and accept the privacy policy, version { $version }.
invitation-expires = This invitation works once, until
invitation-while-signed-in = { $name } is signed in in this browser. Whoever accepts this invitation is signed in here instead.
invitation-used-title = This invitation has been used
invitation-used-text = An invitation works once, and this one was accepted. If it was you, sign in with the address and the password you chose then. If it was not, tell an administrator at once: somebody else had your link.
invitation-expired-title = This invitation has ended
invitation-expired-text = It worked until { $time }, and nobody accepted it before.
invitation-withdrawn-title = This invitation no longer works
invitation-withdrawn-text = It was withdrawn, or another one was sent in its place. Look in your mailbox for a newer one.
invitation-unknown-title = This link opens no invitation
invitation-unknown-text = Check that the link is whole: some mail programs break long links. It is best copied from the mail, or pressed there.
invitation-again = { $operator ->
    [Paraph] Whoever invited you, or any administrator of the same account, can send you another one.
   *[other] Whoever invited you, or any administrator at { $operator }, can send you another one.
}
invitation-sign-in = If you have an account already, sign in.
invitation-signed-in = You are signed in as { $name }.
password-rule = At least { $min } characters. A few unrelated words are easier to keep in mind, and harder to guess, than symbols.
password-strength = Strength of the password
password-very-weak = Very easy to guess
password-weak = Easy to guess
password-fair = Could be better
password-good = Good
password-strong = Very good

## Privacy
privacy-title = Privacy policy
privacy-version = Privacy policy, version { $version }
consent-title = The privacy policy has changed
consent-lead = Read it before you go on. Your documents and envelopes are as you left them.
consent-accept = Accept and go on
consent-otherwise = If you do not agree, sign out and speak with the administrator of your account.
privacy-controller = { $operator ->
    [Paraph] In this text, “we” are those who run this server and decide what it is used for.
   *[other] In this text, “we” are { $operator }, who run this server and decide what it is used for.
}

## Projects
projects-title = Projects
projects-empty = You have no project yet. A project holds the documents of one deal and everything that happens to them.
project-new = New project
project-name = Name of the project
project-reference = Matter number
project-create = Create the project
documents-title = Documents
documents-empty = No document yet.
room-project = This project uses { $used } of the { $most } it may keep.
room-account = All projects together use { $used } of the { $most } that may be kept.
room-soon = When it is used up, no document can be added; signing goes on. Ask the operator of the service for more room in time.
room-full = No document can be added, and nothing can be sent, until there is room. What was sent can be signed.
upload-label = Add PDF documents
upload-hint = Drop them here or choose them. PDF only, up to { $size } each.
files-choose = Choose files
upload-send = Upload
upload-progress = Upload
upload-failed = The upload did not arrive. Check the connection and try again.
envelopes-title = Envelopes
envelopes-empty = An envelope is what people are asked to sign: one or more documents, sent together.
envelope-new = New envelope
envelope-title = Title, as signatories read it
envelope-which-documents = Documents to be signed
envelope-prepare = Prepare the envelope

## One document
document-checking = The document is being checked and drawn. This takes a few seconds.
document-refused = This document cannot be sent for signature. What was found says why, and what to do.
document-findings = What was found
document-no-findings = Nothing was found that prevents sending: what you see is what every reader will show.
document-received = Received

## Preparing an envelope
steps = Steps
step-people = Who signs
step-fields = Where they sign
step-review = Review and send
who-signs = Who signs
signatories-empty = Nobody is asked to sign yet. Add the first person.
signatory-new = Add a person
signatory-shares = Same address as { $name }: whoever reads its mail can sign for both.
signatory-add = Add
remove-person = Remove { $name }
remind-person = Remind { $name }
to-fields = Place the fields
to-review = Review
draft-discard = Discard this draft
draft-discard-text = Nobody has been asked to sign yet. The documents stay in the project.
envelope-zone = Time zone of the documents
envelope-zone-hint = Dates and times in the documents, in mails and in the certificate are written in this zone and name it. It is fixed when the envelope is sent.
envelope-zone-label = Documents dated in
zone-save = Use this time zone

## Field editor
fields-title = Where they sign
fields-for = For
fields-need-people = Add the people who sign first; then place their fields.
fields-list = Fields
fields-empty = No field yet.
palette = New field
undo = Undo
redo = Redo
editor-help = Drag a field onto a page, or press it and then click the page. Arrow keys move the chosen field, Alt and arrow keys resize it, Shift makes bigger steps, Delete removes it.
editor-field = { $kind } for { $name }, { $place }
editor-placed = { $kind } placed for { $name }: { $place }
editor-moved = Moved
editor-resized = Resized
editor-removed = Field removed
editor-undone = Undone
editor-redone = Redone
editor-saving = Saving…
editor-saved = All changes saved
editor-not-saved = Not saved. Trying again.
editor-edge = At the edge of the page.
editor-no-room = Fields fill this page: there is no free place left on it. Scroll to another page, or move a field.
editor-merged = The fields were changed elsewhere meanwhile, and both sides were kept: { $added } added, { $changed } changed, { $removed } removed there.
editor-question = Not saved yet: a field was changed here and elsewhere.
editor-go-on = Go on
conflict-title = Changed here and elsewhere
conflict-text = was changed on this page, and meanwhile in another window or by somebody else. Which one counts?
conflict-mine = Keep mine
conflict-theirs = Take the other
conflict-removed = Removed
conflict-version = For { $name } · { $place } · { $left } % from the left, { $top } % from the top, { $width } × { $height } %
overlap-field = { $name } and { $other } have fields in the same place, “{ $document }”, page { $page }: one would sign over the other. Move one of them.
overlap-own-field = Two fields of { $name } lie over each other: “{ $document }”, page { $page }.
overlap-text = A field of { $name } covers words of “{ $document }”, page { $page }: “{ $words }”.
overlap-edge = A field of { $name } is at the very edge of “{ $document }”, page { $page }: a printer may cut it.
overlap-unknown = It could not be checked where the fields lie. Try again; if it stays so, tell the operator of the server.
field-kind = Kind
field-label = Label
field-required = Must be filled
field-signature = Signature
field-date = Date of signing
field-text = Text
field-tick = Tick box
field-left = From the left, %
field-top = From the top, %
field-width = Width, %
field-height = Height, %
field-add = Add this field
field-add-by-form = Add a field by numbers

## Review
review-checks = Before you send
review-frozen = What is frozen
named-line = { $name }: { $said }
review-zone = Dates in the documents are those of the time zone { $zone }.
review-zone-change = Change
review-send = Send
review-message = Message
review-message-hint = Every signatory reads it in the mail and above the document.
review-expires = Days to sign
review-expires-hint = After that the links end and nothing can be signed. At most { $max } days.
review-preview = Preview of the mail
review-blocked = Something on the list prevents sending. Put it right, then send.
review-send-to = { $count ->
    [one] Send to 1 person
   *[other] Send to { $count } people
}
review-send-hint = Sending freezes the documents and certifies them with their fields in place. They cannot be changed any more.
check-good = In order:
check-warning = Worth a look:
check-bad = Prevents sending:
check-key-ready = The sealing key and its certificate are in order.
check-key-missing = The sealing key cannot be used: nothing could be sealed. The operator of the server must put this right.
check-clock-behind = The clock of the server is { $seconds } seconds behind the last act that was recorded. Nothing can be sent until the operator of the server puts it right.
check-clock-right = The clock of the server is right.
check-clock-wrong = The clock of the server is off by { $seconds } seconds. The operator of the server must put this right.
check-timestamp-ready = Time-stamps come from { $authority }.
check-timestamp-missing = The time-stamp authority { $authority } does not answer. Try again later, or ask the operator of the server.
check-mail-ready = Mail leaves through the mail server.
check-mail-kept = No mail server is set: messages stay in the development outbox and reach nobody.
check-mail-failing = The mail server refuses: { $answer }
check-no-signatory = Nobody is asked to sign. Add at least one person.
check-everybody-signs = { $count ->
    [one] The signatory has a place to sign.
   *[other] All { $count } signatories have a place to sign.
}
check-nothing-to-sign = { $name } has no signature field. Place one, or remove them.
check-document-without-field = Nobody has a field on “{ $document }”. It will be sealed, but nobody signs on it.
check-field-not-ready = { $name }, { $document }, page { $page }: { $reason }
check-documents-ready = { $count ->
    [one] The document is fit to be signed.
   *[other] All { $count } documents are fit to be signed.
}

## Board
board-sealing = Everybody has signed. The seal is being put on; this takes a few seconds.
envelope-late = This envelope was sent or has ended and cannot be changed any more. This is where it stands.
renew-title = Send it again
renew-text = The documents, people, fields and the message go into a new draft. This envelope stays as it is.
renew = Send again as a new draft
remind-ask = Another mail with the same link will be sent to { $name } now.
remind-now = Send the reminder
reminded-rests = Reminded. Possible again from
mail-kind-invitation = Invitation
mail-kind-reminder = Reminder
mail-kind-completed = Mail with the signed original
mail-kind-declined = Mail about the refusal
mail-kind-cancelled = Mail about the cancellation
mail-kind-expired = Mail about the deadline
remove-document = Remove
remove-named = Remove { $name }
remove-for-good = Remove for good
remove-document-title = Remove “{ $name }”?
remove-document-text = The document and its pages are deleted and cannot be brought back. That it was here, and who removed it, stays in the activity.
remove-document-held = Envelopes hold this document. What was sent stays; drafts can be removed first:
remove-draft-title = Remove the draft “{ $name }”?
remove-draft-text = The draft is deleted with its people and fields and cannot be brought back. Nobody was asked anything; the documents stay in the project.
envelope-cancel = Cancel this envelope
envelope-cancel-text = Everybody is told, with your reason. Nothing can be signed any more, and this cannot be undone.

## Signing
ceremony-from = Sent by { $sender } through { $operator }
ceremony-about = About this document
ceremony-you = You sign as
ceremony-others = Who else signs
sign-here = Sign here
signature-title = Your signature
signature-places = { $count ->
    [one] It goes into 1 place.
   *[other] It goes into { $count } places at once.
}
signature-how = How to sign
signature-typed = Type
signature-drawn = Draw
signature-uploaded = Upload
signature-text = Your name, as you sign
signature-draw = Draw your signature here
signature-clear = Clear
signature-upload = Picture of your signature
picture-choose = Choose a picture
signature-upload-hint = PNG or JPEG, up to 2 MB, best on a white ground.
signature-use = Use this signature
signature-change = Change
signature-placed = Signature placed
signature-result = How it will look in the document
signature-result-hint = The time beside your signature will be that of signing.
result-title = What the document will show
result-hint = Drawn as it will be sealed. Change what you like above, then have it shown again before you sign.
result-show = Show it again
signature-too-small = That is too small to be a signature. Draw it larger.
signature-empty = Type your name first.
signature-no-image = Choose a picture first.
bar = Progress
bar-progress = { $done } of { $count }
bar-start = Start
bar-ready = Everything is filled in. You can sign now.
saved = Saved
not-saved = Not saved. Your connection may be down.
signing-now = Signing…
filled-elsewhere = “{ $label }” holds “{ $here }” here, and “{ $there }” was filled in on another page or device. What stands here counts when you sign or save.
differing-text = was filled in here, and meanwhile otherwise on another page or device. Which one counts?
act-title = Sign
act-as = Signing as
act-level = Kind of signature
act-level-simple = Simple electronic signature: your act is recorded and sealed into the file by this service. Nobody checks an identity document.
consent-line = By pressing “Sign”, I agree to sign this electronically.
consent-full = What this means
ceremony-consent-text =
    By pressing “Sign” I agree to sign these documents electronically. They are the documents shown on this page, with the digests shown beside them.

    My signature is an electronic signature in the sense of Article 3(10) of Regulation (EU) No 910/2014 (eIDAS). It may not be refused as evidence merely because it is electronic (Article 25(1)). I may ask the sender for a paper document instead.

    My signature, what I filled in, and the time are written into the PDF, and the file is sealed so that any later change shows.

    As evidence, this service records my name and e-mail address, the times at which I opened and signed, my IP address and my browser, the pages of the documents that were sent to my browser and those that it reports to have shown, and the digests of the documents. They go into the authentication certificate that all parties receive.

    Until I press “Sign” nothing is signed, and I can decline.
sign = Sign
decline = Decline to sign
decline-text = Say why. { $sender } is told at once, and nobody else can sign this envelope any more.
decline-now = Decline
ceremony-menu = Menu
not-opened-title = Not all documents were opened
not-opened-text = Your signature goes into all documents of this envelope, and these were not opened on this page. Read them first, or sign all the same: what was opened is recorded with your signature.
not-opened-read = Read document { $number } first: { $name }
not-opened-sign = Sign all the same
decline-readers = Who reads your reason
decline-readers-sender = The sender only: { $sender }, and colleagues who manage this project with them
decline-readers-everybody = Everybody in this envelope: the other signatories too, in their mail and on their page

## Ends
end-questions = Questions? Ask { $sender }:
read-signed = Read what you signed
others-still-to-sign = Signed by you; others are still to sign
download-copy = Download
download-copy-hint = Until everybody has signed, the copy holds your own signature and nobody else’s; if others signed before you, it is the document as it was sent to you. The signed original comes when the last person has signed.
reading-text = { $count ->
    [0] You have signed these documents, and so has everybody else. The seal is being put on.
    [one] You have signed these documents; one person is still to sign. The pages are shown as they were sent to you.
   *[other] You have signed these documents; { $count } people are still to sign. The pages are shown as they were sent to you.
}
end-signed-title = You have signed
end-signed-text = { $count ->
    [one] One person has not signed yet. You get a mail with the signed original as soon as they have; there is nothing to do for you.
   *[other] { $count } people have not signed yet. You get a mail with the signed original as soon as they have; there is nothing to do for you.
}
end-signing-title = Your signature is being made
end-signing-text = Many people are signing at this moment; your signature waits for its turn. You may close this page: it goes on by itself, and this page changes when it is done.
end-sealing-title = Everybody has signed
end-sealing-text = The seal is being put on. This page changes by itself in a few seconds.
end-done-title = Signed and sealed
end-done-text = Everybody has signed. The original is ready.
end-done-keep = Keep the PDF file itself: the signatures are inside it, a print-out does not carry them.
end-declined-title = Declined
end-declined-by = { $name } declined to sign. Nothing can be signed any more; there is nothing to do for you.
end-declined-you = You declined to sign. { $sender } was told; there is nothing more to do for you.
end-cancelled-title = Cancelled
end-cancelled-text = { $sender } cancelled this before everybody had signed. There is nothing to do for you.
end-expired-title = Too late to sign
end-expired-text = The time to sign has passed. { $sender } can send a new envelope.
end-not-found-title = There is nothing here
end-not-found-text = This page does not exist, or it is not for you.
end-not-found-link = If you followed a link from a mail, check that it is whole: some mail programs break long links. If you have an account, sign in first.
end-too-large-title = Too large
end-failed-title = That did not work
end-not-found-member = If a colleague sent you this link, ask them for access: what belongs to a project is seen by those who manage it.
end-of-another-title = This link was sent to another address
end-of-another-text = You are signed in with { $email }, and this link to sign was sent to another address.
end-of-another-hint = A link to sign belongs to the person it was sent to: whoever signs by it signs in that person’s name, and the evidence says so. If that is not you, leave it to them. Nothing was recorded.
end-of-another-mine = It was sent to me: go on
back-to-page = Back to where you were
to-projects = To your projects

## Checking a file
verify-title = Check a signed file
verify-lead = Was this file sealed here, and is it still exactly what was sealed? Anybody may ask; no account is needed.
verify-hash-title = Without sending the file
verify-hash-text = Your browser computes the file’s digest. Only the digest is sent; the file stays with you.
verify-choose = Choose a PDF
verify-hashing = Reading the file
verify-type-hash = I have the digest
verify-hash-label = SHA-256 of the file
verify-hash-hint = 64 hexadecimal digits, as “sha256sum” prints them.
verify-look-up = Look it up
verify-file-title = Full report on the signatures
verify-file-text = To look at the signatures inside, the file must be sent. It is examined and forgotten at once: nothing is stored.
verify-file-label = PDF to be examined
verify-send = Send and examine
verify-made-here = Sealed by this service, complete and unmodified
verify-made-here-text = A file with exactly this digest was sealed by this service after everybody had signed.
verify-sealed = Sealed
verify-not-known = Not known here
verify-not-known-text = No file with this digest was sealed by this service. It may come from elsewhere, may not be complete yet, or may have been changed. Send it for a full report to find out more.
verify-unreadable = The file could not be examined
report-passed = All signatures hold
report-passed-text = Every signature is intact, by a trusted certificate, and nothing was changed that it did not allow.
report-failed = A signature does not hold
report-failed-text = At least one signature is broken, or the file was changed in a way that a signature forbids. Do not rely on it.
report-indeterminate = Not everything could be established
report-indeterminate-text = The signatures are not broken, but not everything that would make them certain is known here.
report-content-changed = The content was changed after the last signature
report-content-changed-text = Every signature is intact, and none covers this change: nobody who signed agreed to it. What was signed is the file as it was before.
report-changed-fields = Changed fields:
report-looks-different = The signatures hold, but the file looks different
report-looks-different-text = Every signature is intact. Yet something is seen now that was not seen when it was signed, or could not be compared. Look at what is said of each signature below.
report-unsigned = No signature in this file
report-unsigned-text = The file is readable but carries no electronic signature.
report-technique = Technical details
people-title = Who signed
people-others = Who sent, sealed and time-stamped it
person-signatory = Signatory
person-sender = Sent it for signature, and certified what may be changed in it
person-seal = Seal over the whole document
person-time-stamp = Time-stamp over the whole document
person-unknown = Not known who
person-by-seal = As stated by the seal of { $by }
person-by-certificate = Certificate issued to { $holder } by { $by }
person-unproven = No authority that this service trusts confirms who made this.
person-claimed = The file itself says
person-claimed-worth = Anybody can write that: it proves nothing.
person-means = Simple electronic signature: link sent by e-mail to { $email }, signature { $hand }
hand-typed = typed
hand-drawn = drawn
hand-uploaded = uploaded
time-proven = proven by a time-stamp
time-claimed = by the signer’s own clock, not proven
time-unknown = At a time that is not known
holds-unchanged = Holds: nothing was changed after it.
holds-permitted = Holds: what was added after it is permitted.
holds-looks-different = The signature is intact, but the file looks different now, or could not be compared: see the technical details.
holds-changed = The file was changed after it in a way that it does not permit.
verdict-passed = Holds
verdict-passed-text = The signature is intact and its certificate is trusted.
verdict-changed = Changed without permission
verdict-indeterminate = Not established
verdict-indeterminate-text = It cannot be established here whether the signature is valid.
verdict-failed = Does not hold
verdict-failed-text = The signature is broken or the file was changed after it.
sub-format-failure = The signature is not written as signatures in a PDF must be, so it proves nothing. Ask for the file as it left the signer.
sub-hash-failure = The document is not the one that was signed: it was changed afterwards. Ask for the file as it left the signer.
sub-sig-crypto-failure = The signature was not made with the key of the certificate it names. Ask for the file as it left the signer.
sub-expired = It was made after the signer’s certificate had expired. It has to be signed anew.
sub-not-yet-valid = It was made before the signer’s certificate was valid. It has to be signed anew.
sub-revoked = It was made after the signer’s certificate had been revoked. Do not rely on it, and ask the signer.
sub-sig-constraints-failure = The signature is intact, but something was changed later that it does not permit, or it lacks what a signature of its kind must have. Compare with the file as it left the signer.
sub-chain-constraints-failure = An authority behind the signer went beyond what it may do, or the signer’s key is not for signing. Ask the signer to use another certificate.
sub-certificate-chain-general-failure = A certificate behind the signature is not what its issuer signed, or cannot be checked.
sub-crypto-constraints-failure = It was made with an algorithm or a key that was no longer accepted.
sub-crypto-constraints-failure-no-poe = It was made with an algorithm or a key that is no longer accepted, and nothing proves that it was made while it still was. A file that was time-stamped in time would prove it.
sub-timestamp-order-failure = Its time-stamps contradict one another, so none of them proves when it was made.
sub-no-signing-certificate-found = The certificate of whoever signed is not in the file, so it is not known who that was.
sub-no-certificate-chain-found = The signature is intact, but no authority that this service trusts confirms who the signer is. Whether to trust it is for you to decide.
sub-no-certificate-chain-found-no-poe = The authority behind the signer is no longer trusted, and nothing proves that the signature was made while it was.
sub-out-of-bounds-not-revoked = The signer’s certificate has expired. It was not revoked until then, but nothing proves that the signature was made by then. A file that was time-stamped in time would prove it.
sub-out-of-bounds-no-poe = A certificate behind the signature is not valid today, and nothing proves that the signature was made while all were valid. A file whose time-stamps were renewed in time would prove it.
sub-revoked-no-poe = The signer’s certificate was revoked, and nothing proves that it was signed before.
sub-revoked-ca-no-poe = An authority behind the signer was revoked, and nothing proves that the signature is older.
sub-revocation-out-of-bounds-no-poe = The certificate of whoever states that the signer’s was not revoked has expired, and nothing proves that the statement is older.
sub-policy-processing-error = It was made under a signature policy that cannot be read.
sub-signature-policy-not-available = It was made under a signature policy whose document is not available here.
sub-no-poe = The time-stamp that should prove when it was signed can no longer be relied on, and nothing proves that it is older than that.
sub-try-later = Whether a certificate is revoked is not known, or not known yet. Look again later.
sub-signed-data-not-found = What was signed is not all there. Ask for the whole file.
signature-time-proven = Time (from a time-stamp)
signature-time-claimed = Time (as claimed)
signature-level = Level
signature-qualification = Legal status
qualification-qesig = Qualified electronic signature, by the European trusted lists
qualification-adesig-qc = Advanced signature with a qualified certificate, by the European trusted lists
qualification-qeseal = Qualified electronic seal, by the European trusted lists
qualification-adeseal-qc = Advanced seal with a qualified certificate, by the European trusted lists
qualification-none = Not qualified
qualification-open = Not established: the European trusted lists do not say
signature-coverage = Covers
signature-covers-file = The whole file as it is
signature-covers-part = Neither the whole file nor all of an earlier state of it
signature-covers-revision = The file as it was when this signature was made
signature-changes = Changes since
change-a-certification-after-a-signature = a certification after a signature
change-a-document-time-stamp-added = a document time-stamp added
change-a-drawing = a drawing
change-a-field-with-the-name-of-another = a field with the name of another
change-a-font = a font
change-a-form-field-added = a form field added
change-a-form-field-changed-its-nature = a form field changed its nature
change-a-form-field-filled-in = a form field filled in
change-a-form-field-removed = a form field removed
change-a-form-field-s-properties-changed = a form field's properties changed
change-a-form-field-s-settings = a form field's settings
change-a-form-field-taken-off-its-page = a form field taken off its page
change-a-form-field-whose-picture-cannot-be-compared-with-its-value = a form field whose picture cannot be compared with its value
change-a-form-field-whose-value-and-picture-differ = a form field whose value and picture differ
change-a-key-written-twice = a key written twice
change-a-lock-loosened = a lock loosened
change-a-page = a page
change-a-second-certification = a second certification
change-a-signature = a signature
change-a-signature-added = a signature added
change-a-signature-field-added = a signature field added
change-a-signature-removed = a signature removed
change-a-signature-replaced = a signature replaced
change-a-signature-shown-again = a signature shown again
change-a-signature-that-would-permit-more-than-an-earlier-one = a signature that would permit more than an earlier one
change-a-visible-document-time-stamp-added = a visible document time-stamp added
change-an-annotation = an annotation
change-an-annotation-added = an annotation added
change-an-annotation-changed = an annotation changed
change-an-annotation-removed = an annotation removed
change-an-image = an image
change-an-object = an object
change-an-object-freed-that-nothing-uses-any-more = an object freed that nothing uses any more
change-an-object-that-cannot-be-read = an object that cannot be read
change-an-object-that-is-also-used-elsewhere = an object that is also used elsewhere
change-an-object-that-nothing-uses = an object that nothing uses
change-an-object-turned-into-a-form-field = an object turned into a form field
change-an-object-turned-into-an-annotation = an object turned into an annotation
change-an-object-turned-into-an-appearance = an object turned into an appearance
change-another-catalogue = another catalogue
change-content = content
change-how-fields-are-drawn-changed = how fields are drawn changed
change-more-annotations-than-are-compared = more annotations than are compared
change-more-changes-than-are-compared = more changes than are compared
change-page-content-covered-by-a-field = page content covered by a field
change-page-content-covered-by-an-annotation = page content covered by an annotation
change-the-appearance-of-a-field-without-its-value = the appearance of a field without its value
change-the-appearance-of-a-signature-field = the appearance of a signature field
change-the-catalogue = the catalogue
change-the-document-information = the document information
change-the-document-metadata = the document metadata
change-the-encryption-of-the-document = the encryption of the document
change-the-extensions-declared = the extensions declared
change-the-fonts-or-resources-of-the-form-exchanged = the fonts or resources of the form exchanged
change-the-form-dictionary = the form dictionary
change-the-form-s-properties-changed = the form's properties changed
change-the-order-in-which-fields-are-visited = the order in which fields are visited
change-the-order-of-annotations = the order of annotations
change-the-pages-could-not-be-compared-with-what-was-signed = the pages could not be compared with what was signed
change-the-pages-look-different-from-what-was-signed = the pages look different from what was signed
change-the-structure-of-the-text = the structure of the text
change-the-structure-of-the-text-extended-for-a-signature-field = the structure of the text, extended for a signature field
change-the-structure-of-the-text-extended-for-an-annotation = the structure of the text, extended for an annotation
change-the-trailer-s-root = the trailer's /Root
change-the-version-of-the-format = the version of the format
change-validation-data = validation data
change-validation-data-of-the-wrong-type = validation data of the wrong type
change-validation-data-taken-out = validation data taken out
change-what-fields-show-is-left-to-the-reader = what fields show is left to the reader
change-key-of-place = { $change } (page { $page })
change-key-of-page = a page’s { $key }
change-key-of-catalogue = the catalogue’s { $key }
change-key-of-trailer = the trailer’s { $key }
signature-seen = Seen since
seen-unchanged = The file looks as it did when this was signed.
seen-as-permitted = The file looks different only where this signature permits it:
seen-changed = The file looks different from what was signed:
seen-not-compared = The file could not be compared with what was seen when this was signed.
seen-page = Page { $page }
seen-page-moved = Page { $page } was moved; it was page { $was }
seen-page-replaced = Another page stands in the place of page { $page }
seen-page-added = Page { $page } was added
seen-page-removed = What was page { $was } is gone
seen-in-field = In the field “{ $field }”.
seen-in-note = In a note.
seen-over-print = The field “{ $field }” was added over what is printed.
seen-unexpected = Not permitted by this signature.
seen-place = { $width } × { $height } points, { $left } from the left, { $top } from the top
seen-words-gone = Words that are gone: { $words }
seen-words-added = Words that came: { $words }
changes-none = None
changes-allowed = All allowed by this signature:
changes-forbidden = Not allowed by this signature:

## Trust
trust-title = Certificates
trust-lead = Files sealed by { $operator } carry certificates that lead to the root below. Install it once and your PDF reader shows their signatures as trusted.
trust-install = The root certificate
trust-install-text = Compare its fingerprint with the one you were given by another way (on paper, by telephone) before you install it.
trust-download = Download the root certificate
trust-timestamps = Time-stamps come from { $authority }.
trust-version = Paraph { $version }.
certificate-root = Root
certificate-issuing = Issuing authority
certificate-seal = Seal
certificate-timestamp = Time-stamp authority
certificate-subject = Name
certificate-key = Key
certificate-validity = Valid
certificate-fingerprint = SHA-256 fingerprint

## Activity
activity-title = Activity
activity-lead = Everything that was done in this project and its envelopes. Each entry holds the hash of the one before it, so that none can be altered or removed unseen.
activity-empty = Nothing happened yet.
activity-filter = Search
activity-person = Name or address
activity-kind = Kind of entry
activity-kind-any = Everything
activity-from = From (day)
activity-until = Until (day)
activity-look = Search
activity-all = Show everything
activity-count = { $shown } of { $total } entries
activity-times = { $count } times between
activity-times-at = { $count } times at
activity-and = and
pager = Pages
pager-range = { $from }–{ $to } of { $total }
pager-newest = Back to the beginning
pager-older = Next page
activity-evidence = Evidence
activity-ip = IP address
activity-entry = Entry
activity-hash = Hash

## Members
members-title = Members
members-since = since
members-invited = Invited
members-whoever = Whoever holds the link
members-invite = Invite somebody
members-send = Send the invitation
invited-waits = Not accepted yet
invited-over = Ended
invited-ended = Ended
invited-resend = Send again
invited-resend-named = Send { $email } another invitation
invited-withdraw = Withdraw
invited-withdraw-named = Withdraw the invitation of { $email }
account-title = Your account
account-you = You
account-email-fixed = The address you sign in with cannot be changed here.
account-zone = Time zone
account-zone-device = As on my device
account-zone-this-device = As on my device (here { $zone })
account-zone-hint = The times on your pages are written in this zone and name it. Documents keep the zone of their envelope.
account-save = Save
account-password = Password
account-password-hint = You stay signed in here. Your other sessions end, your other devices have to sign in again, and programs have to be authorised again.
account-password-change = Change the password
account-present-password = Current password
account-sessions = Where you are signed in
account-sessions-others = End all others
account-session-end = End
account-session-end-named = End the session: { $browser }, { $ip }
account-this-session = This session
account-this-device = This device
account-devices = Known devices
account-devices-hint = You have signed in on these before. Even while somebody else is trying passwords for your address, you can still sign in on them. Forget those that are not yours or that you no longer use.
account-device-end-named = Forget the device: { $browser }, { $ip }
account-device-end = Forget
account-since = since
account-seen = last used
account-browser-unknown = An unnamed browser
account-browser-on = { $browser } on { $system }
account-credentials-hint = Keys with which other programs sign in your name, and the programs you have authorised.

## Outbox
outbox-title = Outbox
outbox-empty = No message yet.
outbox-development = Development only.
outbox-development-text = No mail server is set on this instance. Nothing below has left the machine: hand the links over yourself, or set a mail server in the configuration.
outbox-to = To
outbox-written = Written
outbox-attempts = Attempts
outbox-answer = Answer of the mail server

## Credentials and programs
credentials-nav = Credentials
credentials-title = Your credentials
credentials-lead = Sign in other programs with a key of your own that stays here. Each signature needs the key’s PIN, which only you know.
credentials-list = Credentials
credentials-empty = No credential yet. Make one to sign in a program that speaks the CSC API.
credential-new = New credential
credential-name = What you call it
credential-pin = PIN
credential-pin-hint = At least 6 letters or digits, not a simple sequence. Nobody can tell it to you again. After 5 wrong PINs the key is destroyed.
credential-create = Make the credential
credential-valid-until = certificate valid until
credential-more = Identifier, and how to revoke it
credential-id = Identifier (credentialID)
credential-serial = Serial number of the certificate
credential-revoke = Revoke this credential
credential-revoke-text = Its key is destroyed and its certificate is revoked. Signatures that carry a time-stamp from before stay valid. This cannot be undone.
credential-state-enabled = Ready to sign
credential-state-expired = Expired
credential-state-locked = Locked: too many wrong PINs
credential-state-revoked = Revoked
tokens-list = Access tokens
tokens-empty = No program has access at this moment.
token-new = New access token
token-name = For which program
token-days = Works for
token-days-count = { $days } days
token-create = Make the token
token-hint = A token lets a program see your credentials and ask for signatures. It signs nothing without the PIN.
token-made = Your new access token
token-secret = Token
token-once = Copy it now into the program: it is shown this once and kept nowhere.
token-revoke = Revoke
token-way-page = Made by you
token-way-password = Signed in with your password
token-way-refresh = Signed in with your password, may renew its access
csc-addresses = Address for programs
csc-addresses-text = Programs that follow version 1 of the API (1.0.4) use the first address, those that follow version 2 the second.
csc-description = { $operator ->
    [Paraph] Signatures with the members’ own keys, kept by Paraph
   *[other] Signatures with the members’ own keys, kept by { $operator } with Paraph
}
csc-pin = PIN
csc-pin-text = The PIN that you chose for this credential
authorize-title = Authorise { $program }?
authorize-lead = { $program } asks to see your credentials and to ask for signatures in your name. It signs nothing without a PIN.
authorize-sign-title = Sign for { $program }?
authorize-sign-lead = { $program } asks you to sign with your own key. Enter its PIN only if you have just asked for this there.
authorize-address = You will be led back to
authorize-credential = Credential
authorize-count = Signatures
authorize-description = What the program says
authorize-allow = Authorise
authorize-sign = Sign
authorize-refuse = Refuse
authorize-hint = You see what a program may do, and end it, under Credentials.
token-way-program = Authorised by you

## What happened
event-program-allowed = Program authorised
detail-program = Program
event-access-token-created = Access token made
event-access-token-issued = Access token given to a program
event-access-token-revoked = Access token revoked
event-credential-authorized = Signatures authorised by PIN
event-credential-created = Credential made
event-credential-extended = Authorised signatures extended
event-credential-locked = Wrong PIN: credential locked, its key destroyed
event-credential-pin-wrong = Wrong PIN
event-credential-revoked = Credential revoked, its key destroyed
event-credential-signed = Signed by a program, with a credential
detail-authorized = PIN entered
detail-description = Description
detail-serial = Serial number
event-administrator-invited = Administrator invited
event-certificate-revoked = Certificate of the service revoked
event-certificates-issued = Certificates of the service issued
event-document-added = Document added
event-document-ready = Document found fit to be signed
event-document-refused = Document refused
event-document-removed = Document removed
event-draft-removed = Draft removed
event-envelope-cancelled = Envelope cancelled
event-envelope-completed = Envelope sealed: everybody has signed
event-envelope-created = Envelope created
event-envelope-declined = Signature declined
event-envelope-expired = Envelope expired
event-envelope-opened = Document opened
event-envelope-sent = Envelope sent
event-envelope-signed = Signed
event-envelope-zone-changed = Time zone of the documents changed
event-fields-placed = Fields placed
event-instance-established = Service set up
event-member-invited = Member invited
event-invitation-withdrawn = Invitation withdrawn
event-member-joined = Member joined
event-member-signed-in = Member signed in
event-member-signed-out = Member signed out
event-policy-accepted = Privacy policy accepted
event-project-created = Project created
event-sign-in-failed = Sign-in refused
event-signatory-added = Signatory added
event-signatory-reminded = Signatory reminded
event-signatory-removed = Signatory removed
detail-consent_sha256 = Digest of the consent
detail-count = Number
detail-days = Days to sign
detail-document = Document
detail-email = E-mail address
detail-name = Name
detail-policy_sha256 = Digest of the privacy policy
detail-policy_version = Version of the privacy policy
detail-reason = Reason
detail-renewed = Renews envelope
detail-reason_to_sender = Reason, for the sender only
detail-reason_to_everybody = Reason, for everybody
detail-pages_delivered = Pages delivered
detail-pages_in_view = Pages in view, as the browser reports
detail-role = Role
detail-sha256 = SHA-256
detail-time-zone = Time zone
detail-title = Title
event-device-ended = Device forgotten, its sessions ended
event-member-changed = Member’s name, language or time zone changed
event-password-changed = Password changed
event-password-reset = New password set by a link
event-password-reset-asked = Link to a new password asked for and sent
event-password-reset-issued = Link to a new password issued by the operator
event-session-ended = Session ended
event-sessions-ended = Other sessions ended

## What went wrong, and what to do
error-other-host = Nothing is served under this address. Use the link in your message, or ask whoever sent it to you.
error-pin-locked = Too many wrong PINs: the key is destroyed. Make a new credential under Credentials.
error-pin-wrong = This is not the PIN. After too many wrong ones the key is destroyed.
error-program-credential = The program asks for a credential that is not yours or cannot sign any more. Start again from the program.
error-program-unknown = The program that sent you here is not registered with this service, or asks to be answered elsewhere. Nothing was granted. Tell the operator of this service.
error-credentials = You have { $max } credentials already. That is as many as there can be.
error-pin = This PIN cannot be used. Choose at least { $min } letters or digits, not one repeated and not a simple sequence such as 123456.
error-token-days = A token works for at most { $max } days.
error-tokens = There are { $max } tokens already. Revoke some, then try again.
error-already-member = This person is a member already. They can sign in with their address.
error-broken = Something went wrong on our side. Nothing was changed. Try again; if it happens again, tell the operator of this service.
error-busy = Many people are at work at this moment. Nothing was changed. Try again in a few seconds.
error-clock-behind = The clock of this server is behind what was recorded, so nothing can be signed or sent. Nothing was changed. The operator of this service must put the clock right; then try again.
error-character-mark = A combining mark ({ $code }) stands without a letter, or on a letter with too many, where the box is: “{ $place }”. Type the words again.
error-character-unseen = A character that cannot be seen ({ $code }) stands where the box is: “{ $place }”. Delete it there, or type the words instead of pasting them.
error-conflict = This is no longer possible: something has changed in the meantime. Load the page again to see where it stands.
error-room-project = The project is full: { $most } MB may be kept in it, and this would be more. Nothing was added or sent. Ask the operator of the service for more room.
error-room-account = There is no room left: { $most } MB may be kept in all projects together, and this would be more. Nothing was added or sent. Ask the operator of the service for more room.
error-time-zone = No time zone has this name. Choose one from the list.
error-crowded = Too many people are waiting for this at the moment. Nothing was changed. Try again in a few seconds.
error-consent = You have not agreed to sign electronically. Press “Sign” if you agree.
error-consent-other-documents = The documents are not those you agreed to. Load the page again and read them.
error-database-away = The database of this service does not answer at the moment. Keep this page and try again in a minute; look first whether what you sent was kept after all.
error-disk-fails = The disk of this server does not work as it should. Nothing was changed. Keep this page, tell the operator of this service, and try again later.
error-disk-full = The disk of this server is full. Nothing was changed and nothing was sent. Keep this page, tell the operator of this service, and try again when there is room.
error-document-not-ready = One of the documents is not ready. Wait until it is checked, or choose others.
error-document-too-large = The file is larger than the { $max } MB that are accepted. Make it smaller, for instance by saving it again without its scanned images at full size.
error-draft-changed = The draft changed after this page was opened: in another window, or by somebody else. It is shown as it stands now.
error-email = This is not an e-mail address. Write it as name@example.com.
error-envelope-documents = An envelope holds at most { $max } documents. Make two envelopes.
error-envelope-fields = An envelope holds at most { $max } fields.
error-envelope-sent = This envelope was sent and cannot be changed any more. Cancel it and make a new one.
error-envelope-signatories = An envelope has at most { $max } signatories. Make two envelopes.
error-envelope-without-documents = Choose at least one document.
error-expires-days = Give between 1 and { $max } days to sign.
error-field-area = A field does not lie on its page. Move it and save again.
error-field-document = A field is on a document that is not in this envelope. Load the page again.
error-field-missing = “{ $label }” is still empty. Fill it in, then sign.
error-field-page = A field is on a page that the document does not have.
error-field-signatory = A field is for a person who is not in this envelope. Load the page again.
error-field-twice = The same field came twice. Load the page again.
error-form = Something in the form is missing or not understood. Check it and send it again.
error-name-empty = Write a name.
error-name-long = A name has at most { $max } characters.
error-not-found = There is nothing here, or it is not for you.
error-nothing-to-remind = There is nothing to remind of: the person has answered, or the envelope is closed.
error-nothing-to-sign = There is nothing to sign any more.
error-other-site = This request came from another site and was refused. Start again from the page itself.
error-password-common = This password is one of those that are tried first. Choose another one.
error-password-long = This password is too long. Shorten it.
error-password-short = A password has at least { $min } characters.
error-password-weak = This password is too easy to guess. Add a word or two that have nothing to do with the others.
error-policy-changed = The privacy policy changed in the meantime. Read it again, then accept it.
error-policy-to-accept = Tick the box if you have read and accept the policy. Without that you cannot go on.
error-policy-not-accepted = Without accepting the privacy policy no account can be opened.
error-preflight = Something prevents sending. The list says what, and what to do.
error-project-documents = A project holds at most { $max } documents.
error-project-envelopes = A project holds at most { $max } envelopes.
error-not-opened = Some documents were not opened. They are named below: read them first, or sign all the same.
error-decline-reason = Write a reason. You choose below who reads it.
error-reason-empty = Write a reason: everybody who was asked to sign reads it.
error-sign-in = Address and password do not go together. Check both and try again.
error-signatory-twice = This person is in the envelope already.
error-signatory-changed = Fields were placed for { $name } after this page was opened. Look at them; remove them again if that is still right.
error-field-changed = This field was changed after this page was opened. It is shown as it stands now; remove it again if that is still right.
error-document-held = An envelope holds this document.
error-not-ended = Only what was declined, cancelled or not signed in time can be sent again as a new draft.
error-reminded-lately = They were reminded a moment ago. A reminder can be sent every { $minutes } minutes.
error-invited-lately = { $address } has been sent as many invitations as one address gets for now. Nothing was sent. The next can be sent from { $time } on.
error-mails-address = { $address } has been sent as many mails as one address gets for now. Nothing was sent, and what you typed is kept. Send it again from { $time } on, or leave this person out.
error-mails-member = You have had as many mails sent as one member may for now. Nothing was sent, and what you typed is kept. Send it again from { $time } on, or ask a colleague to.
error-mails-instance = This service has sent as many mails as it may for now. Nothing was sent, and what you typed is kept. Send it again from { $time } on; if it is urgent, tell the operator of the service.
error-invitation-accepted = This invitation was accepted in the meantime. The list shows who has joined.
error-invitation-withdrawn = This invitation was withdrawn, or another one was sent in its place. The list shows those that can be accepted.
error-filled-elsewhere = You filled in something on another page or device meanwhile. Look once more at what stands here, then sign.
error-signature-image-large = The picture is too large. Take one of at most 2 MB.
error-signature-strokes-large = The drawing is too detailed. Clear it and draw it again.
error-taken = This was done already. Load the page again to see where it stands.
error-text-long = The text has more than { $max } characters. Shorten it.
error-text-room = It does not fit into its field in letters that can be read. Shorten it, or have the field made at least { $width } × { $height } mm.
error-letter-script = “{ $letter }” is { $script } writing, for which no font is installed on this server. Ask its operator to install the package { $package } and to start Paraph again, or write it in other letters.
error-letter-symbol = “{ $letter }” is no letter of any script that can be written into a document. Leave it out.
error-picture = The picture of this field could not be drawn. Try again in a moment.
error-look-again = This is how your changes will look in the document. Check them, then sign.
error-look-again-all = Changed since this page showed it: your signature, { $labels }. Nothing is signed yet. This is how it stands in the document now. Check it, then sign.
error-look-again-fields = Changed since this page showed it: { $labels }. Nothing is signed yet. This is how it stands in the document now. Check it, then sign.
error-look-again-signature = Your signature was changed since this page showed it, here or on another page. Nothing is signed yet. This is how it stands in the document now. Check it, then sign.
error-too-large = What you sent is too large. Nothing was changed.
error-too-many-sign-ins = Too many passwords were tried. Wait { $seconds } seconds and try again; on a device you have signed in on before there is no wait, and a new password by mail lets you in at once.
error-too-slow = What you sent came too slowly, and the connection was closed. Nothing was changed. Try again over a better line.
error-upload-broken = The upload broke off. Nothing was taken. Try again.
error-upload-empty = Choose at least one file.
error-upload-files = At most { $max } files can be uploaded at once.
error-document-cannot-be-signed = It cannot be signed as it is ({ $reason }). Save it again as PDF from the program that made it, and upload that.
error-document-certificate = The certificate of this instance cannot sign now ({ $reason }). Tell the administrator.
error-document-field-differs = Its form field “{ $field }” holds another value than it shows. Print it as PDF and upload that.
error-document-field-not-shown = Its form field “{ $field }” holds a value that it does not show. Print it as PDF and upload that.
error-document-look-again = It was checked by an earlier release, which did not look at its form fields closely enough. Upload it again.
error-document-field-empty = A field that has to be filled in is empty. Fill it in, then sign again.
error-document-field-outside = A field lies outside its page or is too small. Move it in the editor.
error-document-forbids-changes = An earlier signature forbids what would be added. Ask for a copy that may still be signed.
error-document-form = Its form is drawn differently by every reader ({ $reason }). Print it as PDF and upload that.
error-document-signature-broken = The signature of { $signer } that it carries does not hold, or something was changed after it. Ask for the document as it was signed.
error-document-takes-signatures-only = It is signed already, so only one signature field for each person can be placed on it: texts, dates, ticks and second places would break the earlier signatures. Remove them in the editor.
error-document-text-long = A text is too long for its field ({ $reason }). Shorten it.
error-sha256 = This is not a SHA-256: it has 64 digits from 0 to 9 and letters from a to f.
error-signature-drawing = The drawing could not be read. Clear it and draw it again, or type your name.
error-signature-image = The picture could not be read. Choose a PNG or JPEG file.
error-evidence = The data that keeps the time-stamps verifiable for decades could not be obtained from their authority. Nothing was changed; it will be tried again.
error-timestamp = The time-stamp authority does not answer, and nothing is signed without it. Nothing was changed. Try again in a few minutes.
error-sign-in-wanted = Sign in to see this page. You then come straight to it.
error-present-password = The current password is not right. Type it again; if you have forgotten it, sign out and set a new one by mail.
error-sign-in-proof = Too many wrong passwords in a row were tried for this address. Sign in on a device you have used before, or set a new password by mail: either lets you in at once. Otherwise wait { $minutes } minutes and try again.
error-too-many-reset-mails = Mails have been asked for often enough for now. Check your mailbox and your spam folder; another one can be asked for in { $minutes } minutes.

## What is found in documents, and what to do
finding-not-a-pdf = This is not a PDF file. Save or print the document as PDF and upload that.
finding-too-large = The file is larger than the { $megabytes } MB that are accepted. Save it again with smaller images.
finding-encrypted = The document is encrypted or protected by a password. Save it again without protection.
finding-damaged = The file is damaged ({ $detail }). Readers would repair it each in their own way. Save it again as PDF from the program that made it.
finding-hybrid = The file carries two tables of contents that contradict each other, so that old and new readers would show different documents. Save it again as PDF.
finding-bytes-outside = The file holds bytes before its beginning or after its end, which no signature would cover. Save it again as PDF.
finding-readers-disagree = Two readers see page { $page } differently. Save the document again as PDF from the program that made it.
finding-no-pages = The document has no page.
finding-too-many-pages = The document has more than { $max } pages. Split it.
finding-too-many-to-compare = More than { $max } pages may look different. They were not compared.
finding-too-many-signatures = Only { $max } signatures are compared with the document as it is now.
finding-page-size = Page { $page } is too small or too large to be shown.
finding-xfa = The document is an XFA form, whose content changes as it is opened. Print it as PDF and upload that.
finding-javascript = The document carries scripts, which could change what it shows. Print it as PDF and upload that.
finding-acts-by-itself = The document starts programs or opens addresses by itself. Print it as PDF and upload that.
finding-form-appearances = Its form does not say how its fields look, so that every reader draws them differently. Print it as PDF and upload that.
finding-fields-not-shown = Form fields hold a value that is not shown and cannot be drawn: { $fields }. Who signs would not see it, and other programs would. Print the document as PDF and upload that.
finding-fields-differ = Form fields hold another value than they show: { $fields }. Who signs would see the one, and other programs the other. Correct the form and save it again, or print it as PDF and upload that.
finding-media = The document plays sounds, films or models, which no page can show. Print it as PDF and upload that.
finding-changes-forbidden = An earlier signature forbids any change, further signatures included. Ask for a copy that may still be signed.
finding-drawing-too-long = Page { $page } takes too long to draw. Simplify it, or print it as PDF and upload that.
finding-drawing-too-large = Page { $page } takes too much memory to draw. Simplify it, or print it as PDF and upload that.
finding-drawing-failed = Page { $page } could not be drawn. Print the document as PDF and upload that.
finding-fonts-not-embedded = Fonts are not embedded ({ $fonts }): the letters may look different in other readers. Better save the PDF again with its fonts.
finding-already-signed = The document carries signatures already ({ $count }). They are kept. It can take one signature of each further person, but no texts, dates or ticks.
finding-fields-fixed = Its form fields become part of the page when it is sent, as they are now, filled in or empty: { $fields }. Nobody can fill them in or change them after that. Where somebody is to fill something in, place a field in the editor.
finding-values-drawn = Form fields held a value without saying how it looks; it was drawn into them: { $fields }. Look at it before you send.
finding-fields-unseen = Form fields hold values that nobody sees, because they are hidden or on no page: { $fields }. They are taken out when it is sent.
finding-buttons-removed = Buttons stay on the page as pictures and do nothing any more: { $fields }.
finding-signature-fields-removed = Signature fields that nobody signed are taken out when it is sent: { $fields }. Place those of your signatories in the editor.
finding-fields-locked = The document is signed already, so its form fields are locked as they are when it is sent: { $fields }.
finding-annotations-fixed = Notes, stamps or marks lie on the pages. They are fixed as they are when it is sent. Pages: { $pages }.
finding-links = The document has links to addresses. They still work after signing; what they lead to is not part of what is signed.
finding-other-files = The document has links to other files. What they lead to is not part of what is signed.
finding-sends-forms = The document can send what is filled in to an address, or fetch it from a file. What was filled in is fixed when it is sent, whatever the address answers.
finding-attachments = Files are attached to the document. They are signed with it, but no page shows them: tell your signatories what they are, or take them out.
finding-layers = The document has layers. They are shown as they are by default; another reader can hide or show them.
finding-annotations-not-shown = Notes or marks that have no look of their own, or that only paper shows, are not shown here. Pages: { $pages }.
finding-parts-not-drawn = Some images or letters could not be drawn. Pages: { $pages }. Compare with the PDF itself before you send.
finding-letters-unknown = Some letters have no meaning to a machine, so that a screen reader cannot read them aloud. Pages: { $pages }.
finding-pages-without-text = Pages without text, such as scans, cannot be read aloud by a screen reader. Pages: { $pages }.

## The authentication certificate
certificate-title = Authentication certificate
certificate-document-title = Authentication certificate: { $title }
certificate-intro = { $operator ->
    [Paraph] This certificate states how the documents named below were signed with Paraph. The same facts are attached to this file for programs to read (certificate.json). It is evidence beside the signed documents; each of them proves itself.
   *[other] This certificate states how the documents named below were signed with Paraph, run by { $operator }. The same facts are attached to this file for programs to read (certificate.json). It is evidence beside the signed documents; each of them proves itself.
}
certificate-envelope = Envelope
certificate-project = Project
certificate-sender = Sent by
certificate-sent = Sent
certificate-completed = Completed
certificate-issued = Certificate issued
certificate-signed-by = Signed by
certificate-signed-what = Documents
certificate-consent-once = Each of them agreed to these words:
certificate-event-times = { $what }, { $count } times until { $until }
certificate-documents = Documents
certificate-pages = Pages
certificate-sha256-sent = SHA-256 as sent
certificate-sha256-sealed = SHA-256 sealed
certificate-signatories = Signatories
certificate-email = E-mail
certificate-technology = Signature
certificate-technology-words = Simple electronic signature; { $level }; sealed by { $subject }, serial number { $serial }; time-stamps by { $authority }
certificate-invited = Link sent
certificate-opened = Link opened
certificate-signed = Signed
certificate-consent = Consent given
certificate-shown = Shown before signing
certificate-shown-all = { $document }: all { $count } pages were shown
certificate-shown-only = { $document }: its only page was shown
certificate-shown-page = { $document }: page { $pages } of { $count } was shown
certificate-shown-pages = { $document }: pages { $pages } of { $count } were shown
certificate-shown-sent = { $document }: pages sent to the browser: { $pages } of { $count }; it reported none on screen
certificate-shown-none = { $document }: not opened
certificate-quote = “{ $words }”
certificate-from = from { $address }, { $device }
certificate-events = Events
certificate-event-at = Date and time
certificate-event-what = Event
certificate-event-who = Person
certificate-event-from = From
certificate-checking = How to check
certificate-checking-words = Open a signed document in any PDF reader that shows signatures, or drop it on { $address }: the answer comes from the file itself, and its SHA-256 must be the one above.
certificate-checking-root = Every certificate leads to a root certificate with this SHA-256 fingerprint: { $root }
certificate-checking-shown = A page counts as shown when the signatory’s browser reported it on screen for a second or more. That it was read, nobody can record.
certificate-checking-names = Characters this page has no letters for are shown as boxes; the attached facts hold them as they were written, and times in UTC.
certificate-time = { $day } { $month } { $year }, { $clock } { $zone }
certificate-numbering = Page { $page } of { $pages }
certificate-attachment = The facts of this certificate, for programs

verify-unreadable-because = This file cannot be read as a PDF with signatures: { $cause }.
