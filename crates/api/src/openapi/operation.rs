//! What is said about one operation.

use utoipa::openapi::path::{
    Operation as Described, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, SchemaFormat};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{
    AllOfBuilder, ContentBuilder, ObjectBuilder, Ref, RefOr, Required, Response, ResponseBuilder,
    ResponsesBuilder, Schema, Type,
};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::document::Schemas;
use super::path;
use crate::error::ErrorView;
use crate::paging::{Meta, PageParameters};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// What every operation may answer besides its own refusals.
const ALWAYS: [(u16, &str); 7] = [
    (401, "The credentials are missing or wrong."),
    (403, "The account is suspended or closed."),
    (414, "The path with its query is too long."),
    (431, "The header is too long."),
    (429, "Too many requests; the header Retry-After says when to come back."),
    (500, "Our fault."),
    (503, "Not available just now; try again."),
];

/// One operation.
pub(crate) struct Operation {
    builder: OperationBuilder,
    parameters: Vec<Parameter>,
    responses: ResponsesBuilder,
    schemas: Schemas,
    form: Option<(RefOr<Schema>, bool)>,
}

/// Begins the description of an operation that needs no credentials.
pub(crate) fn describe_public(id: &str, summary: &str) -> Operation {
    // One empty requirement says that none is needed, where no requirement would mean the document's own.
    let builder = OperationBuilder::new().operation_id(Some(id)).tag("Hub").summary(Some(summary));
    Operation::from(builder.security(SecurityRequirement::default()))
}

/// Begins a description. `id` is the vendor's where it has one; `tag` groups operations on a page.
pub(crate) fn describe(id: impl Into<String>, tag: &str, summary: impl Into<String>) -> Operation {
    let operation =
        Operation::from(OperationBuilder::new().operation_id(Some(id)).tag(tag).summary(Some(summary)));
    ALWAYS.into_iter().fold(operation, |operation, (status, words)| operation.refuses_with(status, words))
}

impl From<OperationBuilder> for Operation {
    fn from(builder: OperationBuilder) -> Self {
        Self {
            builder,
            parameters: Vec::new(),
            responses: ResponsesBuilder::new(),
            schemas: Schemas::new(),
            form: None,
        }
    }
}

impl Operation {
    /// More words.
    pub(crate) fn explained(mut self, words: &str) -> Self {
        self.builder = self.builder.description(Some(words));
        self
    }

    /// Parameters of the query.
    pub(crate) fn query<Q: IntoParams>(mut self) -> Self {
        self.parameters.extend(Q::into_params(|| Some(ParameterIn::Query)));
        self
    }

    /// Parameters of the body, as a form or as JSON.
    pub(crate) fn form<F: ToSchema>(mut self) -> Self {
        self.form = Some((self.reference::<F>(), false));
        self
    }

    /// The same, and as a multipart body with a part `File`.
    pub(crate) fn form_with_file<F: ToSchema>(mut self) -> Self {
        self.form = Some((self.reference::<F>(), true));
        self
    }

    /// A JSON body.
    pub(crate) fn json<B: ToSchema>(mut self) -> Self {
        let content = ContentBuilder::new().schema(Some(self.reference::<B>())).build();
        self.builder =
            self.builder.request_body(Some(RequestBodyBuilder::new().content(JSON, content).build()));
        self
    }

    /// Refusals of a service of ATIS-1000082.
    pub(crate) fn refuses_atis(mut self) -> Self {
        for (status, words) in [
            (400, "SVC4000, SVC4001, SVC4005, SVC4006: the body, or a parameter in it."),
            (401, "POL4010: the credentials are missing or wrong."),
            (403, "POL4030: the call is not signed, for the reasons named; or the account is suspended."),
            (404, "SVC4003: the account is not there, or somebody else's."),
            (406, "SVC4002: the answer is JSON."),
            (408, "The body did not arrive in time."),
            (411, "SVC4007: the length of the body is not told."),
            (413, "The body is too long."),
            (415, "SVC4004: the body is JSON."),
            (500, "POL5000: our fault."),
        ] {
            let object = ObjectBuilder::new().schema_type(Type::Object).build();
            self = self.response(status, json(words, RefOr::T(object.into())));
        }
        self
    }

