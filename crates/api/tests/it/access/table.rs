//! The table: what each asker is answered, as a status.
//!
//! Everybody sends the same well-formed request. It is about resources that its owner has just made, and names them in
//! the path; a path without identifiers is about the asker's own.

use std::collections::BTreeMap;

use crate::client::NOBODYS;

/// Those who ask, in the order of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker {
    /// Nobody: without credentials.
    Anonymous,
    /// A reviewer with e-mail and password, which count on the command line only.
    Reviewer,
    /// Another main account.
    Stranger,
    /// A subaccount of the owner.
    Subaccount,
    /// The parent of the owner.
    Parent,
    /// The owner with an API key.
    Key,
    /// The owner with the auth token.
    Owner,
    /// A partner of the provider, with every scope.
    Partner,
}

/// All of them.
pub(super) const ASKERS: [Asker; 8] = [
    Asker::Anonymous,
    Asker::Reviewer,
    Asker::Stranger,
    Asker::Subaccount,
    Asker::Parent,
    Asker::Key,
    Asker::Owner,
    Asker::Partner,
];

const TABLE: &str = "
                                                            anonymous reviewer stranger subaccount parent key owner partner
GET    /health                                                    200      200      200        200    200 200   200     200
GET    /ready                                                     200      200      200        200    200 200   200     200
GET    /openapi.json                                              200      200      200        200    200 200   200     200
GET    /docs                                                      200      200      200        200    200 200   200     200
GET    /docs/callbacks                                            200      200      200        200    200 200   200     200
GET    /docs/errors                                               200      200      200        200    200 200   200     200
GET    /docs/errors/{Code}                                        200      200      200        200    200 200   200     200
GET    /docs/test-mode                                            200      200      200        200    200 200   200     200
GET    /confirm/{Token}                                           200      200      200        200    200 200   200     200
POST   /confirm/{Token}                                           200      200      200        200    200 200   200     200
GET    /stir/certificates/{Name}                                  404      404      404        404    404 404   404     404
GET    /stir/logos/{Name}                                         404      404      404        404    404 404   404     404

GET    /.well-known/jwks.json                                     200      200      200        200    200 200   200     200
GET    /.well-known/jwt-vc-issuer                                 200      200      200        200    200 200   200     200
GET    /credentials/status/{List}                                 200      200      200        200    200 200   200     200

GET    /v1/Policies                                               401      401      200        200    200 200   200     403
GET    /v1/Policies/{Sid}                                         401      401      200        200    200 200   200     403
GET    /v1/EndUserTypes                                           401      401      200        200    200 200   200     403
GET    /v1/EndUserTypes/{Sid}                                     401      401      200        200    200 200   200     403
GET    /v1/SupportingDocumentTypes                                401      401      200        200    200 200   200     403
GET    /v1/SupportingDocumentTypes/{Sid}                          401      401      200        200    200 200   200     403

POST   /v1/CustomerProfiles                                       401      401      201        201    201 201   201     403
GET    /v1/CustomerProfiles                                       401      401      200        200    200 200   200     403
GET    /v1/CustomerProfiles/{Sid}                                 401      401      404        404    404 200   200     403
POST   /v1/CustomerProfiles/{Sid}                                 401      401      404        404    404 200   200     403
DELETE /v1/CustomerProfiles/{Sid}                                 401      401      404        404    404 204   204     403
POST   /v1/CustomerProfiles/{CustomerProfileSid}/EntityAssignments
                                                                  401      401      404        404    404 201   201     403
GET    /v1/CustomerProfiles/{CustomerProfileSid}/EntityAssignments
                                                                  401      401      404        404    404 200   200     403
GET    /v1/CustomerProfiles/{CustomerProfileSid}/EntityAssignments/{Sid}
                                                                  401      401      404        404    404 200   200     403
DELETE /v1/CustomerProfiles/{CustomerProfileSid}/EntityAssignments/{Sid}
                                                                  401      401      404        404    404 204   204     403
POST   /v1/CustomerProfiles/{CustomerProfileSid}/ChannelEndpointAssignments
                                                                  401      401      404        404    404 201   201     403
GET    /v1/CustomerProfiles/{CustomerProfileSid}/ChannelEndpointAssignments
                                                                  401      401      404        404    404 200   200     403
GET    /v1/CustomerProfiles/{CustomerProfileSid}/ChannelEndpointAssignments/{Sid}
                                                                  401      401      404        404    404 200   200     403
DELETE /v1/CustomerProfiles/{CustomerProfileSid}/ChannelEndpointAssignments/{Sid}
                                                                  401      401      404        404    404 204   204     403
