//! The macros that are there without being configured, in seven languages.

use super::Macro;

/// A macro's texts: its name, and each language's text; the first is taken where the customer's has none.
type Texts = (&'static str, &'static [(&'static str, &'static str)]);

const TEXTS: &[Texts] = &[
    (
        "Where the parcel is",
        &[
            (
                "en",
                "Hello {customer.first_name},\n\nThank you for your message. Your order {order.number} has been on its way with {order.carrier} for {order.days_on_the_way}; its tracking number is {order.tracking}. I am keeping an eye on it and will write to you as soon as something changes.",
            ),
            (
                "de",
                "Hallo {customer.first_name},\n\nvielen Dank für Ihre Nachricht. Ihre Bestellung {order.number} ist jetzt {order.days_on_the_way} mit {order.carrier} unterwegs; die Sendungsnummer ist {order.tracking}. Ich behalte sie im Blick und schreibe Ihnen, sobald sich etwas ändert.",
            ),
            (
                "fr",
                "Bonjour {customer.first_name},\n\nmerci pour votre message. Votre commande {order.number} est en chemin avec {order.carrier} depuis {order.days_on_the_way} ; son numéro de suivi est {order.tracking}. Je la garde à l'œil et je vous écris dès que quelque chose change.",
            ),
            (
                "es",
                "Hola, {customer.first_name}:\n\nGracias por su mensaje. Su pedido {order.number} lleva {order.days_on_the_way} en camino con {order.carrier}; su número de seguimiento es {order.tracking}. Lo sigo de cerca y le escribiré en cuanto cambie algo.",
            ),
            (
                "it",
                "Buongiorno {customer.first_name},\n\ngrazie per il Suo messaggio. Il Suo ordine {order.number} è in viaggio con {order.carrier} da {order.days_on_the_way}; il numero di tracciamento è {order.tracking}. Lo tengo d'occhio e Le scrivo appena cambia qualcosa.",
            ),
            (
                "nl",
                "Hallo {customer.first_name},\n\nbedankt voor uw bericht. Uw bestelling {order.number} is nu {order.days_on_the_way} onderweg met {order.carrier}; het trackingnummer is {order.tracking}. Ik houd het in de gaten en schrijf u zodra er iets verandert.",
            ),
            (
                "pt",
                "Olá, {customer.first_name}:\n\nObrigado pela sua mensagem. A sua encomenda {order.number} está a caminho com {order.carrier} há {order.days_on_the_way}; o número de seguimento é {order.tracking}. Estou a acompanhá-la e escrevo-lhe assim que algo mudar.",
            ),
        ],
    ),
    (
        "Change of address",
        &[
            (
                "en",
                "Hello {customer.first_name},\n\nThank you for telling us. I am passing the new address for order {order.number} on and will confirm it as soon as it is changed. If the parcel has left by then, I will ask the carrier to redirect it.",
            ),
            (
                "de",
                "Hallo {customer.first_name},\n\nvielen Dank für die Mitteilung. Ich gebe die neue Adresse für die Bestellung {order.number} weiter und bestätige sie Ihnen, sobald sie geändert ist. Falls das Paket bis dahin unser Lager verlassen hat, bitte ich den Paketdienst, es umzuleiten.",
            ),
            (
                "fr",
                "Bonjour {customer.first_name},\n\nmerci de nous prévenir. Je transmets la nouvelle adresse pour la commande {order.number} et je vous la confirme dès qu'elle est modifiée. Si le colis est parti d'ici là, je demande au transporteur de le réacheminer.",
            ),
            (
                "es",
                "Hola, {customer.first_name}:\n\nGracias por avisarnos. Paso la nueva dirección del pedido {order.number} y se la confirmo en cuanto esté cambiada. Si para entonces el paquete ya ha salido, pediré al transportista que lo desvíe.",
            ),
            (
                "it",
                "Buongiorno {customer.first_name},\n\ngrazie per averci avvisato. Inoltro il nuovo indirizzo per l'ordine {order.number} e Glielo confermo appena è cambiato. Se il pacco sarà già partito, chiederò al corriere di deviarlo.",
            ),
            (
                "nl",
                "Hallo {customer.first_name},\n\nbedankt voor het doorgeven. Ik geef het nieuwe adres voor bestelling {order.number} door en bevestig het zodra het gewijzigd is. Als het pakket dan al weg is, vraag ik de vervoerder om het om te leiden.",
            ),
            (
                "pt",
                "Olá, {customer.first_name}:\n\nObrigado por nos avisar. Vou transmitir a nova morada da encomenda {order.number} e confirmo-a assim que estiver alterada. Se a encomenda já tiver saído, peço à transportadora que a reencaminhe.",
            ),
        ],
    ),
    (
        "How to return",
        &[
            (
                "en",
                "Hello {customer.first_name},\n\nThank you for your message. You would like to send back something from order {order.number} of {order.placed_at}. Please tell me which items and why; I will then send you the next steps.",
            ),
            (
                "de",
                "Hallo {customer.first_name},\n\nvielen Dank für Ihre Nachricht. Sie möchten etwas aus der Bestellung {order.number} vom {order.placed_at} zurückgeben. Bitte schreiben Sie mir, welche Artikel und warum; dann nenne ich Ihnen die nächsten Schritte.",
            ),
            (
                "fr",
                "Bonjour {customer.first_name},\n\nmerci pour votre message. Vous souhaitez retourner un article de la commande {order.number} du {order.placed_at}. Dites-moi s'il vous plaît lesquels et pourquoi ; je vous indiquerai alors la marche à suivre.",
            ),
            (
                "es",
                "Hola, {customer.first_name}:\n\nGracias por su mensaje. Desea devolver algo del pedido {order.number} del {order.placed_at}. Dígame por favor qué artículos y por qué; le indicaré entonces los siguientes pasos.",
            ),
            (
                "it",
                "Buongiorno {customer.first_name},\n\ngrazie per il Suo messaggio. Desidera rendere qualcosa dell'ordine {order.number} del {order.placed_at}. Mi dica per favore quali articoli e perché; Le indicherò poi come procedere.",
            ),
            (
                "nl",
                "Hallo {customer.first_name},\n\nbedankt voor uw bericht. U wilt iets uit bestelling {order.number} van {order.placed_at} terugsturen. Laat me alstublieft weten welke artikelen en waarom; dan leg ik u de volgende stappen uit.",
            ),
            (
                "pt",
                "Olá, {customer.first_name}:\n\nObrigado pela sua mensagem. Gostaria de devolver algo da encomenda {order.number} de {order.placed_at}. Diga-me por favor que artigos e porquê; indico-lhe depois os próximos passos.",
            ),
        ],
    ),
    (
        "Delayed at the warehouse",
        &[
            (
                "en",
                "Hello {customer.first_name},\n\nYour order {order.number} has been at our warehouse for {order.unsent_for}, and I am sorry about that. I am finding out what it waits for and will write to you with the answer.",
            ),
            (
                "de",
                "Hallo {customer.first_name},\n\nIhre Bestellung {order.number} liegt jetzt {order.unsent_for} in unserem Lager, und das tut mir leid. Ich kläre, worauf sie wartet, und schreibe Ihnen mit der Antwort.",
            ),
            (
                "fr",
                "Bonjour {customer.first_name},\n\nvotre commande {order.number} se trouve dans notre entrepôt depuis {order.unsent_for}, et j'en suis désolé. Je me renseigne sur ce qu'elle attend et je vous écris avec la réponse.",
            ),
            (
                "es",
                "Hola, {customer.first_name}:\n\nSu pedido {order.number} lleva {order.unsent_for} en nuestro almacén, y lo siento. Estoy averiguando a qué espera y le escribiré con la respuesta.",
            ),
            (
                "it",
                "Buongiorno {customer.first_name},\n\nil Suo ordine {order.number} si trova nel nostro magazzino da {order.unsent_for}, e me ne scuso. Verifico che cosa manca e Le scrivo con la risposta.",
            ),
            (
                "nl",
                "Hallo {customer.first_name},\n\nuw bestelling {order.number} ligt nu {order.unsent_for} in ons magazijn, en dat spijt me. Ik zoek uit waarop ze wacht en schrijf u met het antwoord.",
            ),
            (
                "pt",
                "Olá, {customer.first_name}:\n\nA sua encomenda {order.number} está no nosso armazém há {order.unsent_for}, e lamento. Estou a apurar do que está à espera e escrevo-lhe com a resposta.",
            ),
        ],
    ),
    (
        "Ask for a photo",
        &[
            (
                "en",
                "Hello {customer.first_name},\n\nThank you for your message about case {case.number}, and I am sorry for the trouble. Could you send us a photo of the item and of its label? I will then find out what we can do.",
            ),
            (
                "de",
                "Hallo {customer.first_name},\n\nvielen Dank für Ihre Nachricht zum Fall {case.number}, und entschuldigen Sie die Mühe. Könnten Sie uns ein Foto des Artikels und seines Etiketts schicken? Ich kläre dann, was wir tun können.",
            ),
            (
                "fr",
                "Bonjour {customer.first_name},\n\nmerci pour votre message concernant le dossier {case.number}, et veuillez excuser ce désagrément. Pourriez-vous nous envoyer une photo de l'article et de son étiquette ? Je verrai alors ce que nous pouvons faire.",
            ),
            (
                "es",
                "Hola, {customer.first_name}:\n\nGracias por su mensaje sobre el caso {case.number}, y siento las molestias. ¿Podría enviarnos una foto del artículo y de su etiqueta? Entonces veré qué podemos hacer.",
            ),
            (
                "it",
                "Buongiorno {customer.first_name},\n\ngrazie per il Suo messaggio sul caso {case.number}, e mi scuso per il disagio. Potrebbe inviarci una foto dell'articolo e della sua etichetta? Verificherò poi che cosa possiamo fare.",
            ),
            (
                "nl",
                "Hallo {customer.first_name},\n\nbedankt voor uw bericht over zaak {case.number}, en excuses voor het ongemak. Kunt u ons een foto van het artikel en van het label sturen? Dan zoek ik uit wat we kunnen doen.",
            ),
            (
                "pt",
                "Olá, {customer.first_name}:\n\nObrigado pela sua mensagem sobre o caso {case.number}, e lamento o incómodo. Poderia enviar-nos uma foto do artigo e da etiqueta? Verei depois o que podemos fazer.",
            ),
        ],
    ),
];

/// Those that are there without being configured.
pub fn built_in() -> Vec<Macro> {
    let owned = |(language, text): &(&str, &str)| ((*language).to_owned(), (*text).to_owned());
    let one = |(name, texts): &Texts| Macro {
        name: (*name).to_owned(),
        text: texts.first().map(|(_, text)| (*text).to_owned()).unwrap_or_default(),
        texts: texts.iter().skip(1).map(owned).collect(),
        status: None,
        priority: None,
    };
    TEXTS.iter().map(one).collect()
}
