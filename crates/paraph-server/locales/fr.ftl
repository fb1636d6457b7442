# Français. Chaque clé d’ici est aussi dans en.ftl, et sert : un test y veille.

## The frame
skip-to-content = Aller au contenu
navigation = Principale
menu = Menu
footer-navigation = À propos de ce service
footer-operator = { $operator ->
    [Paraph] Service propulsé par Paraph
   *[other] Service de { $operator }, propulsé par Paraph
}
sign-out = Se déconnecter
trail = Vous êtes ici
optional = (facultatif)

## Times and sizes
time = { $day } à { $clock } { $zone }
date = { $day ->
    [1] 1er
   *[other] { $day }
  } { $month } { $year }
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
size-bytes = { $size } octets
size-kilobytes = { $size } ko
size-megabytes = { $size } Mo
size-gigabytes = { $size } Go
decimal-mark = ,

## States
document-state-checking = En cours de contrôle
document-state-ready = Prêt
document-state-refused = Refusé
envelope-state-draft = Brouillon
envelope-state-sent = En attente de signatures
envelope-state-sealing = Scellement en cours
envelope-state-completed = Terminée
envelope-state-declined = Refusée
envelope-state-cancelled = Annulée
envelope-state-expired = Expirée
signatory-state-not-sent = Pas encore envoyé
signatory-state-invited = Invité
signatory-state-opened = Ouvert
signatory-state-signed = Signé
signatory-state-declined = Refusé
mail-state-queued = Courriel en attente de départ
mail-state-sending = Courriel en cours d’envoi
mail-state-accepted = Courriel remis
mail-state-failed = Courriel non remis
mail-state-kept = Courriel gardé, pas envoyé

## Mails
mail-greeting = Bonjour,
mail-greeting-name = Bonjour { $name },
mail-footer = { $operator ->
    [Paraph] Envoyé avec Paraph. Personne ne vous demandera jamais ce lien : gardez-le pour vous.
   *[other] Envoyé par { $operator } avec Paraph, son propre service de signature. Personne ne vous demandera jamais ce lien : gardez-le pour vous.
}
mail-expires = Le lien est valable jusqu’au { $time }.
mail-action-line = { $action } :
mail-nothing-to-do = Vous n’avez plus rien à faire.
mail-sign-subject = { $sender } vous demande de signer « { $title } »
mail-sign-text = { $sender } vous demande de lire et de signer « { $title } ».
mail-sign-how = Aucun compte n’est nécessaire. Le lien ouvre le document immédiatement ; vous pouvez le lire, le télécharger, le signer ou refuser.
mail-sign-action = Lire et signer
mail-reminder-subject = Rappel : « { $title } » attend votre signature
mail-reminder-text = { $sender } attend toujours votre signature sur « { $title } ».
mail-reminder-action = Lire et signer
mail-completed-subject = « { $title } » est signé par toutes les parties
mail-completed-text = Toutes les parties ont signé « { $title } ». Le document est scellé et complet.
mail-completed-how = Conservez le PDF lui-même : les signatures sont à l’intérieur, un tirage papier ne les porte pas. Tout lecteur PDF peut les vérifier.
mail-completed-action = Télécharger l’original signé
mail-declined-subject = « { $title } » a été refusé
mail-declined-text = { $sender } a refusé de signer « { $title } ». Plus personne ne peut le signer.
mail-declined-action = Voir la situation
mail-cancelled-subject = « { $title } » a été annulé
mail-cancelled-text = { $sender } a annulé « { $title } ». Plus personne ne peut le signer.
mail-cancelled-action = Voir la situation
mail-expired-subject = « { $title } » n’a pas été signé à temps
mail-expired-text = Le délai pour signer « { $title } » a expiré avant que tout le monde ait signé. Plus personne ne peut le signer ; { $sender } peut en envoyer un nouveau.
mail-expired-action = Voir la situation
mail-member-subject = { $operator ->
    [Paraph] { $inviter } vous invite sur Paraph
   *[other] { $inviter } vous invite sur Paraph chez { $operator }
}
mail-member-text = { $operator ->
    [Paraph] { $inviter } vous invite à préparer et à conclure des opérations sur Paraph.
   *[other] { $inviter } vous invite à préparer et à conclure des opérations sur le service Paraph de { $operator }.
}
mail-member-once = Le lien fonctionne une seule fois, pour vous seul, et pendant trois jours.
mail-member-action = Accepter l’invitation
mail-password-reset-subject = { $operator } : un nouveau mot de passe
mail-password-reset-text = Quelqu’un, sans doute vous, a demandé à définir un nouveau mot de passe pour votre accès chez { $operator }. Si ce n’est pas vous, ne faites rien : votre mot de passe reste inchangé.
mail-password-reset-once = Le lien fonctionne une seule fois, pendant { $minutes } minutes. Un nouveau mot de passe met fin à toutes les sessions, et chaque appareil doit se reconnecter.
mail-password-reset-action = Définir un nouveau mot de passe
mail-password-changed-subject = { $operator } : votre mot de passe a été modifié
mail-password-changed-text = Le mot de passe de votre accès a été modifié le { $time }, depuis l’adresse réseau { $ip }. Toute autre session et l’accès de tout programme ont pris fin.
mail-password-changed-otherwise = Si ce n’est pas vous, définissez sans attendre un autre mot de passe par le lien ci-dessus et prévenez votre administrateur.
mail-password-changed-action = Ce n’était pas moi : définir un autre mot de passe
mail-password-issued-subject = { $operator } : un lien vers un nouveau mot de passe a été établi pour vous
mail-password-issued-text = Le { $time }, la personne qui exploite le serveur de ce service a établi un lien permettant de définir un nouveau mot de passe pour votre accès chez { $operator }. Si vous l’avez demandé, vous n’avez rien à faire ici : utilisez le lien qu’elle vous remet.
mail-password-issued-otherwise = Si vous ne l’avez pas demandé : qui détient ce lien peut se connecter à votre place pendant une demi-heure. Connectez-vous et changez votre mot de passe maintenant, ce qui met fin au lien, et demandez qui l’a établi et pourquoi. Son établissement, et ce qui en est fait, figurent dans l’activité de votre compte.
mail-password-issued-action = Je ne l’ai pas demandé : changer mon mot de passe

## Words used in many places
email = Adresse électronique
password = Mot de passe
name = Nom
created = Créé le
role = Rôle
role-administrator = Administrateur
role-administrator-text = Invite les membres, voit la boîte d’envoi. N’ouvre aucun document sans être dans son projet.
role-member = Membre
role-member-text = Prépare et conclut des opérations dans ses propres projets.
language = Langue
remove = Retirer
save = Enregistrer
back = Retour
next = Suivant
page = Page
pages = Pages
size = Taille
document = Document
reason = Motif
sent = Envoyée le
expires = Expire le
unknown = inconnue
somebody = Une personne non connectée
remind = Relancer
to-start = Aller à la page d’accueil
look-again = Regarder à nouveau
download-pdf = Télécharger le PDF
download-original = Télécharger le document
download-signed = Original signé
download-certificate = Certificat d’authentification
digest-sent = À l’envoi
digest-sealed = Au scellement
digest-hint = L’empreinte du fichier même que l’on vous demande de signer. Comparez-la avec celle du fichier téléchargé.
count-documents = { $count ->
    [0] Aucun document
    [one] 1 document
   *[other] { $count } documents
}
count-pages = { $count ->
    [one] 1 page
   *[other] { $count } pages
}
count-fields = { $count ->
    [0] aucun champ
    [one] 1 champ
   *[other] { $count } champs
}
count-envelopes-open = { $count ->
    [one] 1 en attente de signatures
   *[other] { $count } en attente de signatures
}
count-envelopes-completed = { $count ->
    [one] 1 terminée
   *[other] { $count } terminées
}
signed-of = { $signed } sur { $count } ont signé
page-of = Page { $page } sur { $count }
page-number = Page { $page }
text-of-page = Texte de la page { $page }
issued-by = Certificat délivré par { $issuer }

## Landing and sign-in
landing-title = Signer et conclure
landing-heading = Concluez. Gardez la preuve.
landing-lead = Les documents sont figés, signés par tous, scellés, et prouvés aussi longtemps qu’il le faut, sur votre propre serveur.
landing-point-read = Les signataires lisent aussitôt le document entier, sur tout écran, et signent sans compte.
landing-point-seal = Chaque signature est dans le PDF et se vérifie avec tout lecteur PDF, avec ou sans ce service.
landing-point-secret = Fichiers, noms et titres sont chiffrés avant d’être conservés. Les pages ne chargent rien d’un tiers.
landing-verify = Vérifier un fichier signé
sign-in = Se connecter
sign-in-by-invitation = Les comptes s’ouvrent sur invitation seulement. Adressez-vous à un administrateur de votre cabinet.
forgot-password = Mot de passe oublié ?
sign-in-kept = Votre session a pris fin. Connectez-vous : la page revient avec ce que vous aviez saisi. Rien n’a encore été envoyé.
sign-in-kept-file = Votre session a pris fin ; le fichier n’a donc pas été reçu. Connectez-vous, puis choisissez-le à nouveau sur la page qui revient.
sign-in-kept-nothing = Votre session a pris fin. Connectez-vous, et la page revient.
sign-in-again = Se reconnecter
sign-in-again-text = Votre session a pris fin. Tout reste en l’état sur cette page : reconnectez-vous dans une seconde fenêtre, et le travail reprend ici.
signed-in-title = Vous êtes connecté
signed-in-text = La fenêtre dans laquelle vous travailliez reprend d’elle-même. Vous pouvez fermer celle-ci.
held-filled-in = Vous êtes de nouveau connecté. Ce que vous aviez saisi figure dans le formulaire ci-dessous : relisez-le et envoyez-le. Mots de passe et codes sont à saisir à nouveau.
held-press-again = Vous êtes de nouveau connecté. Ce que vous aviez demandé n’a pas encore été fait : appuyez de nouveau sur le bouton.
held-no-form = Vous êtes de nouveau connecté. Cette page ne contient plus le formulaire que vous aviez rempli. Voici ce que vous aviez saisi, pour que vous puissiez le copier :
show-password = Afficher le mot de passe
forgot-title = Définir un nouveau mot de passe
forgot-lead = Saisissez l’adresse avec laquelle vous vous connectez. Si c’est celle d’un membre, un lien y est envoyé ; il permet de définir un nouveau mot de passe.
forgot-send = Envoyer le lien
forgot-sent-title = Consultez votre boîte de réception
forgot-sent-text = Si l’adresse est celle d’un membre, un lien vient de lui être envoyé. Il fonctionne une seule fois, pendant { $minutes } minutes.
forgot-sent-otherwise = Pas de courriel après quelques minutes ? Consultez vos courriers indésirables et vérifiez l’orthographe de l’adresse. Si ce service n’envoie pas de courriel, son exploitant peut vous remettre un lien.
reset-title = Définir un nouveau mot de passe
reset-lead = Pour { $email }. Toutes les sessions prennent fin : vous vous reconnecterez sur chaque appareil, et les programmes devront être autorisés à nouveau.
reset-set = Définir le mot de passe et se connecter
reset-over-title = Ce lien ne fonctionne plus
reset-over-text = Un lien vers un nouveau mot de passe fonctionne une seule fois, pendant { $minutes } minutes, et prend fin dès que le mot de passe change. Demandez-en un autre.
new-password = Nouveau mot de passe
back-to-sign-in = Retour à la connexion

