// The main flow with the official Node SDK: provider, customer, evaluation, review, number, SHAKEN/STIR product.
// Prints one line per check; `run.py` starts it and counts.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const { TRUSTHUB_URL: hub, TRUSTHUB_ACCOUNT_SID: sid, TRUSTHUB_AUTH_TOKEN: token } = process.env;
const twilio = createRequire(`${process.env.NODE_MODULES}/`)("twilio");
const client = twilio(sid, token);
for (const product of [client.trusthub, client.api, client.accounts, client.messaging]) product.baseUrl = hub;
const trusthub = client.trusthub.v1;

const PRIMARY = "RN6433641899984f951173ef1738c3bdd0";
const SECONDARY = "RNdfbf3fae0e1107f8aded0e7cead80bf5";
const A2P = "RNb0d4771c2c98518d916a3d4cd70a8f8b";
const SHAKEN = "RN7a97559effdf62d00f4298208492a5ea";

let failed = 0;

async function check(sentence, run) {
  try {
    await run();
    console.log(`ok     ${sentence}`);
  } catch (problem) {
    failed += 1;
    const stack = String(problem?.stack ?? problem).split("\n").slice(0, 12).join("\n         ");
    console.log(`FAILED ${sentence}\n         ${stack}`);
  }
}

async function refused(attempt, status, code) {
  const refusal = await attempt.then(
    (answer) => assert.fail(`it was accepted: ${JSON.stringify(answer)}`),
    (problem) => problem,
  );
  assert.equal(refusal.status, status, refusal.stack);
  if (code) assert.equal(refusal.code, code, refusal.message);
}

// `trusthub review VERB SID`, as soon as automatic vetting is through with the case.
async function decide(verb, bundle) {
  const folder = ["--data-dir", process.env.TRUSTHUB_DATA_DIR];
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const done = spawnSync(process.env.TRUSTHUB_BINARY, ["review", verb, bundle, ...folder], { encoding: "utf8" });
    if (done.status === 0) return;
    assert.ok(done.status === 1 && /vetting/i.test(done.stderr), `review ${verb}: ${done.stderr}${done.stdout}`);
    await sleep(100);
  }
  assert.fail(`review ${verb} ${bundle}: still vetting`);
}

// A customer's server that keeps what it is told.
const callbacks = [];
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (piece) => (body += piece));
  request.on("end", () => {
    const url = `http://${request.headers.host}${request.url}`;
    callbacks.push({ url, headers: request.headers, form: Object.fromEntries(new URLSearchParams(body)) });
    response.writeHead(204).end();
  });
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const listener = `http://127.0.0.1:${server.address().port}`;

async function fill(profile, name, identity, number) {
  const domain = `${name.toLowerCase().replaceAll(" ", "-")}.example`;
  const information = await trusthub.endUsers.create({
    friendlyName: "business information",
    type: "customer_profile_business_information",
    attributes: {
      business_name: name,
      business_identity: identity,
      business_type: "Corporation",
      business_industry: "BANKING",
      business_registration_identifier: "EIN",
      business_registration_number: `46-${number}`,
      business_regions_of_operation: "USA_AND_CANADA",
      website_url: `https://www.${domain}`,
      social_media_profile_urls: "",
    },
  });
  const people = [];
  for (const [index, first] of ["Katherine", "Dorothy"].entries()) {
    people.push(
      await trusthub.endUsers.create({
        friendlyName: first,
        type: `authorized_representative_${index + 1}`,
        attributes: {
          first_name: first,
          last_name: "Example",
          email: `${first.toLowerCase()}@${domain}`,
          phone_number: `+1415555300${index}`,
          business_title: "Director",
          job_position: "Director",
        },
      }),
    );
  }
  const address = await client.api.v2010.accounts(sid).addresses.create({
    customerName: name,
    street: "1 Market Street",
    city: "San Francisco",
    region: "CA",
    postalCode: "94105",
    isoCountry: "US",
  });
  assert.ok(address.dateCreated instanceof Date && !Number.isNaN(address.dateCreated.valueOf()), "an address's date");
  const document = await trusthub.supportingDocuments.create({
    friendlyName: "address",
    type: "customer_profile_address",
    attributes: { address_sids: address.sid },
  });
  for (const item of [information, ...people, document]) {
    await profile.customerProfilesEntityAssignments.create({ objectSid: item.sid });
  }
  return information;
}