POST   /v1/CustomerProfiles/{CustomerProfileSid}/Evaluations      401      401      404        404    404 201   201     403
GET    /v1/CustomerProfiles/{CustomerProfileSid}/Evaluations      401      401      404        404    404 200   200     403
GET    /v1/CustomerProfiles/{CustomerProfileSid}/Evaluations/{Sid}
                                                                  401      401      404        404    404 200   200     403
POST   /v1/CustomerProfiles/{CustomerProfileSid}/ProvisionalCopy  401      401      404        404    404 201   201     403
GET    /v1/CustomerProfiles/{CustomerProfileSid}/ProvisionalCopy  401      401      404        404    404 200   200     403
POST   /trust/v1/CustomerProfiles/{CustomerProfileSid}/Appeals    401      401      404        404    404 201   201     403
GET    /trust/v1/CustomerProfiles/{CustomerProfileSid}/Appeals    401      401      404        404    404 200   200     403
GET    /trust/v1/CustomerProfiles/{CustomerProfileSid}/Appeals/{Sid}
                                                                  401      401      404        404    404 200   200     403

GET    /trust/v1/CustomerProfiles                                 401      401      200        200    200 200   200     403
GET    /trust/v1/CustomerProfiles.csv                             401      401      200        200    200 200   200     403
GET    /trust/v1/CustomerProfiles/{Sid}/Timeline                  401      401      404        404    404 200   200     403
POST   /trust/v1/CustomerProfiles/{Sid}/Numbers                   401      401      404        404    404 200   200     403

POST   /v1/TrustProducts                                          401      401      201        201    201 201   201     403
GET    /v1/TrustProducts                                          401      401      200        200    200 200   200     403
GET    /v1/TrustProducts/{Sid}                                    401      401      404        404    404 200   200     403
POST   /v1/TrustProducts/{Sid}                                    401      401      404        404    404 200   200     403
DELETE /v1/TrustProducts/{Sid}                                    401      401      404        404    404 204   204     403
POST   /v1/TrustProducts/{TrustProductSid}/EntityAssignments      401      401      404        404    404 201   201     403
GET    /v1/TrustProducts/{TrustProductSid}/EntityAssignments      401      401      404        404    404 200   200     403
GET    /v1/TrustProducts/{TrustProductSid}/EntityAssignments/{Sid}
                                                                  401      401      404        404    404 200   200     403
DELETE /v1/TrustProducts/{TrustProductSid}/EntityAssignments/{Sid}
                                                                  401      401      404        404    404 204   204     403
POST   /v1/TrustProducts/{TrustProductSid}/ChannelEndpointAssignments
                                                                  401      401      404        404    404 201   201     403
GET    /v1/TrustProducts/{TrustProductSid}/ChannelEndpointAssignments
                                                                  401      401      404        404    404 200   200     403
GET    /v1/TrustProducts/{TrustProductSid}/ChannelEndpointAssignments/{Sid}
                                                                  401      401      404        404    404 200   200     403
DELETE /v1/TrustProducts/{TrustProductSid}/ChannelEndpointAssignments/{Sid}
                                                                  401      401      404        404    404 204   204     403
POST   /v1/TrustProducts/{TrustProductSid}/Evaluations            401      401      404        404    404 201   201     403
GET    /v1/TrustProducts/{TrustProductSid}/Evaluations            401      401      404        404    404 200   200     403
GET    /v1/TrustProducts/{TrustProductSid}/Evaluations/{Sid}      401      401      404        404    404 200   200     403
POST   /v1/TrustProducts/{TrustProductSid}/ProvisionalCopy        401      401      404        404    404 201   201     403
GET    /v1/TrustProducts/{TrustProductSid}/ProvisionalCopy        401      401      404        404    404 200   200     403
GET    /trust/v1/TrustProducts/{Sid}/Timeline                     401      401      404        404    404 200   200     403
POST   /trust/v1/TrustProducts/{Sid}/Numbers                      401      401      404        404    404 200   200     403

