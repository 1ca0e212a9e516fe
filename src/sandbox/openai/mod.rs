pub const MODEL: &str = "sandbox-model";
pub fn answer(_: &super::exchange::Request) -> super::exchange::Response {
    super::exchange::Response::empty(501)
}