let primary, customer, information, number;

await check("a provider registers itself and is approved", async () => {
  const made = await trusthub.customerProfiles.create({
    friendlyName: "Node Provider",
    email: "compliance@node-provider.example",
    policySid: PRIMARY,
  });
  assert.equal(made.status, "draft");
  assert.ok(made.dateCreated instanceof Date);
  primary = trusthub.customerProfiles(made.sid);
  await fill(primary, "Node Provider", "isv_reseller_or_partner", "1830257");
  assert.equal((await primary.update({ status: "pending-review" })).status, "in-review");
  await decide("approve", made.sid);
  assert.equal((await primary.fetch()).status, "twilio-approved");
});

await check("an empty profile does not comply", async () => {
  const made = await trusthub.customerProfiles.create({
    friendlyName: "Node Customer",
    email: "compliance@node-customer.example",
    policySid: SECONDARY,
    statusCallback: `${listener}/node`,
  });
  customer = trusthub.customerProfiles(made.sid);
  const evaluation = await customer.customerProfilesEvaluations.create({ policySid: SECONDARY });
  assert.equal(evaluation.status, "noncompliant");
  assert.ok(evaluation.results.some((row) => row.error_code === 22214));
});

await check("a complete profile complies and is approved", async () => {
  information = await fill(customer, "Node Customer", "direct_customer", "2957164");
  const { sid: primarySid } = await primary.fetch();
  await customer.customerProfilesEntityAssignments.create({ objectSid: primarySid });
  const evaluation = await customer.customerProfilesEvaluations.create({ policySid: SECONDARY });
  assert.equal(evaluation.status, "compliant", JSON.stringify(evaluation.results));
  const submitted = await customer.update({ status: "pending-review" });
  assert.equal(submitted.status, "in-review");
  await decide("approve", submitted.sid);
  const approved = await customer.fetch();
  assert.equal(approved.status, "twilio-approved");
  assert.ok(approved.validUntil instanceof Date);
});

await check("each transition is called back, signed", async () => {
  for (let attempt = 0; attempt < 200 && callbacks.length < 3; attempt += 1) await sleep(100);
  callbacks.sort((one, other) => one.form.EventSequence - other.form.EventSequence);
  assert.deepEqual(
    callbacks.map((callback) => callback.form.Status),
    ["pending-review", "in-review", "twilio-approved"],
  );
  for (const { url, headers, form } of callbacks) {
    assert.ok(twilio.validateRequest(token, headers["x-twilio-signature"], url, form), `signature of ${form.Status}`);
  }
});

await check("a number is signed for by a product that is approved at once", async () => {
  number = await client.api.v2010.accounts(sid).incomingPhoneNumbers.create({ phoneNumber: "+14155552673" });
  const endpoint = { channelEndpointType: "phone-number", channelEndpointSid: number.sid };
  const made = await trusthub.trustProducts.create({
    friendlyName: "signed calls",
    email: "compliance@node-customer.example",
    policySid: SHAKEN,
  });
  const product = trusthub.trustProducts(made.sid);
  await product.trustProductsEntityAssignments.create({ objectSid: (await customer.fetch()).sid });
  await refused(product.trustProductsChannelEndpointAssignment.create(endpoint), 400);
  await customer.customerProfilesChannelEndpointAssignment.create(endpoint);
  await product.trustProductsChannelEndpointAssignment.create(endpoint);
  await product.update({ status: "pending-review" });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if ((await product.fetch()).status === "twilio-approved") return;
    await sleep(100);
  }
  assert.fail("the product was not approved within 10 s");
});