## Invitation
invitation-title = Accepter l’invitation
invitation-lead = { $operator ->
    [Paraph] Vous êtes invité sur Paraph. Votre rôle : { $role }.
   *[other] Vous êtes invité sur le service Paraph de { $operator }. Votre rôle : { $role }.
}
invitation-accept = Ouvrir mon compte
invitation-accept-policy = J’ai lu et j’accepte la politique de confidentialité, version { $version }.
invitation-expires = Cette invitation fonctionne une seule fois, jusqu’au
invitation-while-signed-in = { $name } est connecté dans ce navigateur. Qui accepte cette invitation y prend sa place.
invitation-used-title = Cette invitation a déjà servi
invitation-used-text = Une invitation fonctionne une seule fois, et celle-ci a été acceptée. Si c’était vous, connectez-vous avec l’adresse et le mot de passe choisis alors. Sinon, prévenez sans attendre un administrateur : quelqu’un d’autre avait votre lien.
invitation-expired-title = Cette invitation a pris fin
invitation-expired-text = Elle fonctionnait jusqu’au { $time }, et personne ne l’a acceptée avant.
invitation-withdrawn-title = Cette invitation ne fonctionne plus
invitation-withdrawn-text = Elle a été retirée, ou une autre l’a remplacée. Cherchez-en une plus récente dans votre messagerie.
invitation-unknown-title = Ce lien n’ouvre aucune invitation
invitation-unknown-text = Vérifiez que le lien est entier : certains logiciels de courriel coupent les longs liens. Le mieux est de le copier depuis le courriel, ou de l’y ouvrir.
invitation-again = { $operator ->
    [Paraph] La personne qui vous a invité, ou tout administrateur du même compte, peut vous en envoyer une autre.
   *[other] La personne qui vous a invité, ou tout administrateur chez { $operator }, peut vous en envoyer une autre.
}
invitation-sign-in = Si vous avez déjà un compte, connectez-vous.
invitation-signed-in = Vous êtes connecté en tant que { $name }.
password-rule = Au moins { $min } caractères. Quelques mots sans rapport entre eux se retiennent mieux que des symboles, et se devinent moins.
password-strength = Solidité du mot de passe
password-very-weak = Très facile à deviner
password-weak = Facile à deviner
password-fair = Peut mieux faire
password-good = Bon
password-strong = Très bon

## Privacy
privacy-title = Politique de confidentialité
privacy-version = Politique de confidentialité, version { $version }
consent-title = La politique de confidentialité a changé
consent-lead = Lisez-la avant de continuer. Vos documents et vos enveloppes sont tels que vous les avez laissés.
consent-accept = Accepter et continuer
consent-otherwise = Si vous n’êtes pas d’accord, déconnectez-vous et parlez-en à l’administrateur de votre compte.
privacy-controller = { $operator ->
    [Paraph] Dans ce texte, « nous » désigne ceux qui exploitent ce serveur et décident de son usage.
   *[other] Dans ce texte, « nous » désigne { $operator }, qui exploite ce serveur et décide de son usage.
}

## Projects
projects-title = Projets
projects-empty = Vous n’avez pas encore de projet. Un projet réunit les documents d’une opération et tout ce qui leur arrive.
project-new = Nouveau projet
project-name = Nom du projet
project-reference = Numéro de dossier
project-create = Créer le projet
documents-title = Documents
documents-empty = Aucun document pour l’instant.
room-project = Ce projet occupe { $used } sur les { $most } qui lui sont alloués.
room-account = L’ensemble des projets occupe { $used } sur les { $most } disponibles.
room-soon = Une fois cet espace épuisé, plus aucun document ne pourra être ajouté ; les signatures resteront possibles. Demandez à temps plus d’espace à l’exploitant du service.
room-full = Aucun document ne peut être ajouté et rien ne peut être envoyé tant que la place manque. Ce qui a été envoyé peut être signé.
upload-label = Ajouter des documents PDF
upload-hint = Déposez-les ici ou choisissez-les. PDF seulement, jusqu’à { $size } chacun.
files-choose = Choisir des fichiers
upload-send = Envoyer
upload-progress = Envoi
upload-failed = L’envoi n’est pas arrivé. Vérifiez la connexion et recommencez.
envelopes-title = Enveloppes
envelopes-empty = Une enveloppe est ce que l’on donne à signer : un ou plusieurs documents, envoyés ensemble.
envelope-new = Nouvelle enveloppe
envelope-title = Titre, tel que les signataires le lisent
envelope-which-documents = Documents à signer
envelope-prepare = Préparer l’enveloppe

## One document
document-checking = Le document est en cours de contrôle et de rendu. Cela prend quelques secondes.
document-refused = Ce document ne peut pas être envoyé à la signature. Les constats indiquent pourquoi, et que faire.
document-findings = Constats
document-no-findings = Rien ne s’oppose à l’envoi : ce que vous voyez est ce que tout lecteur montrera.
document-received = Reçu

## Preparing an envelope
steps = Étapes
step-people = Qui signe
step-fields = Où signer
step-review = Relire et envoyer
who-signs = Qui signe
signatories-empty = Personne n’est encore appelé à signer. Ajoutez la première personne.
signatory-new = Ajouter une personne
signatory-shares = Même adresse que { $name } : quiconque en lit le courrier peut signer pour les deux.
signatory-add = Ajouter
remove-person = Retirer { $name }
remind-person = Relancer { $name }
to-fields = Placer les champs
to-review = Relire
draft-discard = Abandonner ce brouillon
draft-discard-text = Personne n’a encore été sollicité. Les documents restent dans le projet.
envelope-zone = Fuseau horaire des documents
envelope-zone-hint = Les dates et heures portées sur les documents, dans les courriels et dans le certificat sont exprimées dans ce fuseau, qui est indiqué. Il est figé à l’envoi.
envelope-zone-label = Documents datés dans le fuseau
zone-save = Utiliser ce fuseau

## Field editor
fields-title = Où signer
fields-for = Pour
fields-need-people = Ajoutez d’abord les personnes qui signent ; placez ensuite leurs champs.
fields-list = Champs
fields-empty = Aucun champ pour l’instant.
palette = Nouveau champ
undo = Annuler
redo = Rétablir
editor-help = Faites glisser un champ sur une page, ou appuyez dessus puis cliquez sur la page. Les flèches déplacent le champ choisi, Alt et les flèches le redimensionnent, Maj fait de plus grands pas, Suppr le retire.
editor-field = { $kind } pour { $name }, { $place }
editor-placed = { $kind } placé pour { $name } : { $place }
editor-moved = Déplacé
editor-resized = Redimensionné
editor-removed = Champ retiré
editor-undone = Annulé
editor-redone = Rétabli
editor-saving = Enregistrement…
editor-saved = Tout est enregistré
editor-not-saved = Pas enregistré. Nouvel essai.
editor-edge = Au bord de la page.
editor-no-room = Cette page est remplie de champs : il n’y reste plus de place libre. Passez à une autre page ou déplacez un champ.
editor-merged = Les champs ont été modifiés ailleurs entre-temps ; les deux versions ont été conservées. Là-bas : { $added } ajoutés, { $changed } modifiés, { $removed } retirés.
editor-question = Pas encore enregistré : un champ a été modifié ici et ailleurs.
editor-go-on = Continuer
conflict-title = Modifié ici et ailleurs
conflict-text = : ce champ a été modifié sur cette page et, entre-temps, dans une autre fenêtre ou par quelqu’un d’autre. Quelle version retenir ?
conflict-mine = Garder la mienne
conflict-theirs = Prendre l’autre
conflict-removed = Retiré
conflict-version = Pour { $name } · { $place } · { $left } % depuis la gauche, { $top } % depuis le haut, { $width } × { $height } %
overlap-field = { $name } et { $other } ont un champ au même endroit, « { $document } », page { $page } : l’un signerait par-dessus l’autre. Déplacez l’un des deux.
overlap-own-field = Deux champs de { $name } se superposent : « { $document } », page { $page }.
overlap-text = Un champ de { $name } recouvre du texte de « { $document } », page { $page } : « { $words } ».
overlap-edge = Un champ de { $name } touche le bord de « { $document } », page { $page } : une imprimante peut le couper.
overlap-unknown = L’emplacement des champs n’a pas pu être vérifié. Réessayez ; si cela persiste, prévenez l’exploitant du serveur.
field-kind = Nature
field-label = Libellé
field-required = À remplir obligatoirement
field-signature = Signature
field-date = Date de signature
field-text = Texte
field-tick = Case à cocher
field-left = Depuis la gauche, %
field-top = Depuis le haut, %
field-width = Largeur, %
field-height = Hauteur, %
field-add = Ajouter ce champ
field-add-by-form = Ajouter un champ par ses mesures

