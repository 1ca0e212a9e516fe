//! That a customer says a file is attached, in the languages that they write most. Word lists, clause by clause.

use std::sync::LazyLock;

use regex::Regex;

use super::crm::{Case, MessageFrom};

/// What is said to be attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attached {
    /// A file that is not called a picture.
    File,
    /// A picture.
    Photo,
}

impl Attached {
    /// With its article.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::File => "a file",
            Self::Photo => "a photo",
        }
    }
}

/// Words of a picture.
const PHOTO: &str = "photos?|photographs?|pictures?|pics?|images?|fotos?|bild(?:er)?|aufnahmen?|imagen|imágenes|\
                     fotografías?|immagin[ei]|fotografi[ae]|afbeelding(?:en)?|imagem|imagens";

/// Words of other files that people send along.
const FILE: &str = "files?|screenshots?|scans?|documents?|pdfs?|videos?|receipts?|invoices?|datei(?:en)?|dokumente?|\
                    beleg|belege|rechnung|quittung|fichiers?|captures?|vidéos?|facture|reçu|archivos?|vídeos?|\
                    capturas?|factura|recibo|documentos?|fattura|scontrino|ricevuta|documenti|bestand|bestanden|\
                    bon|factuur|schermafbeelding|ficheiros?|fatura";

/// Words that say of a file named beside them that it is sent along.
const SENT_ALONG: &str = "attached|attaching|attach|attachment|enclosed|enclosing|angehängt|beigefügt|anhang|anhänge|anbei|\
                          hänge|füge|ci-jointe?s?|pièces? jointes?|photos? jointes?|je joins|j'ai joint|avons joint|annexe|adjunt[oa]s?|adjunté|\
                          allego|allegat[oaie]|bijgevoegd|bijlagen?|bijgaande?|voeg|anex[oa]s?|anexei|anexamos";

/// Words that say so whatever it is.
const SAYS_SO: &str = "(?:see|please see|find|in the|as) (?:the )?attach(?:ed|ments?)|(?:im|siehe|als) anhang|anbei|\
                       en pièces? jointes?|ci-jointe?s?|en adjunto|in allegato|(?:in de|als|zie) bijlagen?|em anexo";

/// Words of somebody who asks, denies or speaks of what is to come.
const NOT_SO: &str = "not|no|none|cannot|can|can't|could|couldn't|didn't|don't|haven't|should|shall|will|would|if|whether|\
                      forgot|how|nicht|kein|keine|keinen|soll|sollen|kann|konnte|werde|wenn|falls|ob|vergessen|ne|n'ai|\
                      pas|puis-je|peux|dois-je|faut-il|vais|si|aucune?|sin|puedo|pude|debo|olvidé|ninguna?|nada|non|posso|\
                      devo|se|nessuna?|niet|geen|kan|kon|moet|zal|als ik|vergeten|não|nenhuma?|sem|esqueci";

/// Words by which something is the reader's own, before it.
const YOURS: &str = "your|ihre?[mnr]?|votre|vos|sus?|vostr[oaie]|suo|sua|uw|jullie|seu";

static PHOTO_WORD: LazyLock<Regex> = LazyLock::new(|| whole(PHOTO));
static FILE_WORD: LazyLock<Regex> = LazyLock::new(|| whole(FILE));
static ALONG_WORD: LazyLock<Regex> = LazyLock::new(|| whole(SENT_ALONG));
static SAYING: LazyLock<Regex> = LazyLock::new(|| whole(SAYS_SO));
static NOT_WORD: LazyLock<Regex> = LazyLock::new(|| whole(NOT_SO));
/// What we are told to have attached.
static OURS: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"\b(?:{YOURS}) (?:\w+ )?(?:{PHOTO}|{FILE}|{SENT_ALONG})\b|\b(?:you|vous|sie|usted|u) (?:have |had |avez )?(?:{SENT_ALONG})\b"
    );
    Regex::new(&pattern).expect("constant pattern; every test compiles it")
});
/// Something of a product that hangs on another part of it.
static HANGS_ON: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"\battached (?:to|with|on|by)\b(?: \w+){0,2}";
    Regex::new(pattern).expect("constant pattern; every test compiles it")
});

/// Somebody of the shop who has it: `thank you for the photo`.
static THANKED: LazyLock<Regex> = LazyLock::new(|| {
    let thanks = "thanks|thank you|danke|vielen dank|merci|gracias|grazie|bedankt|dank je|dank u|obrigad[oa]";
    let pattern = format!(r"\b(?:{thanks})\b[^.!?\n]{{0,40}}\b(?:{PHOTO}|{FILE})\b");
    Regex::new(&pattern).expect("constant pattern; every test compiles it")
});

fn whole(words: &str) -> Regex {
    Regex::new(&format!(r"\b(?:{words})\b")).expect("constant pattern; every test compiles it")
}

/// What a text says to be attached to it.
pub fn said_attached(text: &str) -> Option<Attached> {
    let lower = text.to_lowercase().replace('’', "'");
    clauses(&lower).filter_map(in_clause).max()
}