await check("a brand and its campaign are registered", async () => {
  const messages = client.messaging.v1;
  client.messaging.baseUrl = hub;
  const made = await trusthub.trustProducts.create({
    friendlyName: "messages",
    email: "compliance@node-customer.example",
    policySid: A2P,
  });
  const product = trusthub.trustProducts(made.sid);
  const says = await trusthub.endUsers.create({
    friendlyName: "messaging profile",
    type: "us_a2p_messaging_profile_information",
    attributes: { company_type: "private" },
  });
  for (const objectSid of [(await customer.fetch()).sid, says.sid]) {
    await product.trustProductsEntityAssignments.create({ objectSid });
  }
  if ((await product.update({ status: "pending-review" })).status === "in-review") await decide("approve", made.sid);
  const brand = await messages.brandRegistrations.create({
    customerProfileBundleSid: (await customer.fetch()).sid,
    a2PProfileBundleSid: made.sid,
  });
  assert.equal(brand.status, "PENDING");
  const until = async (look) => {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const seen = await look();
      if (seen) return seen;
      await sleep(100);
    }
    assert.fail("not within 20 s");
  };
  const registered = await until(async () => {
    const found = await messages.brandRegistrations(brand.sid).fetch();
    return found.status === "APPROVED" ? found : undefined;
  });
  assert.ok(registered.tcrId && registered.brandScore > 0);
  assert.deepEqual((await messages.brandRegistrations.list()).map((one) => one.sid), [brand.sid]);
  const service = await messages.services.create({ friendlyName: "Statements" });
  await messages.services(service.sid).phoneNumbers.create({ phoneNumberSid: number.sid });
  const campaigns = messages.services(service.sid).usAppToPerson;
  const campaign = await campaigns.create({
    brandRegistrationSid: brand.sid,
    description: "Node Customer tells account holders who asked for it about statements and appointments.",
    messageFlow:
      "Account holders check a box at https://node-customer.example/texts. Message frequency varies. Message and data " +
      "rates may apply. Reply STOP to stop. Terms and privacy policy are linked below the box.",
    messageSamples: [
      "Node Customer: your statement is ready at https://node-customer.example/s Reply STOP to end.",
      "Node Customer: your appointment is on [date]. Reply STOP to end these messages.",
    ],
    usAppToPersonUsecase: "ACCOUNT_NOTIFICATION",
    hasEmbeddedLinks: true,
    hasEmbeddedPhone: false,
  });
  const verified = await until(async () => {
    const found = await campaigns(campaign.sid).fetch();
    return found.campaignStatus === "PENDING" ? undefined : found;
  });
  assert.equal(verified.campaignStatus, "VERIFIED", JSON.stringify(verified.errors));
  assert.deepEqual((await campaigns.list()).map((one) => one.sid), [campaign.sid]);
});

await check("a toll-free number is turned down with a reason, edited and taken back", async () => {
  const tollFree = await client.api.v2010.accounts(sid).incomingPhoneNumbers.create({ phoneNumber: "+18665552673" });
  const verifications = client.messaging.v1.tollfreeVerifications;
  const made = await verifications.create({
    businessName: "Node Customer",
    businessWebsite: "https://www.node-customer.example",
    notificationEmail: "compliance@node-customer.example",
    useCaseCategories: ["TWO_FACTOR_AUTHENTICATION", "DELIVERY_NOTIFICATIONS"],
    useCaseSummary: "Customers who order from us get codes for signing in, and are told when a delivery arrives.",
    productionMessageSample: "Node Customer: see https://bit.ly/3owl for your delivery. Reply STOP to opt out.",
    optInImageUrls: ["https://www.node-customer.example/opt-in.png"],
    optInType: "WEB_FORM",
    messageVolume: "1,000",
    businessType: "SOLE_PROPRIETOR",
    tollfreePhoneNumberSid: tollFree.sid,
  });
  assert.equal(made.status, "PENDING_REVIEW");
  assert.deepEqual(made.useCaseCategories, ["TWO_FACTOR_AUTHENTICATION", "DELIVERY_NOTIFICATIONS"]);
  let found = made;
  for (let attempt = 0; attempt < 100 && found.status === "PENDING_REVIEW"; attempt += 1) {
    await sleep(100);
    found = await verifications(made.sid).fetch();
  }
  assert.equal(found.status, "TWILIO_REJECTED");
  assert.ok(found.editAllowed && found.editExpiration instanceof Date, String(found.editExpiration));
  assert.equal(found.rejectionReasons[0].code, 30857);
  const edited = await verifications(made.sid).update({ useCaseSummary: "Deliveries, told to whoever ordered them." });
  assert.equal(edited.status, "PENDING_REVIEW");
  assert.deepEqual((await verifications.list({ includeSubAccounts: true })).map((one) => one.sid), [made.sid]);
  assert.equal(await verifications(made.sid).remove(), true);
  await refused(verifications(made.sid).fetch(), 404, 20404);
});