## Review
review-checks = Avant l’envoi
review-frozen = Ce qui est figé
named-line = { $name } : { $said }
review-zone = Les dates portées sur les documents sont celles du fuseau { $zone }.
review-zone-change = Modifier
review-send = Envoyer
review-message = Message
review-message-hint = Chaque signataire le lit dans le courriel et au-dessus du document.
review-expires = Délai pour signer, en jours
review-expires-hint = Ensuite les liens expirent et plus rien ne peut être signé. { $max } jours au plus.
review-preview = Aperçu du courriel
review-blocked = Un point de la liste bloque cette enveloppe. Corrigez-le, puis envoyez.
review-send-to = { $count ->
    [one] Envoyer à 1 personne
   *[other] Envoyer à { $count } personnes
}
review-send-hint = L’envoi fige les documents et les certifie avec leurs champs en place. Ils ne peuvent plus changer.
check-good = En ordre :
check-warning = À regarder :
check-bad = Bloque l’envoi :
check-key-ready = La clé de scellement et son certificat sont en ordre.
check-key-missing = La clé de scellement est inutilisable : rien ne pourrait être scellé. L’exploitant du serveur doit y remédier.
check-clock-behind = L’horloge du serveur retarde de { $seconds } secondes sur le dernier acte enregistré. Rien ne peut être envoyé tant que l’exploitant du serveur n’y a pas remédié.
check-clock-right = L’horloge du serveur est à l’heure.
check-clock-wrong = L’horloge du serveur s’écarte de { $seconds } secondes. L’exploitant du serveur doit y remédier.
check-timestamp-ready = L’horodatage vient de { $authority }.
check-timestamp-missing = L’autorité d’horodatage { $authority } ne répond pas. Réessayez plus tard, ou adressez-vous à l’exploitant du serveur.
check-mail-ready = Les courriels partent par le serveur de messagerie.
check-mail-kept = Aucun serveur de messagerie n’est configuré : les messages restent dans la boîte de développement et n’atteignent personne.
check-mail-failing = Le serveur de messagerie refuse : { $answer }
check-no-signatory = Personne n’est appelé à signer. Ajoutez au moins une personne.
check-everybody-signs = { $count ->
    [one] Le signataire a un emplacement pour signer.
   *[other] Les { $count } signataires ont tous un emplacement pour signer.
}
check-nothing-to-sign = { $name } n’a aucun champ de signature. Placez-en un, ou retirez cette personne.
check-document-without-field = Personne n’a de champ sur « { $document } ». Il sera scellé, mais personne n’y signe.
check-field-not-ready = { $name }, { $document }, page { $page } : { $reason }
check-documents-ready = { $count ->
    [one] Le document est prêt à être signé.
   *[other] Les { $count } documents sont prêts à être signés.
}

## Board
board-sealing = Tout le monde a signé. Le scellement est en cours ; cela prend quelques secondes.
envelope-late = Cette enveloppe a été envoyée ou a pris fin et ne peut plus changer. Voici où elle en est.
renew-title = Envoyer à nouveau
renew-text = Les documents, les personnes, les champs et le message sont repris dans un nouveau brouillon. Cette enveloppe reste en l’état.
renew = Renvoyer comme nouveau brouillon
remind-ask = Un nouveau courriel avec le même lien sera envoyé maintenant à { $name }.
remind-now = Envoyer la relance
reminded-rests = Relance envoyée. De nouveau possible à partir du
mail-kind-invitation = Invitation
mail-kind-reminder = Relance
mail-kind-completed = Courriel avec l’original signé
mail-kind-declined = Courriel sur le refus
mail-kind-cancelled = Courriel sur l’annulation
mail-kind-expired = Courriel sur l’échéance
remove-document = Supprimer
remove-named = Supprimer { $name }
remove-for-good = Supprimer définitivement
remove-document-title = Supprimer « { $name } » ?
remove-document-text = Le document et ses pages sont effacés et ne peuvent pas être récupérés. Le fait qu’il a été là, et qui l’a supprimé, reste dans l’activité.
remove-document-held = Des enveloppes contiennent ce document. Ce qui a été envoyé reste ; les brouillons peuvent être supprimés d’abord :
remove-draft-title = Supprimer le brouillon « { $name } » ?
remove-draft-text = Le brouillon est effacé avec ses personnes et ses champs et ne peut pas être récupéré. Personne n’a été sollicité ; les documents restent dans le projet.
envelope-cancel = Annuler cette enveloppe
envelope-cancel-text = Chacun est prévenu, avec votre motif. Plus rien ne pourra être signé, et cela ne se défait pas.

## Signing
ceremony-from = Envoyé par { $sender } via { $operator }
ceremony-about = À propos de ce document
ceremony-you = Vous signez en tant que
ceremony-others = Qui d’autre signe
sign-here = Signer ici
signature-title = Votre signature
signature-places = { $count ->
    [one] Elle va à un emplacement.
   *[other] Elle va à { $count } emplacements à la fois.
}
signature-how = Comment signer
signature-typed = Écrire
signature-drawn = Dessiner
signature-uploaded = Importer
signature-text = Votre nom, tel que vous signez
signature-draw = Dessinez votre signature ici
signature-clear = Effacer
signature-upload = Image de votre signature
picture-choose = Choisir une image
signature-upload-hint = PNG ou JPEG, 2 Mo au plus, de préférence sur fond blanc.
signature-use = Utiliser cette signature
signature-change = Modifier
signature-placed = Signature placée
signature-result = Rendu dans le document
signature-result-hint = L’heure inscrite à côté de votre signature sera celle de l’acte de signature.
result-title = Ce qui figurera dans le document
result-hint = Dessiné tel qu’il sera scellé. Modifiez ce que vous souhaitez ci-dessus, puis affichez-le de nouveau avant de signer.
result-show = Afficher de nouveau
signature-too-small = C’est trop petit pour une signature. Dessinez plus grand.
signature-empty = Écrivez d’abord votre nom.
signature-no-image = Choisissez d’abord une image.
bar = Avancement
bar-progress = { $done } sur { $count }
bar-start = Commencer
bar-ready = Tout est rempli. Vous pouvez signer.
saved = Enregistré
not-saved = Pas enregistré. La connexion est peut-être coupée.
signing-now = Signature en cours…
filled-elsewhere = « { $label } » contient « { $here } » ici, et « { $there } » a été saisi sur une autre page ou un autre appareil. Ce qui figure ici comptera quand vous signerez ou enregistrerez.
differing-text = : cette zone a été remplie ici et, entre-temps, autrement sur une autre page ou un autre appareil. Quelle version retenir ?
act-title = Signer
act-as = Signature de
act-level = Type de signature
act-level-simple = Signature électronique simple : votre acte est enregistré et scellé dans le fichier par ce service. Aucune pièce d’identité n’est contrôlée.
consent-line = En appuyant sur « Signer », j’accepte de signer électroniquement.
consent-full = Ce que cela signifie
ceremony-consent-text =
    En appuyant sur « Signer », j’accepte de signer ces documents par voie électronique. Ce sont les documents montrés sur cette page, avec les empreintes montrées à côté d’eux.

    Ma signature est une signature électronique au sens de l’article 3, point 10, du règlement (UE) n° 910/2014 (eIDAS). Elle ne peut être refusée comme preuve au seul motif qu’elle est électronique (article 25, paragraphe 1). Je peux demander à l’expéditeur un document papier à la place.

    Ma signature, ce que j’ai rempli et l’heure sont inscrits dans le PDF, et le fichier est scellé de sorte que toute modification ultérieure se voie.

    À titre de preuve, ce service enregistre mon nom et mon adresse électronique, les moments où j’ai ouvert et signé, mon adresse IP et mon navigateur, les pages des documents qui ont été transmises à mon navigateur et celles qu’il indique avoir affichées, ainsi que les empreintes des documents. Ces éléments figurent dans le certificat d’authentification que toutes les parties reçoivent.

    Tant que je n’ai pas appuyé sur « Signer », rien n’est signé et je peux refuser.
sign = Signer
decline = Refuser de signer
decline-text = Dites pourquoi. { $sender } est prévenu aussitôt, et plus personne ne peut signer cette enveloppe.
decline-now = Refuser
ceremony-menu = Menu
not-opened-title = Des documents n’ont pas été ouverts
not-opened-text = Votre signature est apposée sur tous les documents de cette enveloppe, et ceux-ci n’ont pas été ouverts sur cette page. Lisez-les d’abord, ou signez malgré tout : ce qui a été ouvert est consigné avec votre signature.
not-opened-read = Lire d’abord le document { $number } : { $name }
not-opened-sign = Signer malgré tout
decline-readers = Qui lit votre motif
decline-readers-sender = L’expéditeur seul : { $sender }, et les collègues qui gèrent ce projet avec lui
decline-readers-everybody = Toutes les personnes de cette enveloppe : les autres signataires aussi, dans leur courriel et sur leur page

## Ends
end-questions = Une question ? Adressez-vous à { $sender } :
read-signed = Lire ce que vous avez signé
others-still-to-sign = Signé par vous ; d’autres doivent encore signer
download-copy = Télécharger
download-copy-hint = Tant que tout le monde n’a pas signé, la copie porte votre signature et aucune autre ; si d’autres ont signé avant vous, c’est le document tel qu’il vous a été envoyé. L’original signé arrive après la dernière signature.
reading-text = { $count ->
    [0] Vous avez signé ces documents, et toutes les autres personnes aussi. Le cachet est en cours d’apposition.
    [one] Vous avez signé ces documents ; une personne doit encore signer. Les pages sont affichées telles qu’elles vous ont été envoyées.
   *[other] Vous avez signé ces documents ; { $count } personnes doivent encore signer. Les pages sont affichées telles qu’elles vous ont été envoyées.
}
end-signed-title = Vous avez signé
end-signed-text = { $count ->
    [one] Une personne n’a pas encore signé. Vous recevrez l’original signé par courriel dès qu’elle l’aura fait ; vous n’avez rien à faire.
   *[other] { $count } personnes n’ont pas encore signé. Vous recevrez l’original signé par courriel dès qu’elles l’auront fait ; vous n’avez rien à faire.
}
end-signing-title = Votre signature est en cours
end-signing-text = Beaucoup de personnes signent en ce moment ; votre signature attend son tour. Vous pouvez fermer cette page : la signature se poursuit d’elle-même, et cette page change quand elle est faite.
end-sealing-title = Tout le monde a signé
end-sealing-text = Le scellement est en cours. Cette page change d’elle-même dans quelques secondes.
end-done-title = Signé et scellé
end-done-text = Tout le monde a signé. L’original est prêt.
end-done-keep = Conservez le fichier PDF lui-même : les signatures sont à l’intérieur, un tirage papier ne les porte pas.
end-declined-title = Refusé
end-declined-by = { $name } a refusé de signer. Plus rien ne peut être signé ; vous n’avez rien à faire.
end-declined-you = Vous avez refusé de signer. { $sender } a été prévenu ; vous n’avez plus rien à faire.
end-cancelled-title = Annulé
end-cancelled-text = { $sender } a annulé avant que tout le monde ait signé. Vous n’avez rien à faire.
end-expired-title = Trop tard pour signer
end-expired-text = Le délai pour signer a expiré. { $sender } peut envoyer une nouvelle enveloppe.
end-not-found-title = Il n’y a rien ici
end-not-found-text = Cette page n’existe pas, ou elle ne vous est pas destinée.
end-not-found-link = Si vous avez suivi un lien reçu par courriel, vérifiez qu’il est entier : certains logiciels coupent les longs liens. Si vous avez un compte, connectez-vous d’abord.
end-too-large-title = Trop volumineux
end-failed-title = Cela n’a pas fonctionné
end-not-found-member = Si ce lien vous vient d’un collègue, demandez-lui l’accès : ce qui appartient à un projet n’est visible que de ceux qui le gèrent.
end-of-another-title = Ce lien a été envoyé à une autre adresse
end-of-another-text = Vous êtes connecté avec { $email }, et ce lien de signature a été envoyé à une autre adresse.
end-of-another-hint = Un lien de signature appartient à la personne à qui il a été envoyé : qui signe par lui signe au nom de cette personne, et la preuve le dit. Si ce n’est pas vous, laissez-le-lui. Rien n’a été enregistré.
end-of-another-mine = Il m’a été envoyé : continuer
back-to-page = Revenir à la page précédente
to-projects = Vers vos projets

