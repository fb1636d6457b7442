# Français. Chaque clé d’ici est aussi dans en.ftl, et sert : un test y veille.

## The frame
skip-to-content = Aller au contenu
navigation = Principale
footer-navigation = À propos de ce service
footer-operator = Service de { $operator }, propulsé par Paraph
sign-out = Se déconnecter
trail = Vous êtes ici
optional = (facultatif)

## Times and sizes
time = { $day } à { $clock } UTC
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
size-bytes = { $size } octets
size-kilobytes = { $size } ko
size-megabytes = { $size } Mo
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
mail-state-accepted = Courriel remis au serveur de messagerie
mail-state-failed = Courriel impossible à remettre
mail-state-kept = Courriel gardé dans la boîte de développement

## Mails
mail-greeting = Bonjour,
mail-greeting-name = Bonjour { $name },
mail-footer = Envoyé par { $operator } avec Paraph, son propre service de signature. Personne ne vous demandera jamais ce lien : gardez-le pour vous.
mail-expires = Le lien est valable jusqu’au { $time }.
mail-nothing-to-do = Vous n’avez plus rien à faire.
mail-sign-subject = { $sender } vous demande de signer « { $title } »
mail-sign-text = { $sender } vous demande de lire et de signer « { $title } ».
mail-sign-how = Aucun compte n’est nécessaire. Le lien ouvre le document immédiatement ; vous pouvez le lire, le télécharger, le signer ou refuser.
mail-sign-action = Lire et signer
mail-reminder-subject = Rappel : « { $title } » attend votre signature
mail-reminder-text = { $sender } attend toujours votre signature sur « { $title } ».
mail-reminder-action = Lire et signer
mail-completed-subject = « { $title } » est signé par toutes les parties
mail-completed-text = Toutes les parties ont signé « { $title } ». Le document est scellé et complet.
mail-completed-how = Conservez le PDF lui-même : les signatures sont à l’intérieur, un tirage papier ne les porte pas. Tout lecteur PDF peut les vérifier.
mail-completed-action = Télécharger l’original signé
mail-declined-subject = « { $title } » a été refusé
mail-declined-text = { $sender } a refusé de signer « { $title } ». Plus personne ne peut le signer.
mail-declined-action = Voir la situation
mail-cancelled-subject = « { $title } » a été annulé
mail-cancelled-text = { $sender } a annulé « { $title } ». Plus personne ne peut le signer.
mail-cancelled-action = Voir la situation
mail-member-subject = { $inviter } vous invite sur Paraph chez { $operator }
mail-member-text = { $inviter } vous invite à préparer et à conclure des opérations sur le service Paraph de { $operator }.
mail-member-once = Le lien fonctionne une seule fois, pour vous seul, et pendant trois jours.
mail-member-action = Accepter l’invitation
