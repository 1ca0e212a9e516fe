//! Where a model is asked: OpenAI and what is compatible with it, or Azure, whose paths and header differ.

use async_openai::config::Config;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::BadServer;

/// Azure's header for the key.
const AZURE_KEY: HeaderName = HeaderName::from_static("api-key");

/// A server, as it is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// With the path before `/chat/completions`; at Azure the resource's address alone.
    pub base_url: String,
    /// What speaks there.
    pub protocol: Protocol,
}

/// What speaks at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// OpenAI, or compatible with it.
    OpenAi,
    /// Azure OpenAI.
    Azure {
        /// The deployment that is asked.
        deployment: String,
        /// A dated version of the API (`2024-10-21`); without it the undated one (`/openai/v1`).
        api_version: Option<String>,
    },
}

impl Server {
    /// OpenAI's own, or compatible with it.
    pub fn open_ai(base_url: &str) -> Self {
        Self { base_url: base_url.to_owned(), protocol: Protocol::OpenAi }
    }

    /// The address that a path like `/chat/completions` is put behind.
    ///
    /// # Errors
    /// It is no web address, or plain http beyond loopback.
    pub(super) fn place(&self) -> Result<Place, BadServer> {
        let url = Url::parse(&self.base_url).map_err(|_| BadServer::NoUrl)?;
        let is_loopback = is_loopback(&url);
        match url.scheme() {
            "https" => {}
            "http" if is_loopback => {}
            "http" => return Err(BadServer::Plain),
            _ => return Err(BadServer::NoUrl),
        }
        let base = self.base_url.trim_end_matches('/');
        let Protocol::Azure { deployment, api_version } = &self.protocol else {
            return Ok(Place {
                base: base.to_owned(),
                list: base.to_owned(),
                api_version: None,
                is_loopback,
            });
        };
        // People copy the address from the portal with more or less of the path.
        let resource = base.trim_end_matches("/v1").trim_end_matches("/openai");
        let openai = format!("{resource}/openai");
        Ok(match api_version {
            Some(version) => Place {
                base: format!("{openai}/deployments/{}", segment(deployment)),
                list: openai,
                api_version: Some(version.clone()),
                is_loopback,
            },
            None => {
                let base = format!("{openai}/v1");
                Place { list: base.clone(), base, api_version: None, is_loopback }
            }
        })
    }

    /// The name that stands in a request's body.
    pub(super) fn model<'a>(&'a self, name: &'a str) -> &'a str {
        match &self.protocol {
            Protocol::Azure { deployment, .. } => deployment,
            Protocol::OpenAi => name,
        }
    }

    /// The headers that a key travels in; without a key there are none.
    ///
    /// # Errors
    /// The key has characters that no header can have; in words.
    pub(super) fn headers(&self, key: Option<&SecretString>) -> Result<HeaderMap, String> {
        let mut headers = HeaderMap::new();
        let Some(key) = key else { return Ok(headers) };
        let (name, value) = match self.protocol {
            Protocol::OpenAi => (AUTHORIZATION, format!("Bearer {}", key.expose_secret())),
            Protocol::Azure { .. } => (AZURE_KEY, key.expose_secret().to_owned()),
        };
        let mut value = HeaderValue::from_str(&value)
            .map_err(|_| "the key has characters that no key has (a line break?)".to_owned())?;
        value.set_sensitive(true);
        headers.insert(name, value);
        Ok(headers)
    }
}

/// A server's address in its parts.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Before `/chat/completions`.
    pub(super) base: String,
    /// Before `/models`.
    pub(super) list: String,
    pub(super) api_version: Option<String>,
    pub(super) is_loopback: bool,
}

impl Place {
    /// The query that every request carries.
    pub(super) fn query(&self) -> Vec<(&str, &str)> {
        self.api_version.iter().map(|version| ("api-version", version.as_str())).collect()
    }
}

/// A place with the headers of one request, as the library takes it. Every value is set here: the library's own
/// configurations fill theirs from the environment.
pub(super) struct Reached {
    pub(super) place: Place,
    pub(super) headers: HeaderMap,
    /// The library asks for it and uses it nowhere: the key is in the headers.
    pub(super) no_key: SecretString,
}

impl Config for Reached {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.place.base)
    }

    fn query(&self) -> Vec<(&str, &str)> {
        self.place.query()
    }

    fn api_base(&self) -> &str {
        &self.place.base
    }

    fn api_key(&self) -> &SecretString {
        &self.no_key
    }
}

/// A name as one segment of a path.
fn segment(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    name.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
        address.is_ok_and(|address| address.is_loopback())
            || host == "localhost"
            || host.ends_with(".localhost")
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const RESOURCE: &str = "https://acme.openai.azure.com";

    #[rstest]
    #[case::resource(RESOURCE)]
    #[case::with_a_slash("https://acme.openai.azure.com/")]
    #[case::with_the_path("https://acme.openai.azure.com/openai/v1/")]
    #[case::with_half_of_it("https://acme.openai.azure.com/openai")]
    fn azures_address_is_taken_as_people_copy_it(#[case] base_url: &str) {
        let place = |api_version: Option<&str>| {
            let api_version = api_version.map(str::to_owned);
            let protocol = Protocol::Azure { deployment: "our gpt".to_owned(), api_version };
            Server { base_url: base_url.to_owned(), protocol }.place().expect("an address")
        };
        let dated = place(Some("2024-10-21"));
        assert_eq!(dated.base, format!("{RESOURCE}/openai/deployments/our%20gpt"));
        assert_eq!(dated.query(), [("api-version", "2024-10-21")]);
        let undated = place(None);
        assert_eq!(
            (undated.base, undated.list),
            (format!("{RESOURCE}/openai/v1"), format!("{RESOURCE}/openai/v1"))
        );
    }

    #[test]
    fn a_key_that_is_no_header_is_refused_and_not_repeated() {
        let refused = Server::open_ai(RESOURCE).headers(Some(&"sk-1\nx".to_owned().into()));
        assert!(refused.is_err_and(|why| !why.contains("sk-1")));
    }
}