await check("pages are followed to the end", async () => {
  const everything = await trusthub.endUsers.list();
  const paged = await trusthub.endUsers.list({ pageSize: 2 });
  assert.equal(everything.length, 7);
  assert.deepEqual(paged.map((one) => one.sid), everything.map((one) => one.sid));
});

await check("a brand and a campaign are begun as forms, by ids whose slash this SDK wants encoded", async () => {
  const begun = await trusthub.a2PBrandRegistrations.create({
    brandType: "STANDARD",
    notificationEmail: "compliance@node-customer.example",
    businessName: "Node Mill",
    businessType: "PRIVATE_PROFIT",
    isTest: true,
  });
  assert.match(begun.id, new RegExp(`^tri1\\.us1\\.account\\.${sid}/registration\\.BU[0-9a-f]{32}$`));
  assert.ok(begun.sessionId.startsWith("inq_"), begun.sessionId);
  const bundle = begun.id.split("registration.")[1];
  for (const id of [encodeURIComponent(begun.id), bundle]) {
    const again = await trusthub.a2PBrandRegistrationEmbeddedSessions(id).create();
    assert.equal((await fetch(`${hub}/embed/inquiries/${again.sessionToken}`)).status, 200);
  }
  const [brand] = await client.messaging.v1.brandRegistrations.list();
  const campaign = await trusthub.a2PCampaignRegistrations.create({
    a2pBrandRegistrationSid: brand.sid,
    useCaseCategories: ["MARKETING", "CUSTOMER_CARE"],
    useCaseOptInTypes: ["WEB_FORM"],
  });
  const form = await fetch(`${hub}/embed/inquiries/${campaign.sessionToken}`);
  assert.match(await form.text(), /People agree: on a web form/);
  await refused(trusthub.a2PCampaignRegistrationEmbeddedSessions(`MG${"0".repeat(32)}`).create(), 404, 20404);
  await refused(trusthub.a2PBrandRegistrations.create({ brandType: "STANDARD" }), 400);
});

await check("a registration of who uses GB numbers is begun as a form, and opened again", async () => {
  const begun = await trusthub.complianceRegistrationInquiries.create({
    endUserType: "Business",
    phoneNumberType: "toll-free",
    notificationEmail: "compliance@node-customer.example",
    businessLegalName: "Node Quay Limited",
    businessRegistrationAuthority: "UK:CRN",
    isIsvEmbed: true,
  });
  assert.match(begun.registrationId, new RegExp(`^tri1\\.us1\\.account\\.${sid}\\.registration\\.BU[0-9a-f]{32}$`));
  assert.ok(begun.inquiryId.startsWith("inq_"), begun.inquiryId);
  const again = await trusthub.complianceRegistrationInquiries(begun.registrationId).update({ themeSetId: "plain" });
  assert.equal(again.registrationId, begun.registrationId);
  const form = await fetch(`${hub}/embed/inquiries/${again.inquirySessionToken}`);
  assert.match(await form.text(), /Node Quay Limited/);
  await refused(trusthub.complianceRegistrationInquiries("nothing").update(), 404, 20404);
});

await check("refusals carry status and code", async () => {
  await refused(trusthub.customerProfiles(`BU${"0".repeat(32)}`).fetch(), 404, 20404);
  await refused(trusthub.endUsers(information.sid).update({ attributes: { business_name: "Other" } }), 400, 70002);
  await refused(trusthub.endUsers.create({ friendlyName: "x", type: "nonsense" }), 400, 22212);
  const stranger = twilio(sid, "0".repeat(32));
  stranger.trusthub.baseUrl = hub;
  await refused(stranger.trusthub.v1.customerProfiles.list(), 401, 20003);
});

await check("what is deleted is gone", async () => {
  const made = await trusthub.endUsers.create({ friendlyName: "x", type: "authorized_representative_1" });
  assert.equal(await trusthub.endUsers(made.sid).remove(), true);
  await refused(trusthub.endUsers(made.sid).remove(), 404, 20404);
});

server.close();
process.exitCode = failed ? 1 : 0;