## Checking a file
verify-title = Vérifier un fichier signé
verify-lead = Ce fichier a-t-il été scellé ici, et est-il encore exactement ce qui a été scellé ? Chacun peut le demander, sans compte.
verify-hash-title = Sans envoyer le fichier
verify-hash-text = Votre navigateur calcule l’empreinte du fichier. Seule l’empreinte est envoyée ; le fichier reste chez vous.
verify-choose = Choisir un PDF
verify-hashing = Lecture du fichier
verify-type-hash = J’ai l’empreinte
verify-hash-label = SHA-256 du fichier
verify-hash-hint = 64 chiffres hexadécimaux, tels que « sha256sum » les affiche.
verify-look-up = Chercher
verify-file-title = Rapport complet sur les signatures
verify-file-text = Pour examiner les signatures, il faut envoyer le fichier. Il est examiné et oublié aussitôt : rien n’est conservé.
verify-file-label = PDF à examiner
verify-send = Envoyer et examiner
verify-made-here = Scellé ici, complet et intact
verify-made-here-text = Un fichier portant exactement cette empreinte a été scellé par ce service après la signature de tous.
verify-sealed = Scellé
verify-not-known = Inconnu ici
verify-not-known-text = Aucun fichier portant cette empreinte n’a été scellé par ce service. Il peut venir d’ailleurs, n’être pas encore complet, ou avoir été modifié. Envoyez-le pour un rapport complet.
verify-unreadable = Le fichier n’a pas pu être examiné
report-passed = Toutes les signatures sont valables
report-passed-text = Chaque signature est intacte et repose sur un certificat de confiance ; rien n’a été modifié au-delà de ce qu’elle autorise.
report-failed = Une signature n’est pas valable
report-failed-text = Une signature au moins n’est pas intacte, ou le fichier a été modifié d’une façon qu’une signature interdit. Ne vous y fiez pas.
report-indeterminate = Tout n’a pas pu être établi
report-indeterminate-text = Les signatures sont intactes, mais tout ce qui les rendrait certaines n’est pas connu ici.
report-content-changed = Le contenu a été modifié après la dernière signature
report-content-changed-text = Chaque signature est intacte, et aucune ne couvre cette modification : aucun signataire n’y a consenti. Ce qui a été signé, c’est le fichier dans son état antérieur.
report-changed-fields = Champs modifiés :
report-looks-different = Les signatures sont valables, mais le fichier a un autre aspect
report-looks-different-text = Chaque signature est intacte. Pourtant, on voit aujourd’hui ce qui n’était pas visible lors de la signature, ou la comparaison n’a pas pu être faite. Voyez ci-dessous ce qui est dit de chaque signature.
report-unsigned = Aucune signature dans ce fichier
report-unsigned-text = Le fichier est lisible mais ne porte aucune signature électronique.
report-technique = Détails techniques
people-title = Qui a signé
people-others = Envoi, cachet et horodatage
person-signatory = Signataire
person-sender = A envoyé le document à la signature et certifié ce qui peut y être modifié
person-seal = Cachet sur l’ensemble du document
person-time-stamp = Horodatage de l’ensemble du document
person-unknown = Auteur inconnu
person-by-seal = Selon le cachet de { $by }
person-by-certificate = Certificat délivré à { $holder } par { $by }
person-unproven = Aucune autorité reconnue par ce service ne confirme qui en est l’auteur.
person-claimed = Le fichier indique lui-même
person-claimed-worth = N’importe qui peut l’écrire : cela ne prouve rien.
person-means = Signature électronique simple : lien envoyé par courriel à { $email }, signature { $hand }
hand-typed = saisie au clavier
hand-drawn = dessinée
hand-uploaded = importée
time-proven = prouvé par un horodatage
time-claimed = selon l’horloge du signataire, sans preuve
time-unknown = À une date inconnue
holds-unchanged = Valable : rien n’a été modifié depuis.
holds-permitted = Valable : ce qui a été ajouté depuis est autorisé.
holds-looks-different = La signature est intacte, mais l’aspect du fichier a changé ou n’a pas pu être comparé : voir les détails techniques.
holds-changed = Le fichier a été modifié ensuite d’une manière que cette signature n’autorise pas.
verdict-passed = Valable
verdict-passed-text = La signature est intacte et son certificat est de confiance.
verdict-changed = Modifiée sans autorisation
verdict-indeterminate = Non établie
verdict-indeterminate-text = Il n’est pas possible d’établir ici si la signature est valable.
verdict-failed = Non valable
verdict-failed-text = La signature n’est pas intacte ou le fichier a été modifié après elle.
sub-format-failure = La signature n’est pas écrite comme doivent l’être les signatures d’un PDF : elle ne prouve rien. Demandez le fichier tel qu’il a quitté le signataire.
sub-hash-failure = Le document n’est pas celui qui a été signé : il a été modifié ensuite. Demandez le fichier tel qu’il a quitté le signataire.
sub-sig-crypto-failure = La signature n’a pas été faite avec la clé du certificat qu’elle désigne. Demandez le fichier tel qu’il a quitté le signataire.
sub-expired = Elle a été faite après l’expiration du certificat du signataire. Il faut signer de nouveau.
sub-not-yet-valid = Elle a été faite avant que le certificat du signataire ne soit valide. Il faut signer de nouveau.
sub-revoked = Elle a été faite après la révocation du certificat du signataire. Ne vous y fiez pas, et interrogez le signataire.
sub-sig-constraints-failure = La signature est intacte, mais quelque chose a été modifié ensuite qu’elle ne permet pas, ou il lui manque ce qu’une telle signature doit porter. Comparez avec le fichier tel qu’il a quitté le signataire.
sub-chain-constraints-failure = Une autorité derrière le signataire a outrepassé ce qui lui est permis, ou la clé du signataire n’est pas faite pour signer. Demandez au signataire un autre certificat.
sub-certificate-chain-general-failure = Un certificat derrière la signature n’est pas ce que son émetteur a signé, ou ne peut être vérifié.
sub-crypto-constraints-failure = Elle a été faite avec un algorithme ou une clé qui n’était déjà plus admis.
sub-crypto-constraints-failure-no-poe = Elle a été faite avec un algorithme ou une clé qui n’est plus admis, et rien ne prouve qu’elle date d’avant. Un fichier horodaté à temps le prouverait.
sub-timestamp-order-failure = Ses horodatages se contredisent : aucun ne prouve quand elle a été faite.
sub-no-signing-certificate-found = Le certificat du signataire n’est pas dans le fichier : on ne sait pas qui a signé.
sub-no-certificate-chain-found = La signature est intacte, mais aucune autorité reconnue par ce service ne confirme l’identité du signataire. À vous de décider si vous vous y fiez.
sub-no-certificate-chain-found-no-poe = L’autorité derrière le signataire n’est plus reconnue, et rien ne prouve que la signature date d’avant.
sub-out-of-bounds-not-revoked = Le certificat du signataire a expiré. Il n’avait pas été révoqué jusque-là, mais rien ne prouve que la signature date d’avant. Un fichier horodaté à temps le prouverait.
sub-out-of-bounds-no-poe = Un certificat derrière la signature n’est pas valide aujourd’hui, et rien ne prouve que l’on a signé quand tous l’étaient. Un fichier dont les horodatages ont été renouvelés à temps le prouverait.
sub-revoked-no-poe = Le certificat du signataire a été révoqué, et rien ne prouve que l’on a signé avant.
sub-revoked-ca-no-poe = Une autorité derrière le signataire a été révoquée, et rien ne prouve que la signature est plus ancienne.
sub-revocation-out-of-bounds-no-poe = Le certificat de celui qui affirme que le certificat du signataire n’a pas été révoqué a expiré, et rien ne prouve que cette affirmation est plus ancienne.
sub-policy-processing-error = Elle a été faite selon une politique de signature qui ne peut pas être lue.
sub-signature-policy-not-available = Elle a été faite selon une politique de signature dont le document n’est pas disponible ici.
sub-no-poe = L’horodatage qui devait prouver la date de signature n’est plus fiable, et rien ne prouve qu’il date d’avant.
sub-try-later = On ne sait pas, ou pas encore, si un certificat est révoqué. Revenez plus tard.
sub-signed-data-not-found = Ce qui a été signé n’est pas là en entier. Demandez le fichier complet.
signature-time-proven = Heure (d’un horodatage)
signature-time-claimed = Heure (déclarée)
signature-level = Niveau
signature-qualification = Statut juridique
qualification-qesig = Signature électronique qualifiée, selon les listes de confiance européennes
qualification-adesig-qc = Signature avancée avec certificat qualifié, selon les listes de confiance européennes
qualification-qeseal = Cachet électronique qualifié, selon les listes de confiance européennes
qualification-adeseal-qc = Cachet avancé avec certificat qualifié, selon les listes de confiance européennes
qualification-none = Non qualifiée
qualification-open = Non établi : les listes de confiance européennes ne le précisent pas
signature-coverage = Couvre
signature-covers-file = Le fichier entier tel qu’il est
signature-covers-part = Ni le fichier entier ni la totalité d’un état antérieur
signature-covers-revision = Le fichier tel qu’il était lors de cette signature
signature-changes = Modifications depuis
change-a-certification-after-a-signature = une certification après une signature
change-a-document-time-stamp-added = un horodatage du document a été ajouté
change-a-drawing = un dessin
change-a-field-with-the-name-of-another = un champ porte le nom d’un autre
change-a-font = une police
change-a-form-field-added = un champ de formulaire a été ajouté
change-a-form-field-changed-its-nature = un champ de formulaire a changé de nature
change-a-form-field-filled-in = un champ de formulaire a été rempli
change-a-form-field-removed = un champ de formulaire a été retiré
change-a-form-field-s-properties-changed = les propriétés d’un champ de formulaire ont changé
change-a-form-field-s-settings = les réglages d’un champ de formulaire
change-a-form-field-taken-off-its-page = un champ de formulaire a été ôté de sa page
change-a-form-field-whose-picture-cannot-be-compared-with-its-value = un champ dont l’image ne peut être comparée à sa valeur
change-a-form-field-whose-value-and-picture-differ = un champ dont la valeur et l’image diffèrent
change-a-key-written-twice = une clé écrite deux fois
change-a-lock-loosened = un verrou a été relâché
change-a-page = une page
change-a-second-certification = une seconde certification
change-a-signature = une signature
change-a-signature-added = une signature a été ajoutée
change-a-signature-field-added = un champ de signature a été ajouté
change-a-signature-removed = une signature a été retirée
change-a-signature-replaced = une signature a été remplacée
change-a-signature-shown-again = une signature est montrée une seconde fois
change-a-signature-that-would-permit-more-than-an-earlier-one = une signature qui permettrait plus qu’une précédente
change-a-visible-document-time-stamp-added = un horodatage visible du document a été ajouté
change-an-annotation = une annotation
change-an-annotation-added = une annotation a été ajoutée
change-an-annotation-changed = une annotation a été modifiée
change-an-annotation-removed = une annotation a été retirée
change-an-image = une image
change-an-object = un objet
change-an-object-freed-that-nothing-uses-any-more = un objet libéré que plus rien n’utilise
change-an-object-that-cannot-be-read = un objet qui ne peut être lu
change-an-object-that-is-also-used-elsewhere = un objet qui sert aussi ailleurs
change-an-object-that-nothing-uses = un objet que rien n’utilise
change-an-object-turned-into-a-form-field = un objet devenu champ de formulaire
change-an-object-turned-into-an-annotation = un objet devenu annotation
change-an-object-turned-into-an-appearance = un objet est devenu une apparence
change-another-catalogue = un autre catalogue
change-content = du contenu
change-how-fields-are-drawn-changed = la manière de dessiner les champs a changé
change-more-annotations-than-are-compared = plus d’annotations qu’on n’en compare
change-more-changes-than-are-compared = plus de modifications qu’on n’en compare
change-page-content-covered-by-a-field = du contenu de la page est couvert par un champ
change-page-content-covered-by-an-annotation = du contenu de la page est couvert par une annotation
change-the-appearance-of-a-field-without-its-value = l’aspect d’un champ sans sa valeur
change-the-appearance-of-a-signature-field = l’aspect d’un champ de signature
change-the-catalogue = le catalogue
change-the-document-information = les informations du document
change-the-document-metadata = les métadonnées du document
change-the-encryption-of-the-document = le chiffrement du document
change-the-extensions-declared = les extensions déclarées
change-the-fonts-or-resources-of-the-form-exchanged = les polices ou ressources du formulaire ont été échangées
change-the-form-dictionary = le dictionnaire du formulaire
change-the-form-s-properties-changed = les propriétés du formulaire ont changé
change-the-order-in-which-fields-are-visited = l’ordre de parcours des champs
change-the-order-of-annotations = l’ordre des annotations
change-the-pages-could-not-be-compared-with-what-was-signed = les pages n’ont pas pu être comparées à ce qui a été signé
change-the-pages-look-different-from-what-was-signed = les pages n’ont pas l’aspect de ce qui a été signé
change-the-structure-of-the-text = la structure du texte
change-the-structure-of-the-text-extended-for-a-signature-field = la structure du texte, étendue pour un champ de signature
change-the-structure-of-the-text-extended-for-an-annotation = la structure du texte, étendue pour une annotation
change-the-trailer-s-root = la racine du document
change-the-version-of-the-format = la version du format
change-validation-data = des données de validation
change-validation-data-of-the-wrong-type = des données de validation du mauvais type
change-validation-data-taken-out = des données de validation ont été retirées
change-what-fields-show-is-left-to-the-reader = ce que montrent les champs est laissé au lecteur
change-key-of-place = { $change } (page { $page })
change-key-of-page = { $key } d’une page
change-key-of-catalogue = { $key } du catalogue
change-key-of-trailer = { $key } de la fin du fichier
signature-seen = Vu depuis
seen-unchanged = Le fichier a l’aspect qu’il avait lors de cette signature.
seen-as-permitted = L’aspect du fichier n’a changé que là où cette signature le permet :
seen-changed = L’aspect du fichier n’est plus celui qui a été signé :
seen-not-compared = Le fichier n’a pas pu être comparé à ce qui était vu lors de cette signature.
seen-page = Page { $page }
seen-page-moved = La page { $page } a été déplacée ; c’était la page { $was }
seen-page-replaced = Une autre page a pris la place de la page { $page }
seen-page-added = La page { $page } a été ajoutée
seen-page-removed = L’ancienne page { $was } n’est plus là
seen-in-field = Dans le champ « { $field } ».
seen-in-note = Dans une note.
seen-over-print = Le champ « { $field } » a été ajouté par-dessus ce qui est imprimé.
seen-unexpected = Non permis par cette signature.
seen-place = { $width } × { $height } points, à { $left } de la gauche et { $top } du haut
seen-words-gone = Mots disparus : { $words }
seen-words-added = Mots apparus : { $words }
changes-none = Aucune
changes-allowed = Toutes autorisées par cette signature :
changes-forbidden = Non autorisées par cette signature :