POST   /v1/EndUsers                                               401      401      201        201    201 201   201     403
GET    /v1/EndUsers                                               401      401      200        200    200 200   200     403
GET    /v1/EndUsers/{Sid}                                         401      401      404        404    404 200   200     403
POST   /v1/EndUsers/{Sid}                                         401      401      404        404    404 200   200     403
DELETE /v1/EndUsers/{Sid}                                         401      401      404        404    404 204   204     403
POST   /v1/SupportingDocuments                                    401      401      201        201    201 201   201     403
GET    /v1/SupportingDocuments                                    401      401      200        200    200 200   200     403
GET    /v1/SupportingDocuments/{Sid}                              401      401      404        404    404 200   200     403
POST   /v1/SupportingDocuments/{Sid}                              401      401      404        404    404 200   200     403
DELETE /v1/SupportingDocuments/{Sid}                              401      401      404        404    404 204   204     403
GET    /trust/v1/SupportingDocuments/{Sid}/File                   401      401      404        404    404 200   200     403
GET    /trust/v1/Accounts/{Sid}/TrustLevel                        401      401      404        404    200 200   200     403
POST   /stir/v1/signing                                           401      401      403        403    403 403   403     403
POST   /stir/v1/verification                                      401      401      200        200    200 200   200     403
GET    /trust/v1/Requirements                                     401      401      200        200    200 200   200     403
POST   /trust/v1/Attestations                                     401      401      201        201    201 201   201     403
GET    /trust/v1/Attestations/{Sid}                               401      401      404        404    200 200   200     403
GET    /trust/v1/CustomerProfiles/{Sid}/Vettings                  401      401      404        404    404 200   200     403

POST   /v1/ComplianceInquiries/Customers/Initialize               401      401      201        201    201 201   201     403
POST   /v1/ComplianceInquiries/Customers/{CustomerId}/Initialize  401      401      404        404    404 200   200     403

POST   /trust/v1/Domains                                          401      401      201        201    201 201   201     403
GET    /trust/v1/Domains                                          401      401      200        200    200 200   200     403
GET    /trust/v1/Domains/{Sid}                                    401      401      404        404    404 200   200     403
DELETE /trust/v1/Domains/{Sid}                                    401      401      404        404    404 204   204     403
POST   /trust/v1/Domains/{Sid}/Check                              401      401      404        404    404 200   200     403

POST   /v1/ComplianceInquiries/Registration/RegulatoryCompliance/GB/Initialize
                                                                  401      401      201        201    201 201   201     403
POST   /v1/ComplianceInquiries/Registration/{RegistrationId}/RegulatoryCompliance/GB/Initialize
                                                                  401      401      404        404    404 200   200     403
POST   /v1/ComplianceInquiries/Tollfree/Initialize                401      401      400        400    400 201   201     403
POST   /v1/Tollfree/Verifications                                 401      401      400        400    400 201   201     403
GET    /v1/Tollfree/Verifications                                 401      401      200        200    200 200   200     403
GET    /v1/Tollfree/Verifications/{Sid}                           401      401      404        404    404 200   200     403
POST   /v1/Tollfree/Verifications/{Sid}                           401      401      404        404    404 202   202     403
DELETE /v1/Tollfree/Verifications/{Sid}                           401      401      404        404    404 204   204     403

POST   /v1/A2PBrandRegistrations                                  401      401      201        201    201 201   201     403
GET    /v1/A2PBrandRegistrations/{Id}                             401      401      404        404    404 200   200     403
POST   /v1/A2PBrandRegistrations/{Id}/EmbeddedSessions            401      401      404        404    404 201   201     403
POST   /v1/A2PCampaignRegistrations                               401      401      400        400    400 201   201     403
GET    /v1/A2PCampaignRegistrations/{Id}                          401      401      404        404    404 200   200     403
POST   /v1/A2PCampaignRegistrations/{Id}/EmbeddedSessions         401      401      404        404    404 201   201     403

POST   /trust/v1/Credentials                                      401      401      404        404    404 201   201     403
GET    /trust/v1/Credentials                                      401      401      200        200    200 200   200     403
GET    /trust/v1/Credentials/{Sid}                                401      401      404        404    404 200   200     403
POST   /trust/v1/Credentials/{Sid}/Revoke                         401      401      404        404    404 200   200     403

POST   /v1/AuthTokens/Secondary                                   401      401      201        201    201 403   201     403
DELETE /v1/AuthTokens/Secondary                                   401      401      404        404    404 403   204     403
POST   /v1/AuthTokens/Promote                                     401      401      404        404    404 403   200     403

