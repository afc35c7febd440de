"""Sentences by which pages that are not the document give themselves away, in en, sv, de, fr and neighbours."""

from __future__ import annotations

import re

from clausewatch.model import PageKind

_FLAGS = re.IGNORECASE

CHALLENGE = re.compile(
    r"checking (?:if the site connection is secure|your browser)|verif(?:y|"
    r"ying) (?:that )?you are (?:a )?(?:human|not a robot)|"
    r"are you (?:a )?(?:human|robot)|i.?m not a robot|just a moment\b|attention required|unusual (?:traffic|"
    r"activity)|"
    r"(?:complete|solve) the (?:captcha|security check|challenge)|security (?:check|verification)|ddos protection|"
    r"access (?:to this page )?(?:has been |is )?denied|request (?:was |has been )?(?:blocked|unsuccessful)|"
    r"you have been blocked|"
    r"automated (?:access|requests|queries)|bot (?:detection|protection)|pardon our interruption|reference (?:id|"
    r"#)\s*:?\s*[0-9a-f.]{8,}|"
    r"(?:bekräfta|verifiera|bevisa|intyga) att du (?:är|inte är) (?:en )?(?:människa|robot)|säkerhetskontroll|"
    r"åtkomst nekad|ovanlig trafik|"
    r"(?:sicherheits(?:überprüfung|prüfung|abfrage))|(?:bestätigen|beweisen) sie,? dass sie (?:ein mensch|"
    r"kein roboter)|zugriff verweigert|"
    r"browser (?:wird|wurde) überprüft|vérifi\w+ (?:que vous êtes|de (?:votre navigateur|sécurité))|"
    r"vous êtes (?:un )?humain|accès (?:refusé|bloqué)|"
    r"contrôle de sécurité|making sure you.re not a bot",
    _FLAGS,
)
LOGIN = re.compile(
    r"(?:sign|log) ?in to (?:your|continue|access|view|proceed|see)|please (?:sign|log) ?in|you (?:must|"
    r"need to) (?:be logged in|sign in|log in)|"
    r"forgot(?:ten)? (?:your )?password|keep me (?:signed|logged) in|enter your (?:e-?mail|"
    r"password|username)|"
    r"don.t have an account|logga in (?:för att|med|på)|du (?:måste|behöver) (?:vara inloggad|logga in)|"
    r"glömt (?:ditt )?lösenord|användarnamn|"
    r"melden sie sich an|(?:bitte )?(?:einloggen|anmelden)(?:, um|\b.{0,20}passwort)|passwort vergessen|benutzername|"
    r"connectez-vous|identifiez-vous|se connecter (?:à|pour)|mot de passe oublié|nom d.utilisateur|identifiant",
    _FLAGS,
)
NOT_FOUND = re.compile(
    r"\b(?:error )?404\b|page (?:was |is |could )?not (?:be )?found|(?:^|\n)\W*not found\b|(?:can.?t|cannot|"
    r"could ?n.t|couldn.t|unable to|can not|could not) (?:seem to )?(?:find|locate) "
    r"(?:the|this|that|your|a|any)? ?(?:page|content|document|url|file|what)|(?:page|document|content|article|"
    r"link|url)(?: that)? (?:you(?:.re| are|.ve| have)? )?"
    r"(?:requested|looking for|tried|followed|were looking for|want)?.{0,40}(?:does(?: not|n.t) exist|"
    r"no longer (?:exists|available)|(?:has|have) been (?:moved|removed|deleted)|"
    r"is(?: not|n.t) available|may have (?:been )?moved)|"
    r"(?:this|the) (?:page|content) (?:isn.t available|is gone|has moved)|410 gone|"
    r"sidan (?:du (?:söker|letar efter) )?(?:kunde inte|kan inte|finns inte|hittades inte|har flyttats|"
    r"har tagits bort|är borttagen|saknas)|hittar inte sidan|"
    r"kunde inte hitta (?:sidan|det du)|(?:diese |die )?seite (?:wurde |konnte |"
    r"ist )?(?:leider )?(?:nicht (?:gefunden|verfügbar|vorhanden)|existiert nicht)|"
    r"seite nicht gefunden|(?:seite|inhalt).{0,50}(?:existiert nicht|nicht mehr verfügbar)|page (?:introuvable|"
    r"non trouvée|inexistante)|"
    r"(?:page|contenu|document).{0,60}(?:n.existe (?:pas|plus)|est introuvable|n.est plus disponible|"
    r"a été (?:déplacée?|supprimée?))|siden (?:findes|finnes) ikke|side ikke fundet|pagina niet gevonden|"
    r"sivua ei löyt",
    _FLAGS,
)
SERVER_ERROR = re.compile(
    r"\b50[0234]\b.{0,30}(?:error|gateway|unavailable|time)|internal server error|bad gateway|"
    r"service (?:is )?(?:temporarily )?unavailable|gateway time-?out|"
    r"(?:under|scheduled|undergoing|planned|down for) (?:planned |routine |scheduled )?maintenance|"
    r"maintenance mode|(?:we.ll|will) be (?:right )?back|"
    r"temporarily (?:unavailable|down|offline|out of service)|application error|something went wrong|"
    r"unexpected error|error establishing a database|"
    r"an (?:internal |unknown )?error (?:has )?occurred|origin (?:is )?unreachable|web server is (?:down|"
    r"returning)|over(?:loaded| capacity)|"
    r"technical (?:difficulties|problems)|page contains the following errors|fatal error|stack ?trace|"
    r"upstream connect|no healthy upstream|"
    r"(?:pågående|planerat) underhåll|underhållsarbete|tekniskt? fel|(?:något|nåt) gick fel|"
    r"tillfälligt (?:otillgänglig|stängd|ur funktion|nere)|ett fel (?:har )?(?:uppstått|inträffa)|"
    r"wartungs(?:arbeiten|modus)|(?:technische|interner?) (?:störung|server ?fehler|schwierigkeiten|probleme)|"
    r"vorübergehend nicht (?:erreichbar|verfügbar)|ein fehler ist aufgetreten|"
    r"etwas ist schief ?gelaufen|en (?:cours de )?maintenance|erreur (?:interne|serveur|technique)|"
    r"temporairement (?:indisponible|inaccessible)|une erreur (?:est survenue|s.est produite)|"
    r"service indisponible",
    _FLAGS,
)
NEEDS_SCRIPT = re.compile(
    r"(?:enable|turn on|activate|requires?|without|need) (?:to enable )?javascript|javascript (?:is (?:not |"
    r"currently )?(?:required|disabled|enabled)|must be|seems to be|to run)|"
    r"(?:aktivera|slå på|kräver) javascript|javascript (?:måste|är (?:avstängt|inaktiverat)|krävs)|"
    r"javascript (?:aktivieren|ist deaktiviert|muss)|"
    r"(?:activer|activez) javascript|javascript (?:est désactivé|doit être)|client-side exception|"
    r"unsupported browser|browser (?:is )?(?:not supported|too old|out of date)|"
    r"loading\s*(?:\.\.\.|…)\s*$",
    _FLAGS,
)
REDIRECT = re.compile(
    r"redirecting|you (?:are|will be) (?:being )?(?:re)?directed|if you are not (?:automatically )?redirected|"
    r"page has (?:permanently )?moved to|(?:301|302) (?:moved|found)|"
    r"click here if (?:you are not|nothing happens)|object moved|omdirigera|du (?:skickas|kommer att skickas)|"
    r"sie werden (?:automatisch )?weitergeleitet|weiterleitung|"
    r"redirection|vous allez être redirigé",
    _FLAGS,
)
CONSENT_TALK = re.compile(
    r"cookies?\b|\bkakor\b|consent|samtyck|einwillig|zustimm|consentement|partners?\b|\bvendors\b|partner(?:n|"
    r"s)?\b|partenaires|personali[sz]ed (?:ads|content)|"
    r"store and/or access|legitimate interest|berechtigt\w* interesse|intérêt légitime|spårning|tracking|"
    r"(?:privacy|ad) (?:settings|choices|preferences)|"
    r"manage (?:options|preferences|choices|settings)|before you continue|innan du fortsätter|"
    r"bevor sie fortfahren|avant de continuer|anpassa annonser",
    _FLAGS,
)
ACCEPT = re.compile(
    r"(?:accept|allow|agree to|reject|decline|refuse|deny)(?: and (?:close|continue))? (?:all|optional|additional|"
    r"non-essential|everything|cookies)|accept (?:&|and|&amp;) (?:close|continue)|i agree\b|"
    r"(?:only|use) necessary|necessary (?:cookies )?only|manage (?:options|preferences|choices|cookies|settings)|"
    r"cookie (?:settings|preferences)|"
    r"(?:godkänn|acceptera|tillåt|avvisa|neka) (?:alla|allt|kakor|cookies)|endast nödvändiga|bara nödvändiga|"
    r"(?:alle|alles) (?:akzeptieren|ablehnen|annehmen|zulassen|cookies)|nur notwendige|einstellungen verwalten|"
    r"akzeptieren und (?:weiter|schließen)|"
    r"(?:tout (?:accepter|refuser)|accepter (?:tout|et (?:fermer|continuer)|les cookies)|continuer sans accepter|"
    r"j.accepte|paramétrer)",
    _FLAGS,
)

TELLING: tuple[tuple[PageKind, re.Pattern[str], str], ...] = (
    (PageKind.NOT_FOUND, NOT_FOUND, "the page says that it was not found"),
    (PageKind.CHALLENGE, CHALLENGE, "the page asks for a proof of being human, or denies access"),
    (
        PageKind.JAVASCRIPT_SHELL,
        NEEDS_SCRIPT,
        "the page says that it needs JavaScript; declare `javascript: true` and install `[browser]`",
    ),
    (PageKind.SERVER_ERROR, SERVER_ERROR, "the page reports an error or maintenance"),
    (PageKind.LOGIN, LOGIN, "the page asks to log in"),
)
"""Kinds told by a sentence, in the order asked."""