## Trust
trust-title = Certificats
trust-lead = Les fichiers scellés par { $operator } portent des certificats qui mènent à la racine ci-dessous. Installez-la une fois, et votre lecteur PDF montrera leurs signatures comme fiables.
trust-install = Le certificat racine
trust-install-text = Avant de l’installer, comparez son empreinte avec celle qui vous a été donnée par une autre voie (sur papier, par téléphone).
trust-download = Télécharger le certificat racine
trust-timestamps = L’horodatage vient de { $authority }.
trust-version = Paraph { $version }.
certificate-root = Racine
certificate-issuing = Autorité d’émission
certificate-seal = Cachet
certificate-timestamp = Autorité d’horodatage
certificate-subject = Nom
certificate-key = Clé
certificate-validity = Validité
certificate-fingerprint = Empreinte SHA-256

## Activity
activity-title = Activité
activity-lead = Tout ce qui a été fait dans ce projet et ses enveloppes. Chaque entrée contient l’empreinte de la précédente, si bien qu’aucune ne peut être modifiée ou retirée sans que cela se voie.
activity-empty = Il ne s’est encore rien passé.
activity-filter = Rechercher
activity-person = Nom ou adresse
activity-kind = Type d’entrée
activity-kind-any = Tout
activity-from = Du (jour)
activity-until = Au (jour)
activity-look = Rechercher
activity-all = Tout afficher
activity-count = { $shown } entrées sur { $total }
activity-times = { $count } fois entre
activity-times-at = { $count } fois à
activity-and = et
pager = Pages
pager-range = { $from } à { $to } sur { $total }
pager-newest = Revenir au début
pager-older = Page suivante
activity-evidence = Éléments de preuve
activity-ip = Adresse IP
activity-entry = Entrée
activity-hash = Empreinte

## Members
members-title = Membres
members-since = depuis le
members-invited = Invités
members-whoever = Quiconque détient le lien
members-invite = Inviter quelqu’un
members-send = Envoyer l’invitation
invited-waits = Pas encore acceptée
invited-over = Terminée
invited-ended = A pris fin le
invited-resend = Renvoyer
invited-resend-named = Envoyer une autre invitation à { $email }
invited-withdraw = Retirer
invited-withdraw-named = Retirer l’invitation de { $email }
account-title = Votre compte
account-you = Vous
account-email-fixed = L’adresse avec laquelle vous vous connectez ne se modifie pas ici.
account-zone = Fuseau horaire
account-zone-device = Celui de mon appareil
account-zone-this-device = Celui de mon appareil (ici { $zone })
account-zone-hint = Les heures de vos pages sont exprimées dans ce fuseau, qui est indiqué. Les documents gardent celui de leur enveloppe.
account-save = Enregistrer
account-password = Mot de passe
account-password-hint = Vous restez connecté ici. Vos autres sessions prennent fin, vos autres appareils devront se reconnecter et les programmes devront être autorisés à nouveau.
account-password-change = Modifier le mot de passe
account-present-password = Mot de passe actuel
account-sessions = Où vous êtes connecté
account-sessions-others = Clore toutes les autres
account-session-end = Clore
account-session-end-named = Clore la session : { $browser }, { $ip }
account-this-session = Cette session
account-this-device = Cet appareil
account-devices = Appareils connus
account-devices-hint = Vous vous êtes déjà connecté sur ces appareils. Même pendant que quelqu’un d’autre essaie des mots de passe pour votre adresse, vous pouvez encore vous y connecter. Oubliez ceux qui ne sont pas à vous ou que vous n’utilisez plus.
account-device-end-named = Oublier l’appareil : { $browser }, { $ip }
account-device-end = Oublier
account-since = depuis le
account-seen = dernière utilisation le
account-browser-unknown = Un navigateur sans nom
account-browser-on = { $browser } sur { $system }
account-credentials-hint = Clés avec lesquelles d’autres programmes signent en votre nom, et programmes que vous avez autorisés.

## Outbox
outbox-title = Boîte d’envoi
outbox-empty = Aucun message pour l’instant.
outbox-development = Développement seulement.
outbox-development-text = Aucun serveur de messagerie n’est configuré pour ce service. Rien de ce qui suit n’a quitté le serveur : transmettez les liens vous-même, ou indiquez un serveur de messagerie dans la configuration.
outbox-to = À
outbox-written = Écrit
outbox-attempts = Tentatives
outbox-answer = Réponse du serveur de messagerie