POST   /2010-04-01/Accounts.json                                  401      401      201        403    201 403   201     403
GET    /2010-04-01/Accounts.json                                  401      401      200        200    200 200   200     403
GET    /2010-04-01/Accounts/{Sid}.json                            401      401      404        404    200 200   200     403
POST   /2010-04-01/Accounts/{Sid}.json                            401      401      404        404    200 403   200     403
POST   /2010-04-01/Accounts/{AccountSid}/Keys.json                401      401      404        404    201 403   201     403
GET    /2010-04-01/Accounts/{AccountSid}/Keys.json                401      401      404        404    200 403   200     403
GET    /2010-04-01/Accounts/{AccountSid}/Keys/{Sid}.json          401      401      404        404    200 403   200     403
POST   /2010-04-01/Accounts/{AccountSid}/Keys/{Sid}.json          401      401      404        404    200 403   200     403
DELETE /2010-04-01/Accounts/{AccountSid}/Keys/{Sid}.json          401      401      404        404    204 403   204     403
POST   /2010-04-01/Accounts/{AccountSid}/Addresses.json           401      401      404        404    201 201   201     403
GET    /2010-04-01/Accounts/{AccountSid}/Addresses.json           401      401      404        404    200 200   200     403
GET    /2010-04-01/Accounts/{AccountSid}/Addresses/{Sid}.json     401      401      404        404    200 200   200     403
POST   /2010-04-01/Accounts/{AccountSid}/Addresses/{Sid}.json     401      401      404        404    200 200   200     403
DELETE /2010-04-01/Accounts/{AccountSid}/Addresses/{Sid}.json     401      401      404        404    204 204   204     403

POST   /v1/Services                                               401      401      201        201    201 201   201     403
GET    /v1/Services                                               401      401      200        200    200 200   200     403
GET    /v1/Services/{Sid}                                         401      401      404        404    404 200   200     403
POST   /v1/Services/{Sid}                                         401      401      404        404    404 200   200     403
DELETE /v1/Services/{Sid}                                         401      401      404        404    404 204   204     403
POST   /v1/Services/{ServiceSid}/PhoneNumbers                     401      401      404        404    404 201   201     403
GET    /v1/Services/{ServiceSid}/PhoneNumbers                     401      401      404        404    404 200   200     403
GET    /v1/Services/{ServiceSid}/PhoneNumbers/{Sid}               401      401      404        404    404 200   200     403
DELETE /v1/Services/{ServiceSid}/PhoneNumbers/{Sid}               401      401      404        404    404 204   204     403
POST   /v1/Services/{MessagingServiceSid}/Compliance/Usa2p        401      401      404        404    404 201   201     403
GET    /v1/Services/{MessagingServiceSid}/Compliance/Usa2p        401      401      404        404    404 200   200     403
GET    /v1/Services/{MessagingServiceSid}/Compliance/Usa2p/Usecases
                                                                  401      401      404        404    404 200   200     403
GET    /v1/Services/{MessagingServiceSid}/Compliance/Usa2p/{Sid}  401      401      404        404    404 200   200     403
POST   /v1/Services/{MessagingServiceSid}/Compliance/Usa2p/{Sid}  401      401      404        404    404 200   200     403
DELETE /v1/Services/{MessagingServiceSid}/Compliance/Usa2p/{Sid}  401      401      404        404    404 204   204     403
POST   /v1/a2p/BrandRegistrations                                 401      401      404        404    404 201   201     403
GET    /v1/a2p/BrandRegistrations                                 401      401      200        200    200 200   200     403
GET    /v1/a2p/BrandRegistrations/{Sid}                           401      401      404        404    404 200   200     403
POST   /v1/a2p/BrandRegistrations/{Sid}                           401      401      404        404    404 202   202     403
POST   /v1/a2p/BrandRegistrations/{BrandRegistrationSid}/SmsOtp   401      401      404        404    404 201   201     403
POST   /v1/a2p/BrandRegistrations/{BrandSid}/Vettings             401      401      404        404    404 201   201     403
GET    /v1/a2p/BrandRegistrations/{BrandSid}/Vettings             401      401      404        404    404 200   200     403
GET    /v1/a2p/BrandRegistrations/{BrandSid}/Vettings/{BrandVettingSid}
                                                                  401      401      404        404    404 200   200     403
POST   /trust/v1/BrandRegistrations/{Sid}/Otp                     401      401      404        404    404 200   200     403
GET    /trust/v1/BrandRegistrations/{Sid}/Usage                   401      401      404        404    404 200   200     403
POST   /trust/v1/MessageDecisions                                 401      401      200        200    200 200   200     403
GET    /trust/v1/BrandRegistrations/{Sid}/Score                   401      401      404        404    404 200   200     403
GET    /trust/v1/Throughput                                       401      401      200        200    200 200   200     403
POST   /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json
                                                                  401      401      404        404    201 201   201     403
GET    /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers.json
                                                                  401      401      404        404    200 200   200     403