    /// These parameters of the body must be there, although its schema, shared with another operation, leaves them
    /// optional.
    pub(crate) fn requires(mut self, names: &[&str]) -> Self {
        let required = names
            .iter()
            .fold(ObjectBuilder::new().schema_type(Type::Object), |object, name| object.required(*name));
        self.form = self.form.map(|(schema, has_file)| {
            (RefOr::T(AllOfBuilder::new().item(schema).item(required).build().into()), has_file)
        });
        self
    }

    /// The answer to a request that succeeds.
    pub(crate) fn answers<V: ToSchema>(mut self, status: u16, words: &str) -> Self {
        let schema = self.reference::<V>();
        self.response(status, json(words, schema))
    }

    /// The answer is a list of `/v1`, its rows under `key`.
    pub(crate) fn lists<V: ToSchema>(mut self, key: &str) -> Self {
        let rows = ArrayBuilder::new().items(self.reference::<V>());
        let meta = self.reference::<Meta>();
        let schema =
            ObjectBuilder::new().property(key, rows).required(key).property("meta", meta).required("meta");
        self.query::<PageParameters>().response(200, json("A page of the list.", RefOr::T(schema.into())))
    }

    /// The answer is a list of 2010-04-01, its rows under `key`.
    pub(crate) fn lists_flat<V: ToSchema>(mut self, key: &str) -> Self {
        let rows = ArrayBuilder::new().items(self.reference::<V>());
        let mut schema = ObjectBuilder::new().property(key, rows).required(key);
        for name in ["page", "page_size", "start", "end"] {
            schema = schema.property(name, ObjectBuilder::new().schema_type(Type::Integer)).required(name);
        }
        for name in ["uri", "first_page_uri", "next_page_uri", "previous_page_uri"] {
            schema = schema.property(name, Option::<String>::schema()).required(name);
        }
        self.query::<PageParameters>().response(200, json("A page of the list.", RefOr::T(schema.into())))
    }

    /// Success without a body.
    pub(crate) fn answers_nothing(self) -> Self {
        self.response(204, Response::new("Done."))
    }

    /// The answer is a file.
    pub(crate) fn answers_file(self) -> Self {
        let bytes = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
        let content = ContentBuilder::new().schema(Some(bytes)).build();
        let file = ["application/pdf", "image/png", "image/jpeg"]
            .into_iter()
            .fold(ResponseBuilder::new().description("The file."), |file, kind| {
                file.content(kind, content.clone())
            });
        self.response(200, file.build())
    }

    /// The answer is a page for people.
    pub(crate) fn answers_page(self) -> Self {
        self.shows(200, "The page.")
    }

    /// The answer is text of a type of its own.
    pub(crate) fn answers_text(self, media_type: &str, words: &str) -> Self {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let content = ContentBuilder::new().schema(Some(text)).build();
        self.response(200, ResponseBuilder::new().description(words).content(media_type, content).build())
    }

    /// The answer is lines for a program, as JSON or as CSV.
    pub(crate) fn answers_lines(self, words: &str) -> Self {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let content = ContentBuilder::new().schema(Some(text)).build();
        let lines = ResponseBuilder::new().description(words);
        self.response(
            200,
            lines.content("application/x-ndjson", content.clone()).content("text/csv", content).build(),
        )
    }

    /// One of several pages for people.
    pub(crate) fn shows(self, status: u16, words: &str) -> Self {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let page = ResponseBuilder::new().description(words);
        self.response(
            status,
            page.content("text/html", ContentBuilder::new().schema(Some(text)).build()).build(),
        )
    }