## Credentials and programs
credentials-nav = Clés de signature
credentials-title = Vos clés de signature
credentials-lead = Signez dans d’autres programmes avec une clé à vous, qui reste ici. Chaque signature demande le code de la clé, que vous seul connaissez.
credentials-list = Clés de signature
credentials-empty = Aucune clé pour l’instant. Créez-en une pour signer dans un programme qui parle l’API CSC.
credential-new = Nouvelle clé
credential-name = Comment vous l’appelez
credential-pin = Code PIN
credential-pin-hint = Au moins 6 lettres ou chiffres, pas une simple suite. Personne ne peut vous le redire. Après 5 codes erronés, la clé est détruite.
credential-create = Créer la clé
credential-valid-until = certificat valable jusqu’au
credential-more = Identifiant, et comment la révoquer
credential-id = Identifiant (credentialID)
credential-serial = Numéro de série du certificat
credential-revoke = Révoquer cette clé
credential-revoke-text = Elle est détruite et son certificat est révoqué. Les signatures déjà horodatées restent valables. Cette opération est irréversible.
credential-state-enabled = Prête à signer
credential-state-expired = Expirée
credential-state-locked = Verrouillée : trop de codes erronés
credential-state-revoked = Révoquée
tokens-list = Jetons d’accès
tokens-empty = Aucun programme n’a accès en ce moment.
token-new = Nouveau jeton d’accès
token-name = Pour quel programme
token-days = Durée de validité
token-days-count = { $days } jours
token-create = Créer le jeton
token-hint = Un jeton permet à un programme de voir vos clés et de demander des signatures. Il ne signe rien sans le code PIN.
token-made = Votre nouveau jeton d’accès
token-secret = Jeton
token-once = Copiez-le maintenant dans le programme : il n’est montré qu’une fois et n’est gardé nulle part.
token-revoke = Révoquer
token-way-page = Créé par vous
token-way-password = Connecté avec votre mot de passe
token-way-refresh = Connecté avec votre mot de passe, peut renouveler son accès
csc-addresses = Adresse pour les programmes
csc-addresses-text = Les programmes qui suivent la version 1 de l’API (1.0.4) utilisent la première adresse, ceux qui suivent la version 2 la seconde.
csc-description = { $operator ->
    [Paraph] Signatures avec les clés propres des membres, gardées par Paraph
   *[other] Signatures avec les clés propres des membres, gardées par { $operator } avec Paraph
}
csc-pin = Code PIN
csc-pin-text = Le code que vous avez choisi pour cette clé
authorize-title = Autoriser { $program } ?
authorize-lead = { $program } demande à voir vos clés de signature et à demander des signatures en votre nom. Rien n’est signé sans code PIN.
authorize-sign-title = Signer pour { $program } ?
authorize-sign-lead = { $program } vous demande de signer avec votre propre clé. Ne saisissez son code que si vous venez de le demander dans ce programme.
authorize-address = Vous serez redirigé vers
authorize-credential = Clé de signature
authorize-count = Signatures
authorize-description = Ce que dit le programme
authorize-allow = Autoriser
authorize-sign = Signer
authorize-refuse = Refuser
authorize-hint = Sous Clés de signature, vous voyez ce qu’un programme peut faire et vous pouvez y mettre fin.
token-way-program = Autorisé par vous

## What happened
event-program-allowed = Programme autorisé
detail-program = Programme
event-access-token-created = Jeton d’accès créé
event-access-token-issued = Jeton d’accès remis à un programme
event-access-token-revoked = Jeton d’accès révoqué
event-credential-authorized = Signatures autorisées par code PIN
event-credential-created = Clé de signature créée
event-credential-extended = Signatures autorisées prolongées
event-credential-locked = Code PIN erroné : clé de signature verrouillée et détruite
event-credential-pin-wrong = Code PIN erroné
event-credential-revoked = Clé de signature révoquée et détruite
event-credential-signed = Signé par un programme, avec une clé de signature
detail-authorized = Code saisi
detail-description = Description
detail-serial = Numéro de série
event-administrator-invited = Administrateur invité
event-certificate-revoked = Certificat du service révoqué
event-certificates-issued = Certificats du service émis
event-document-added = Document ajouté
event-document-ready = Document jugé prêt à être signé
event-document-refused = Document refusé
event-document-removed = Document supprimé
event-draft-removed = Brouillon supprimé
event-envelope-cancelled = Enveloppe annulée
event-envelope-completed = Enveloppe scellée : tout le monde a signé
event-envelope-created = Enveloppe créée
event-envelope-declined = Signature refusée
event-envelope-expired = Enveloppe expirée
event-envelope-opened = Document ouvert
event-envelope-sent = Enveloppe envoyée
event-envelope-signed = Signé
event-envelope-zone-changed = Fuseau horaire des documents modifié
event-fields-placed = Champs placés
event-instance-established = Service mis en place
event-member-invited = Membre invité
event-invitation-withdrawn = Invitation retirée
event-member-joined = Membre inscrit
event-member-signed-in = Membre connecté
event-member-signed-out = Membre déconnecté
event-policy-accepted = Politique de confidentialité acceptée
event-project-created = Projet créé
event-sign-in-failed = Connexion refusée
event-signatory-added = Signataire ajouté
event-signatory-reminded = Signataire relancé
event-signatory-removed = Signataire retiré
detail-consent_sha256 = Empreinte du consentement
detail-count = Nombre
detail-days = Jours pour signer
detail-document = Document
detail-email = Adresse électronique
detail-name = Nom
detail-policy_sha256 = Empreinte de la politique de confidentialité
detail-policy_version = Version de la politique de confidentialité
detail-reason = Motif
detail-renewed = Reprend l’enveloppe
detail-reason_to_sender = Motif, pour l’expéditeur seul
detail-reason_to_everybody = Motif, pour tous
detail-pages_delivered = Pages transmises
detail-pages_in_view = Pages à l’écran, selon le navigateur
detail-role = Rôle
detail-sha256 = SHA-256
detail-time-zone = Fuseau horaire
detail-title = Titre
event-device-ended = Appareil oublié, ses sessions closes
event-member-changed = Nom, langue ou fuseau horaire du membre modifiés
event-password-changed = Mot de passe modifié
event-password-reset = Nouveau mot de passe défini par un lien
event-password-reset-asked = Lien vers un nouveau mot de passe demandé et envoyé
event-password-reset-issued = Lien vers un nouveau mot de passe établi par l’exploitant
event-session-ended = Session close
event-sessions-ended = Autres sessions closes