GET    /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json
                                                                  401      401      404        404    200 200   200     403
POST   /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json
                                                                  401      401      404        404    200 200   200     403
DELETE /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json
                                                                  401      401      404        404    204 204   204     403

GET    /partner/v1/Lookups                                        401      401      403        403    403 403   403     200
POST   /partner/v1/Lookups                                        401      401      403        403    403 403   403     200
GET    /partner/v1/Events                                         401      401      403        403    403 403   403     200
POST   /partner/v1/Webhook                                        401      401      403        403    403 403   403     201
GET    /partner/v1/Webhook                                        401      401      403        403    403 403   403     200
DELETE /partner/v1/Webhook                                        401      401      403        403    403 403   403     204
GET    /partner/v1/Registrations                                  401      401      403        403    403 403   403     200
POST   /partner/v1/Registrations/Receipts                         401      401      403        403    403 403   403     200
POST   /partner/v1/Flags                                          401      401      403        403    403 403   403     404
GET    /partner/v1/Flags                                          401      401      403        403    403 403   403     200
GET    /partner/v1/Flags/{Sid}                                    401      401      403        403    403 403   403     404
POST   /partner/v1/Flags/{Sid}                                    401      401      403        403    403 403   403     404
GET    /trust/v1/RemediationTickets                               401      401      200        200    200 200   200     403
GET    /trust/v1/RemediationTickets/{Sid}                         401      401      404        404    404 200   200     403
POST   /trust/v1/RemediationTickets/{Sid}/Answers                 401      401      404        404    404 201   201     403
GET    /v2/ComplianceRegistrations/{RegistrationSid}/PhoneNumbers/{Number}/ProvisioningStatus
                                                                  401      401      404        404    404 200   200     403
GET    /v2/ComplianceRegistrations/{RegistrationSid}/ProvisioningStatus
                                                                  401      401      404        404    404 200   200     403
GET    /v2/PhoneNumbers/{Number}/ProvisioningStatus               401      401      404        404    404 200   200     403
GET    /trust/v1/Partners                                         401      401      200        200    200 200   200     403
POST   /trust/v1/PartnerConsents                                  401      401      201        201    201 201   201     403
GET    /trust/v1/PartnerConsents                                  401      401      200        200    200 200   200     403
GET    /trust/v1/PartnerConsents/{Sid}                            401      401      404        404    404 200   200     403
DELETE /trust/v1/PartnerConsents/{Sid}                            401      401      404        404    404 204   204     403
";

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Route {
    /// In capitals.
    pub(super) method: String,
    /// With its parameters in braces.
    pub(super) path: String,
}

impl Route {
    /// Its path with identifiers that nobody has.
    pub(super) fn about_nothing(&self) -> String {
        let segments = self.path.split('/').map(|segment| match segment.split_once('}') {
            Some(("{CustomerId", _)) => format!("tri1.us1.trusthub.AC{NOBODYS}.customer.BU{NOBODYS}"),
            Some((_, ending)) => format!("BU{NOBODYS}{ending}"),
            None => segment.to_owned(),
        });
        segments.collect::<Vec<_>>().join("/")
    }

    /// Whether it is answered without credentials.
    pub(super) fn is_for_everybody(&self) -> bool {
        !["/v1/", "/v2/", "/trust/v1/", "/stir/v1/", "/partner/v1/", "/2010-04-01/"]
            .iter()
            .any(|start| self.path.starts_with(start))
    }
}

/// What each asker is answered, by column.
pub(super) type Statuses = [u16; 8];

/// Every row.
pub(super) fn rows() -> BTreeMap<Route, Statuses> {
    let (_, rows) = TABLE.split_once("partner\n").unwrap();
    let words: Vec<&str> = rows.split_whitespace().collect();
    let mut found = BTreeMap::new();
    for row in words.chunks(2 + ASKERS.len()) {
        let route = Route { method: row[0].to_owned(), path: row[1].to_owned() };
        let statuses: Vec<u16> = row[2..].iter().map(|status| status.parse().unwrap()).collect();
        let name = format!("{route:?}");
        assert!(found.insert(route, statuses.try_into().unwrap()).is_none(), "{name} twice");
    }
    found
}

/// The numbered code that goes with a refusal; `None` for a success.
pub(super) fn code(status: u16) -> Option<u64> {
    match status {
        200..=204 => None,
        // A parameter that names what is not the asker's.
        400 => Some(20001),
        401 => Some(20003),
        403 => Some(20403),
        404 => Some(20404),
        _ => panic!("the table has no {status}"),
    }
}