    /// Fields of the form on a page for people.
    pub(crate) fn page_form<F: ToSchema>(mut self) -> Self {
        let content = ContentBuilder::new().schema(Some(self.reference::<F>())).build();
        self.builder =
            self.builder.request_body(Some(RequestBodyBuilder::new().content(FORM, content).build()));
        self.refuses_with(408, "The body did not arrive in time.").refuses_with(413, "The body is too long.")
    }

    /// The answer is a JSON object that is described elsewhere.
    pub(crate) fn answers_object(self, words: &str) -> Self {
        let object = ObjectBuilder::new().schema_type(Type::Object).build();
        self.response(200, json(words, RefOr::T(object.into())))
    }

    /// A refusal with the error body.
    pub(crate) fn refuses_with(mut self, status: u16, words: &str) -> Self {
        let schema = self.reference::<ErrorView>();
        self.response(status, json(words, schema))
    }

    /// Wrong parameters.
    pub(crate) fn refuses_bad_input(self) -> Self {
        self.refuses_with(
            400,
            "A parameter is missing or wrong, or a rule is in the way; the message says which.",
        )
    }

    /// What the path names is not there.
    pub(crate) fn refuses_unknown(self) -> Self {
        self.refuses_with(404, "There is no such resource, or it is somebody else's.")
    }

    /// It is there already, or was changed meanwhile.
    pub(crate) fn refuses_conflicts(self) -> Self {
        self.refuses_with(409, "It exists already, or somebody else changed it at the same time.")
    }

    /// The header that makes a POST safe to repeat.
    pub(super) fn takes_idempotency_key(mut self) -> Self {
        let header = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(
                "1 to 255 visible ASCII characters of your choice. Repeating the request with the same key within a day \
                 gives the first answer again and changes nothing.",
            ))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(255))));
        self.parameters.push(header.build());
        self.refuses_bad_input()
            .refuses_with(
                409,
                "It exists already, somebody else changed it at the same time, or a request with the same Idempotency-Key \
                 is still running.",
            )
            .refuses_with(413, "The body is too long.")
            .refuses_with(422, "The Idempotency-Key was used with another body.")
    }

    /// The finished description at `path`, and the schemas that it refers to.
    pub(super) fn at(mut self, path: &str) -> (Described, Schemas) {
        if let Some((schema, has_file)) = self.form.take() {
            self = self
                .refuses_with(408, "The body did not arrive in time.")
                .refuses_with(413, "The body is too long.")
                .refuses_with(415, "The body is of another media type.");
            let content = ContentBuilder::new().schema(Some(schema.clone())).build();
            let mut body = RequestBodyBuilder::new().content(FORM, content.clone()).content(JSON, content);
            if has_file {
                body = body.content(MULTIPART, ContentBuilder::new().schema(Some(with_file(schema))).build());
            }
            self.builder = self.builder.request_body(Some(body.build()));
        }
        let parameters = path::parameters(path).into_iter().chain(self.parameters);
        let described = self.builder.parameters(Some(parameters)).responses(self.responses).build();
        (described, self.schemas)
    }

    fn response(mut self, status: u16, response: Response) -> Self {
        self.responses = self.responses.response(status.to_string(), response);
        self
    }

    fn reference<S: ToSchema>(&mut self) -> RefOr<Schema> {
        let name = S::name().into_owned();
        let mut nested = Vec::new();
        S::schemas(&mut nested);
        self.schemas.extend(nested);
        self.schemas.insert(name.clone(), S::schema());
        RefOr::Ref(Ref::from_schema_name(name))
    }
}

fn json(words: &str, schema: RefOr<Schema>) -> Response {
    ResponseBuilder::new()
        .description(words)
        .content(JSON, ContentBuilder::new().schema(Some(schema)).build())
        .build()
}

fn with_file(texts: RefOr<Schema>) -> Schema {
    let bytes = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
        .description(Some("A PDF, PNG or JPEG; judged by its content, not by its name."));
    let file = ObjectBuilder::new().property("File", bytes);
    AllOfBuilder::new().item(texts).item(file).build().into()
}