## What went wrong, and what to do
error-other-host = Rien n’est servi à cette adresse. Utilisez le lien de votre message, ou adressez-vous à la personne qui vous l’a envoyé.
error-pin-locked = Trop de codes erronés : la clé est détruite. Créez-en une nouvelle sous Clés de signature.
error-pin-wrong = Ce n’est pas le code. Après trop de codes erronés, la clé est détruite.
error-program-credential = Le programme demande une clé qui n’est pas la vôtre ou ne signe plus. Recommencez depuis le programme.
error-program-unknown = Le programme qui vous a envoyé ici n’est pas enregistré auprès de ce service, ou demande que la réponse soit envoyée ailleurs. Rien n’a été accordé. Prévenez l’exploitant de ce service.
error-credentials = Vous avez déjà { $max } clés. Il ne peut pas y en avoir plus.
error-pin = Ce code n’est pas accepté. Choisissez au moins { $min } lettres ou chiffres, pas un seul répété ni une simple suite comme 123456.
error-token-days = Un jeton est valable { $max } jours au plus.
error-tokens = Il y a déjà { $max } jetons. Révoquez-en, puis réessayez.
error-already-member = Cette personne est déjà membre. Elle peut se connecter avec son adresse.
error-broken = Un problème est survenu de notre côté. Rien n’a été modifié. Réessayez ; si cela se reproduit, prévenez l’exploitant de ce service.
error-busy = Beaucoup de monde travaille en ce moment. Rien n’a été modifié. Réessayez dans quelques secondes.
error-clock-behind = L’horloge de ce serveur retarde sur ce qui a été enregistré : rien ne peut être signé ni envoyé. Rien n’a été modifié. L’exploitant de ce service doit remettre l’horloge à l’heure ; réessayez ensuite.
error-character-mark = Un signe diacritique ({ $code }) se trouve sans lettre, ou en trop grand nombre sur une lettre, à l’endroit de la case : « { $place } ». Saisissez ces mots à nouveau.
error-character-unseen = Un caractère invisible ({ $code }) se trouve à l’endroit de la case : « { $place } ». Supprimez-le à cet endroit, ou saisissez ces mots au lieu de les coller.
error-conflict = Ce n’est plus possible : quelque chose a changé entre-temps. Rechargez la page pour voir où cela en est.
error-room-project = Le projet est plein : il peut contenir { $most } Mo, et ceci le dépasserait. Rien n’a été ajouté ni envoyé. Demandez plus d’espace à l’exploitant du service.
error-room-account = Il n’y a plus de place : l’ensemble des projets peut contenir { $most } Mo, et ceci le dépasserait. Rien n’a été ajouté ni envoyé. Demandez plus d’espace à l’exploitant du service.
error-time-zone = Aucun fuseau horaire ne porte ce nom. Choisissez-en un dans la liste.
error-crowded = Trop de personnes attendent en ce moment. Rien n’a été modifié. Réessayez dans quelques secondes.
error-consent = Vous n’avez pas accepté de signer électroniquement. Appuyez sur « Signer » si vous acceptez.
error-consent-other-documents = Les documents ne sont pas ceux que vous avez acceptés. Rechargez la page et relisez-les.
error-database-away = La base de données de ce service ne répond pas pour le moment. Gardez cette page et réessayez dans une minute ; vérifiez d’abord si votre envoi n’a pas été enregistré malgré tout.
error-disk-fails = Le disque de ce serveur ne fonctionne pas comme il devrait. Rien n’a été modifié. Gardez cette page, prévenez l’exploitant de ce service et réessayez plus tard.
error-disk-full = Le disque de ce serveur est plein. Rien n’a été modifié et rien n’a été envoyé. Gardez cette page, prévenez l’exploitant de ce service et réessayez quand il y aura de la place.
error-document-not-ready = L’un des documents n’est pas prêt. Attendez la fin du contrôle, ou choisissez-en d’autres.
error-document-too-large = Le fichier dépasse les { $max } Mo acceptés. Réduisez-le, par exemple en l’enregistrant à nouveau sans ses images numérisées en pleine taille.
error-draft-changed = Le brouillon a changé après l’ouverture de cette page, dans une autre fenêtre ou par quelqu’un d’autre. Il est affiché dans son état actuel.
error-email = Ce n’est pas une adresse électronique. Écrivez-la sous la forme nom@exemple.com.
error-envelope-documents = Une enveloppe contient { $max } documents au plus. Faites deux enveloppes.
error-envelope-fields = Une enveloppe contient { $max } champs au plus.
error-envelope-sent = Cette enveloppe a été envoyée et ne peut plus changer. Annulez-la et faites-en une nouvelle.
error-envelope-signatories = Une enveloppe a { $max } signataires au plus. Faites deux enveloppes.
error-envelope-without-documents = Choisissez au moins un document.
error-expires-days = Indiquez entre 1 et { $max } jours pour signer.
error-field-area = Un champ ne tient pas sur sa page. Déplacez-le et enregistrez à nouveau.
error-field-document = Un champ est sur un document qui n’est pas dans cette enveloppe. Rechargez la page.
error-field-missing = « { $label } » est encore vide. Remplissez ce champ, puis signez.
error-field-page = Un champ est sur une page que le document n’a pas.
error-field-signatory = Un champ est pour une personne qui n’est pas dans cette enveloppe. Rechargez la page.
error-field-twice = Le même champ est arrivé deux fois. Rechargez la page.
error-form = Quelque chose manque dans le formulaire ou n’est pas compris. Vérifiez-le et renvoyez-le.
error-name-empty = Écrivez un nom.
error-name-long = Un nom a { $max } caractères au plus.
error-not-found = Il n’y a rien ici, ou cela ne vous est pas destiné.
error-nothing-to-remind = Il n’y a rien à rappeler : la personne a répondu, ou l’enveloppe est close.
error-nothing-to-sign = Il n’y a plus rien à signer.
error-other-site = Cette demande venait d’un autre site et a été refusée. Recommencez depuis la page elle-même.
error-password-common = Ce mot de passe est de ceux que l’on essaie en premier. Choisissez-en un autre.
error-password-long = Ce mot de passe est trop long. Raccourcissez-le.
error-password-short = Un mot de passe a au moins { $min } caractères.
error-password-weak = Ce mot de passe se devine trop facilement. Ajoutez un mot ou deux sans rapport avec les autres.
error-policy-changed = La politique de confidentialité a changé entre-temps. Relisez-la, puis acceptez-la.
error-policy-to-accept = Cochez la case si vous avez lu et acceptez la politique. Sans cela, vous ne pouvez pas continuer.
error-policy-not-accepted = Sans accepter la politique de confidentialité, aucun compte ne peut être ouvert.
error-preflight = Un point empêche l’envoi. La liste indique lequel, et que faire.
error-project-documents = Un projet contient { $max } documents au plus.
error-project-envelopes = Un projet contient { $max } enveloppes au plus.
error-not-opened = Des documents n’ont pas été ouverts. Ils sont nommés ci-dessous : lisez-les d’abord, ou signez malgré tout.
error-decline-reason = Indiquez un motif. Vous choisissez ci-dessous qui le lit.
error-reason-empty = Indiquez un motif : toutes les personnes invitées à signer le lisent.
error-sign-in = L’adresse et le mot de passe ne vont pas ensemble. Vérifiez les deux et réessayez.
error-signatory-twice = Cette personne est déjà dans l’enveloppe.
error-signatory-changed = Des champs ont été placés pour { $name } après l’ouverture de cette page. Regardez-les, puis retirez cette personne à nouveau si cela reste juste.
error-field-changed = Ce champ a été modifié après l’ouverture de cette page. Il est affiché dans son état actuel ; retirez-le à nouveau si cela reste juste.
error-document-held = Une enveloppe contient ce document.
error-not-ended = Seul ce qui a été refusé, annulé ou non signé à temps peut être renvoyé comme nouveau brouillon.
error-reminded-lately = Cette personne vient d’être relancée. Une relance est possible toutes les { $minutes } minutes.
error-invited-lately = { $address } a reçu autant d’invitations qu’une adresse en reçoit pour le moment. Rien n’a été envoyé. La prochaine pourra l’être à partir du { $time }.
error-mails-address = { $address } a reçu autant de courriels qu’une adresse en reçoit pour le moment. Rien n’a été envoyé, et ce que vous avez saisi est conservé. Envoyez à nouveau à partir du { $time }, ou laissez cette personne de côté.
error-mails-member = Vous avez fait envoyer autant de courriels qu’un membre le peut pour le moment. Rien n’a été envoyé, et ce que vous avez saisi est conservé. Envoyez à nouveau à partir du { $time }, ou demandez-le à un collègue.
error-mails-instance = Ce service a envoyé autant de courriels qu’il le peut pour le moment. Rien n’a été envoyé, et ce que vous avez saisi est conservé. Envoyez à nouveau à partir du { $time } ; si c’est urgent, prévenez l’exploitant du service.
error-invitation-accepted = Cette invitation a été acceptée entre-temps. La liste montre qui a rejoint le compte.
error-invitation-withdrawn = Cette invitation a été retirée, ou une autre l’a remplacée. La liste montre celles qui peuvent être acceptées.
error-filled-elsewhere = Vous avez entre-temps rempli quelque chose sur une autre page ou un autre appareil. Relisez ce qui figure ici, puis signez.
error-signature-image-large = L’image est trop volumineuse. Prenez-en une de 2 Mo au plus.
error-signature-strokes-large = Le dessin est trop détaillé. Effacez-le et dessinez à nouveau.
error-taken = Cela a déjà été fait. Rechargez la page pour voir où cela en est.
error-text-long = Le texte dépasse { $max } caractères. Raccourcissez-le.
error-text-room = Le texte ne tient pas dans son champ en caractères lisibles. Raccourcissez-le, ou faites agrandir le champ à { $width } × { $height } mm au moins.
error-letter-script = « { $letter } » appartient à l’écriture { $script }, pour laquelle aucune police n’est installée sur ce serveur. Demandez à son exploitant d’installer le paquet { $package } et de redémarrer Paraph, ou écrivez-le en d’autres caractères.
error-letter-symbol = « { $letter } » n’appartient à aucune écriture qui puisse figurer dans un document. Retirez ce caractère.
error-picture = L’image de ce champ n’a pas pu être dessinée. Réessayez dans un instant.
error-look-again = Voici comment vos modifications figureront dans le document. Vérifiez-les, puis signez.
error-look-again-all = Modifié depuis l’affichage de cette page : votre signature, { $labels }. Rien n’est encore signé. Voici l’état actuel du document. Vérifiez-le, puis signez.
error-look-again-fields = Modifié depuis l’affichage de cette page : { $labels }. Rien n’est encore signé. Voici l’état actuel du document. Vérifiez-le, puis signez.
error-look-again-signature = Votre signature a été modifiée depuis l’affichage de cette page, ici ou sur une autre page. Rien n’est encore signé. Voici l’état actuel du document. Vérifiez-le, puis signez.
error-too-large = Ce que vous avez envoyé est trop volumineux. Rien n’a été modifié.
error-too-many-sign-ins = Trop de mots de passe ont été essayés. Attendez { $seconds } secondes et réessayez ; sur un appareil où vous vous êtes déjà connecté, il n’y a pas d’attente, et un nouveau mot de passe par courriel vous permet d’entrer aussitôt.
error-too-slow = Votre envoi arrivait trop lentement et la connexion a été fermée. Rien n’a été modifié. Réessayez avec une meilleure connexion.
error-upload-broken = L’envoi s’est interrompu. Rien n’a été enregistré. Réessayez.
error-upload-empty = Choisissez au moins un fichier.
error-upload-files = { $max } fichiers au plus peuvent être envoyés à la fois.
error-document-cannot-be-signed = Il ne peut pas être signé tel quel ({ $reason }). Enregistrez-le de nouveau en PDF avec le programme d’origine, puis déposez ce fichier.
error-document-certificate = Le certificat de cette instance ne peut pas signer maintenant ({ $reason }). Prévenez l’administrateur.
error-document-field-differs = Son champ de formulaire « { $field } » contient une autre valeur que celle qu’il montre. Imprimez-le en PDF et déposez celui-ci.
error-document-field-not-shown = Son champ de formulaire « { $field } » contient une valeur qu’il ne montre pas. Imprimez-le en PDF et déposez celui-ci.
error-document-look-again = Il a été examiné par une version antérieure, qui ne regardait pas d’assez près ses champs de formulaire. Déposez-le à nouveau.
error-document-field-empty = Un champ obligatoire est vide. Remplissez-le, puis signez de nouveau.
error-document-field-outside = Un champ sort de sa page ou est trop petit. Déplacez-le dans l’éditeur.
error-document-forbids-changes = Une signature antérieure interdit ce qui serait ajouté. Demandez un exemplaire qui peut encore être signé.
error-document-form = Son formulaire est dessiné autrement par chaque lecteur ({ $reason }). Imprimez-le en PDF, puis déposez ce fichier.
error-document-signature-broken = La signature de { $signer } qu’il porte n’est pas valable, ou quelque chose a été modifié ensuite. Demandez le document tel qu’il a été signé.
error-document-takes-signatures-only = Il est déjà signé : on n’y place qu’un champ de signature par personne ; des textes, dates, cases ou seconds emplacements rompraient les signatures antérieures. Retirez-les dans l’éditeur.
error-document-text-long = Un texte est trop long pour son champ ({ $reason }). Raccourcissez-le.
error-sha256 = Ceci n’est pas un SHA-256 : il compte 64 chiffres de 0 à 9 et lettres de a à f.
error-signature-drawing = Le dessin n’a pas pu être lu. Effacez-le et dessinez à nouveau, ou écrivez votre nom.
error-signature-image = L’image n’a pas pu être lue. Choisissez un fichier PNG ou JPEG.
error-evidence = Les données qui gardent les horodatages vérifiables pendant des décennies n’ont pas pu être obtenues de leur autorité. Rien n’a été modifié ; un nouvel essai aura lieu.
error-timestamp = L’autorité d’horodatage ne répond pas, et rien ne se signe sans elle. Rien n’a été modifié. Réessayez dans quelques minutes.
error-sign-in-wanted = Connectez-vous pour voir cette page : vous y arriverez aussitôt.
error-present-password = Le mot de passe actuel n’est pas exact. Saisissez-le à nouveau ; si vous l’avez oublié, déconnectez-vous et définissez-en un nouveau par courriel.
error-sign-in-proof = Trop de mots de passe erronés ont été essayés à la suite pour cette adresse. Connectez-vous sur un appareil déjà utilisé, ou définissez un nouveau mot de passe par courriel : vous entrez alors aussitôt. Sinon, réessayez dans { $minutes } minutes.
error-too-many-reset-mails = Assez de courriels ont été demandés pour le moment. Consultez votre boîte de réception et vos courriers indésirables ; un autre pourra être demandé dans { $minutes } minutes.