fn in_clause(clause: &str) -> Option<Attached> {
    if clause.ends_with('?') {
        return None;
    }
    let to_mail = |words: &str| ["mail", "message", "email"].iter().any(|mail| words.contains(mail));
    let hangs_on = || HANGS_ON.find_iter(clause).any(|found| !to_mail(found.as_str()));
    if NOT_WORD.is_match(clause) || OURS.is_match(clause) || hangs_on() {
        return None;
    }
    let (is_photo, is_file) = (PHOTO_WORD.is_match(clause), FILE_WORD.is_match(clause));
    if ALONG_WORD.is_match(clause) && (is_photo || is_file) {
        return Some(if is_photo { Attached::Photo } else { Attached::File });
    }
    SAYING.is_match(clause).then_some(Attached::File)
}

/// Parts of sentences; a question keeps its mark.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', ';', ',', ':', '\n'])
        .map(|clause| clause.trim_end_matches(['.', '!', ';', ',', ':', '\n']).trim())
}

/// What the customer says in a case to be attached, of which nobody here has said that it arrived.
pub fn said_in(case: &Case) -> Option<Attached> {
    let thanked = case.messages.iter().rposition(|message| {
        message.from == MessageFrom::Staff && THANKED.is_match(&message.text.to_lowercase())
    });
    let since = &case.messages[thanked.map_or(0, |at| at + 1)..];
    let theirs = since.iter().filter(|message| message.from != MessageFrom::Staff);
    theirs.filter_map(|message| said_attached(&message.text)).max()
}

/// What the customer says to be attached although the CRM, which tells of files, has none.
pub fn missing(case: &Case) -> Option<Attached> {
    said_in(case).filter(|_| case.attachments == Some(0))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("A pole snapped. Is that covered by the warranty? Photo attached.")]
    #[case("I'm attaching a photo, can you tell me what to do?")]
    #[case("I have attached two pictures to this email.")]
    #[case("Attached is an image of the seam.")]
    #[case("Ein Foto im Anhang zeigt den Riss.")]
    #[case("Foto anbei, bitte um Rückmeldung.")]
    #[case("Ich habe ein Bild angehängt.")]
    #[case("Ich hänge ein Foto an.")]
    #[case("Photo ci-jointe.")]
    #[case("Je joins une photo de la couture.")]
    #[case("Vous trouverez en pièce jointe une photo.")]
    #[case("Adjunto una foto del daño.")]
    #[case("He adjuntado nada; foto adjunta abajo.")]
    #[case("Allego una foto del danno.")]
    #[case("In allegato trova due immagini.")]
    #[case("Foto bijgevoegd.")]
    #[case("Ik voeg een foto bij.")]
    #[case("Segue a foto em anexo.")]
    #[case("Anexei uma imagem.")]
    fn a_photo_is_said_to_be_attached(#[case] text: &str) {
        assert_eq!(said_attached(text), Some(Attached::Photo));
    }

    #[rstest]
    #[case("The invoice is attached.")]
    #[case("Please find attached what you asked for.")]
    #[case("Siehe Anhang.")]
    #[case("Den Beleg finden Sie im Anhang.")]
    #[case("La facture est en pièce jointe.")]
    #[case("Le envío la factura adjunta.")]
    #[case("Trova lo scontrino in allegato.")]
    #[case("De factuur vindt u in de bijlage.")]
    #[case("O recibo vai em anexo.")]
    fn a_file_is_said_to_be_attached(#[case] text: &str) {
        assert_eq!(said_attached(text), Some(Attached::File));
    }

    #[rstest]
    #[case("The buckle attached to the strap broke.")]
    #[case("I have no photo attached.")]
    #[case("Shall I attach a photo?")]
    #[case("I can attach a photo if that helps.")]
    #[case("The picture on your page shows another colour.")]
    #[case("The return label you attached cannot be opened.")]
    #[case("I will send a photo tomorrow.")]
    #[case("Soll ich ein Foto anhängen?")]
    #[case("Ich kann ein Foto anhängen.")]
    #[case("In Ihrem Anhang fehlt die Rechnung.")]
    #[case("Puis-je joindre une photo ?")]
    #[case("Je n'ai pas joint de photo.")]
    #[case("No puedo adjuntar la foto.")]
    #[case("Non ho allegato la foto.")]
    #[case("Ik kan geen foto als bijlage sturen.")]
    #[case("Não anexei foto.")]
    #[case("A photo of the joint is on your page.")]
    #[case("Where is my order?")]
    fn who_asks_denies_or_speaks_of_something_else_attaches_nothing(#[case] text: &str) {
        assert_eq!(said_attached(text), None);
    }

    #[test]
    fn what_somebody_here_has_thanked_for_has_arrived() {
        for text in ["Hello Nils, thank you for the photo. I am asking the maker.", "Danke für das Bild."] {
            assert!(THANKED.is_match(&text.to_lowercase()), "{text}");
        }
        assert!(!THANKED.is_match("thank you for writing. please send us a photo."));
    }
}
