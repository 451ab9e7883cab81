//! Routes and their description, mounted in one step: what is not described cannot be reached.
//!
//! The document is OpenAPI 3.1. Parameter names and shapes are the vendor's; the words are ours.

mod document;
mod operation;
mod path;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, on};
use utoipa::openapi::path::HttpMethod;
use utoipa::openapi::{OpenApi, Paths};

pub(crate) use operation::{Operation, describe, describe_public};

use crate::state::ApiState;
use document::Schemas;

/// Everything that is mounted, and everything that is said about it.
pub(crate) struct Routes {
    router: Router<ApiState>,
    paths: Paths,
    schemas: Schemas,
}

/// What is said about routes.
pub(crate) struct Description {
    paths: Paths,
    schemas: Schemas,
}

impl Description {
    /// The document about these and other routes, for a hub at `public_url`.
    pub(crate) fn document(mut self, others: Self, public_url: &str) -> OpenApi {
        self.paths.merge(others.paths);
        self.schemas.extend(others.schemas);
        document::of(public_url, self.paths, self.schemas)
    }
}

impl Routes {
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), paths: Paths::new(), schemas: Schemas::new() }
    }

    /// Mounts a GET.
    pub(crate) fn get<H, T>(self, path: &str, handler: H, operation: Operation) -> Self
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        self.mount(MethodFilter::GET, HttpMethod::Get, path, handler, operation)
    }

    /// Mounts a POST.
    pub(crate) fn post<H, T>(self, path: &str, handler: H, operation: Operation) -> Self
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        self.mount(MethodFilter::POST, HttpMethod::Post, path, handler, operation.takes_idempotency_key())
    }

    /// Mounts a POST without an `Idempotency-Key`: it makes nothing that a second one could repeat, or is a form on a page
    /// for people, of which browsers send none.
    pub(crate) fn post_keyless<H, T>(self, path: &str, handler: H, operation: Operation) -> Self
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        self.mount(MethodFilter::POST, HttpMethod::Post, path, handler, operation)
    }

    /// Mounts a described POST once more, for clients that leave a slash in an identifier as it is.
    pub(crate) fn post_unencoded<H, T>(mut self, path: &str, handler: H) -> Self
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        self.router = self.router.route(path, on(MethodFilter::POST, handler));
        self
    }

    /// The same for a GET.
    pub(crate) fn get_unencoded<H, T>(mut self, path: &str, handler: H) -> Self
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        self.router = self.router.route(path, on(MethodFilter::GET, handler));
        self
    }

    /// Mounts a DELETE.
    pub(crate) fn delete<H, T>(self, path: &str, handler: H, operation: Operation) -> Self
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        self.mount(MethodFilter::DELETE, HttpMethod::Delete, path, handler, operation)
    }

    fn mount<H, T>(
        mut self,
        filter: MethodFilter,
        method: HttpMethod,
        path: &str,
        handler: H,
        operation: Operation,
    ) -> Self
    where
        H: Handler<T, ApiState>,
        T: 'static,
    {
        let (described, schemas) = operation.at(path);
        self.paths.add_path_operation(path, vec![method], described);
        self.schemas.extend(schemas);
        // The router has no parameters with an ending; the extractor takes it off.
        self.router = self.router.route(&path.replace("}.json", "}"), on(filter, handler));
        self
    }

    /// Wraps what is mounted so far.
    pub(crate) fn map_router(mut self, turn: impl FnOnce(Router<ApiState>) -> Router<ApiState>) -> Self {
        self.router = turn(self.router);
        self
    }

    /// Adds what another one has.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.paths.merge(other.paths);
        self.schemas.extend(other.schemas);
        self
    }

    /// What is mounted, and what is said about it.
    pub(crate) fn into_parts(self) -> (Router<ApiState>, Description) {
        (self.router, Description { paths: self.paths, schemas: self.schemas })
    }
}