## What is found in documents, and what to do
finding-not-a-pdf = Ce n’est pas un fichier PDF. Enregistrez ou imprimez le document en PDF et déposez celui-ci.
finding-too-large = Le fichier dépasse les { $megabytes } Mo acceptés. Enregistrez-le à nouveau avec des images plus petites.
finding-encrypted = Le document est chiffré ou protégé par un mot de passe. Enregistrez-le à nouveau sans protection.
finding-damaged = Le fichier est abîmé ({ $detail }). Chaque lecteur le réparerait à sa façon. Enregistrez-le à nouveau en PDF depuis le logiciel qui l’a produit.
finding-hybrid = Le fichier porte deux tables de contenu qui se contredisent, si bien qu’anciens et nouveaux lecteurs montreraient des documents différents. Enregistrez-le à nouveau en PDF.
finding-bytes-outside = Le fichier contient des octets avant son début ou après sa fin, qu’aucune signature ne couvrirait. Enregistrez-le à nouveau en PDF.
finding-readers-disagree = Deux lecteurs voient la page { $page } différemment. Enregistrez à nouveau le document en PDF depuis le logiciel qui l’a produit.
finding-no-pages = Le document n’a aucune page.
finding-too-many-pages = Le document a plus de { $max } pages. Divisez-le.
finding-too-many-to-compare = Plus de { $max } pages peuvent avoir changé d’aspect. Elles n’ont pas été comparées.
finding-too-many-signatures = Seules { $max } signatures sont comparées avec le document tel qu’il est.
finding-page-size = La page { $page } est trop petite ou trop grande pour être montrée.
finding-xfa = Le document est un formulaire XFA, dont le contenu change à l’ouverture. Imprimez-le en PDF et déposez celui-ci.
finding-javascript = Le document contient des scripts, qui pourraient changer ce qu’il montre. Imprimez-le en PDF et déposez celui-ci.
finding-acts-by-itself = Le document lance des programmes ou ouvre des adresses de lui-même. Imprimez-le en PDF et déposez celui-ci.
finding-form-appearances = Son formulaire ne dit pas comment ses champs se présentent, si bien que chaque lecteur les dessine autrement. Imprimez-le en PDF et déposez celui-ci.
finding-fields-not-shown = Des champs de formulaire contiennent une valeur qui n’est pas montrée et ne peut être dessinée : { $fields }. Le signataire ne la verrait pas, d’autres logiciels si. Imprimez le document en PDF et déposez celui-ci.
finding-fields-differ = Des champs de formulaire contiennent une autre valeur que celle qu’ils montrent : { $fields }. Le signataire verrait l’une, d’autres logiciels l’autre. Corrigez le formulaire et enregistrez-le à nouveau, ou imprimez-le en PDF et déposez celui-ci.
finding-media = Le document joue des sons, des films ou des modèles, qu’aucune page ne peut montrer. Imprimez-le en PDF et déposez celui-ci.
finding-changes-forbidden = Une signature antérieure interdit tout changement, y compris d’autres signatures. Demandez un exemplaire qui puisse encore être signé.
finding-drawing-too-long = La page { $page } est trop longue à dessiner. Simplifiez-la, ou imprimez-la en PDF et déposez celui-ci.
finding-drawing-too-large = La page { $page } demande trop de mémoire pour être dessinée. Simplifiez-la, ou imprimez-la en PDF et déposez celui-ci.
finding-drawing-failed = La page { $page } n’a pas pu être dessinée. Imprimez le document en PDF et déposez celui-ci.
finding-fonts-not-embedded = Des polices ne sont pas incorporées ({ $fonts }) : les lettres peuvent paraître différentes ailleurs. Mieux vaut enregistrer à nouveau le PDF avec ses polices.
finding-already-signed = Le document porte déjà des signatures ({ $count }). Elles sont conservées. Il peut recevoir une signature de chaque autre personne, mais ni textes, ni dates, ni cases.
finding-fields-fixed = Ses champs de formulaire font partie de la page dès l’envoi, tels qu’ils sont, remplis ou vides : { $fields }. Nul ne peut plus les remplir ni les modifier. Là où quelqu’un doit écrire, placez un champ dans l’éditeur.
finding-values-drawn = Des champs de formulaire contenaient une valeur sans dire comment elle se présente ; elle y a été dessinée : { $fields }. Regardez-la avant d’envoyer.
finding-fields-unseen = Des champs de formulaire contiennent des valeurs que personne ne voit, car ils sont cachés ou ne figurent sur aucune page : { $fields }. Ils sont retirés à l’envoi.
finding-buttons-removed = Des boutons restent sur la page comme images et n’ont plus aucun effet : { $fields }.
finding-signature-fields-removed = Des champs de signature que personne n’a signés sont retirés à l’envoi : { $fields }. Placez ceux de vos signataires dans l’éditeur.
finding-fields-locked = Le document est déjà signé : ses champs de formulaire sont verrouillés en l’état à l’envoi : { $fields }.
finding-annotations-fixed = Des notes, tampons ou marques figurent sur les pages. Ils sont figés en l’état à l’envoi. Pages : { $pages }.
finding-links = Le document contient des liens vers des adresses. Ils restent actifs après la signature ; ce à quoi ils mènent n’est pas signé.
finding-other-files = Le document contient des liens vers d’autres fichiers. Ce à quoi ils mènent n’est pas signé.
finding-sends-forms = Le document peut envoyer à une adresse ce qui y est rempli, ou le prendre dans un fichier. Ce qui était rempli est figé à l’envoi, quelle que soit la réponse.
finding-attachments = Des fichiers sont joints au document. Ils sont signés avec lui, mais aucune page ne les montre : dites à vos signataires ce qu’ils sont, ou retirez-les.
finding-layers = Le document a des calques. Ils sont montrés dans leur état par défaut ; un autre lecteur peut les cacher ou les montrer.
finding-annotations-not-shown = Des notes ou marques sans apparence propre, ou visibles à l’impression seulement, ne sont pas montrées ici. Pages : { $pages }.
finding-parts-not-drawn = Des images ou des lettres n’ont pas pu être dessinées. Pages : { $pages }. Comparez avec le PDF lui-même avant d’envoyer.
finding-letters-unknown = Certaines lettres n’ont pas de sens pour une machine : un lecteur d’écran ne peut pas les lire. Pages : { $pages }.
finding-pages-without-text = Les pages sans texte, telles que les numérisations, ne peuvent pas être lues par un lecteur d’écran. Pages : { $pages }.

## Le certificat d’authentification
certificate-title = Certificat d’authentification
certificate-document-title = Certificat d’authentification : { $title }
certificate-intro = { $operator ->
    [Paraph] Ce certificat établit comment les documents désignés ci-dessous ont été signés avec Paraph. Les mêmes faits sont joints à ce fichier pour être lus par des programmes (certificate.json). Il s’ajoute comme preuve aux documents signés ; chacun d’eux se prouve lui-même.
   *[other] Ce certificat établit comment les documents désignés ci-dessous ont été signés avec Paraph, exploité par { $operator }. Les mêmes faits sont joints à ce fichier pour être lus par des programmes (certificate.json). Il s’ajoute comme preuve aux documents signés ; chacun d’eux se prouve lui-même.
}
certificate-envelope = Enveloppe
certificate-project = Projet
certificate-sender = Envoyée par
certificate-sent = Envoyée
certificate-completed = Achevée
certificate-issued = Certificat établi
certificate-signed-by = Signé par
certificate-signed-what = Documents
certificate-consent-once = Chacun a accepté ces termes :
certificate-event-times = { $what }, { $count } fois jusqu’au { $until }
certificate-documents = Documents
certificate-pages = Pages
certificate-sha256-sent = SHA-256 à l’envoi
certificate-sha256-sealed = SHA-256 scellé
certificate-signatories = Signataires
certificate-email = Adresse électronique
certificate-technology = Signature
certificate-technology-words = Signature électronique simple ; { $level } ; scellée par { $subject }, numéro de série { $serial } ; horodatages par { $authority }
certificate-invited = Lien envoyé
certificate-opened = Lien ouvert
certificate-signed = Signé
certificate-consent = Consentement donné
certificate-shown = Affiché avant la signature
certificate-shown-all = { $document } : les { $count } pages ont été affichées
certificate-shown-only = { $document } : son unique page a été affichée
certificate-shown-page = { $document } : la page { $pages } sur { $count } a été affichée
certificate-shown-pages = { $document } : les pages { $pages } sur { $count } ont été affichées
certificate-shown-sent = { $document } : pages transmises au navigateur : { $pages } sur { $count } ; il n’en a signalé aucune à l’écran
certificate-shown-none = { $document } : non ouvert
certificate-quote = « { $words } »
certificate-from = depuis { $address }, { $device }
certificate-events = Événements
certificate-event-at = Date et heure
certificate-event-what = Événement
certificate-event-who = Personne
certificate-event-from = Depuis
certificate-checking = Comment vérifier
certificate-checking-words = Ouvrez un document signé dans un lecteur PDF qui montre les signatures, ou déposez-le sur { $address } : la réponse vient du fichier lui-même, et son SHA-256 doit être celui indiqué ci-dessus.
certificate-checking-root = Tous les certificats mènent à un certificat racine dont l’empreinte SHA-256 est : { $root }
certificate-checking-shown = Une page est dite affichée quand le navigateur du signataire l’a signalée à l’écran pendant une seconde au moins. Qu’elle ait été lue, nul ne peut le consigner.
certificate-checking-names = Les caractères que cette page ne sait pas écrire sont représentés par des cases ; les faits joints les contiennent tels qu’ils ont été écrits, et les heures en UTC.
certificate-time = { $day } { $month } { $year } à { $clock } { $zone }
certificate-numbering = Page { $page } sur { $pages }
certificate-attachment = Les faits de ce certificat, pour des programmes

verify-unreadable-because = Ce fichier ne peut pas être lu comme un PDF signé : { $cause }.
