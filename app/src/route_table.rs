//! Routes that know what they are: one call puts a handler into the router and its method and path into the list, so
//! that the list cannot miss one. clippy.toml refuses the router's own calls everywhere else.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

/// Method and pattern.
pub type Route = (Method, &'static str);

pub struct RouteTable<S> {
    router: Router<S>,
    listed: Vec<Route>,
}

impl<S: Clone + Send + Sync + 'static> RouteTable<S> {
    #[expect(clippy::new_without_default, reason = "an empty one is where a table begins, and nobody’s default")]
    pub fn new() -> Self {
        Self { router: Router::new(), listed: Vec::new() }
    }

    pub fn get<H: Handler<T, S>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.listed(Method::GET, path).on(MethodFilter::GET, path, handler)
    }

    pub fn post<H: Handler<T, S>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.listed(Method::POST, path).on(MethodFilter::POST, path, handler)
    }

    /// Instead of what GET does. It belongs to that, and is not listed.
    pub fn head<H: Handler<T, S>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.on(MethodFilter::HEAD, path, handler)
    }

    pub fn merge(mut self, mut other: Self) -> Self {
        self.listed.append(&mut other.listed);
        Self { router: self.router.merge(other.router), listed: self.listed }
    }

    pub fn router(self) -> Router<S> {
        self.router
    }

    pub fn routes(self) -> Vec<Route> {
        self.listed
    }

    fn listed(mut self, method: Method, path: &'static str) -> Self {
        self.listed.push((method, path));
        self
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    fn on<H: Handler<T, S>, T: 'static>(self, method: MethodFilter, path: &'static str, handler: H) -> Self {
        Self { router: self.router.route(path, on(method, handler)), listed: self.listed }
    }
}
