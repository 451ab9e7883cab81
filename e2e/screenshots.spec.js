// Pictures of every page for whoever wants to look: light, dark, on a telephone. Only made when asked for:
// `cargo xtask screenshots FOLDER`.

import { join } from "node:path";

import { signIn, testWithNames as test } from "./console.js";
import { approve, approvedProfile, profile } from "./business.js";
import { approved, fillCampaign, fillTollFree, reloadUntil } from "./texts.js";

const folder = process.env.TRUSTHUB_SCREENSHOTS;
test.skip(!folder, "no folder for pictures is named");

const SHAPES = [
  { name: "light", colorScheme: "light", width: 1280, height: 900 },
  { name: "dark", colorScheme: "dark", width: 1280, height: 900 },
  { name: "phone", colorScheme: "light", width: 360, height: 740 },
];

const picture = async (page, name, address) => {
  for (const { name: shape, colorScheme, width, height } of SHAPES) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    if (address) await page.goto(address);
    await page.screenshot({ path: join(folder, `${name}-${shape}.png`), fullPage: true });
  }
};

test("customers' pages", async ({ page, hub }) => {
  test.setTimeout(300_000);
  await picture(page, "sign-in", `${hub.url}/console/sign-in`);
  await picture(page, "kit", `${hub.url}/console/_kit`);
  const account = await hub.account("Owl Bakery");
  await signIn(page, hub, account.sid, account.token);
  const home = `${hub.url}/console/${account.sid}`;
  await picture(page, "profiles-empty", home);
  await picture(page, "profile-new", `${home}/profiles/new`);
  const begin = async (name) => {
    const profile = await hub.api(account, "/v1/CustomerProfiles", {
      FriendlyName: name,
      Email: "compliance@owlbakery.com",
      PolicySid: "RN6433641899984f951173ef1738c3bdd0",
    });
    return profile.sid;
  };
  const draft = await begin("Owl Bakery, not complete");
  await picture(page, "profile-draft", `${home}/profiles/${draft}`);
  for (const step of ["customer_profile_business_information", "authorized_representative_1", "customer_profile_address"]) {
    await picture(page, `step-${step}`, `${home}/profiles/${draft}/steps/${step}`);
  }
  const whole = await begin("Owl Bakery");
  await profile(page, `${home}/profiles/${whole}`);
  await picture(page, "profile-complete", `${home}/profiles/${whole}`);
  await page.goto(`${home}/profiles/${whole}/steps/customer_profile_business_information`);
  await page.getByLabel("Website URL").fill("none");
  await page.getByLabel("Business Name").fill("");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await picture(page, "step-wrong");
  await page.getByLabel("Website URL").fill("www.owlbakery.com");
  await page.getByLabel("Business Name").fill("Owl Bakery Inc.");
  await page.getByRole("button", { name: "Save for later" }).click();
  await page.getByRole("button", { name: "Submit" }).click();
  await picture(page, "profile-in-review", `${home}/profiles/${whole}`);
  await hub.command("review", "reject", whole, "--code", "18601:customer_profile_business_information.website_url", "--code", "18603", "--note", "The website does not show your name.");
  await picture(page, "profile-rejected", `${home}/profiles/${whole}`);
  await page.goto(`${home}/profiles/${whole}`);
  await page.getByRole("button", { name: "Submit again" }).click();
  await approve(hub, whole);
  await picture(page, "profile-approved", `${home}/profiles/${whole}`);
  await picture(page, "products-empty", `${home}/products`);
  await picture(page, "product-new", `${home}/products/new`);
  await picture(page, "profiles", home);
  await picture(page, "advisor", `${home}/advisor`);
  const asked = "role=isv_customer&channels=voice&channels=sms&messages_per_day=5000&outbound_voice=true";
  await picture(page, "advisor-answer", `${home}/advisor?${asked}`);
  await picture(page, "trust", `${home}/trust`);
  await picture(page, "numbers-empty", `${home}/numbers`);
  for (const number of ["+15102340001", "+15102340002"]) {
    await hub.api(account, `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers.json`, { PhoneNumber: number });
  }
  await page.goto(`${home}/numbers/assign`);
  await page.locator("textarea").fill("+15102340001\n5102340002\n+15102340009");
  await page.getByRole("button", { name: "Assign" }).click();
  await picture(page, "numbers-assign");
  await picture(page, "numbers", `${home}/numbers`);
  await picture(page, "customers", `${home}/customers`);
  await picture(page, "customer-new", `${home}/customers/new`);
  await picture(page, "settings", `${home}/settings`);
  await picture(page, "settings-keys", `${home}/settings/keys`);
  const invited = JSON.parse(await hub.command("user", "create", "--account", account.sid, "--email", "ada@owlbakery.com", "--json"));
  await picture(page, "settings-colleagues", `${home}/settings/colleagues`);
  await picture(page, "settings-colleague", `${home}/settings/colleagues/${invited.sid}`);
  await picture(page, "welcome", invited.link);
  await picture(page, "forgot", `${hub.url}/console/forgot`);
  await picture(page, "not-found", `${home}/nowhere`);
});

test("reviewers' pages", async ({ page, hub }) => {
  test.setTimeout(300_000);
  const account = await hub.account("Heron Voice");
  await signIn(page, hub, account.sid, account.token);
  const { sid } = await hub.api(account, "/v1/CustomerProfiles", {
    FriendlyName: "Heron Voice",
    Email: "compliance@owlbakery.com",
    PolicySid: "RN6433641899984f951173ef1738c3bdd0",
  });
  const base = `${hub.url}/console/${account.sid}/profiles/${sid}`;
  await profile(page, base);
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  const reviewer = await hub.reviewer("rufus@carrier.example", "admin");
  await signIn(page, hub, reviewer.email, reviewer.password);
  await picture(page, "review-queue", `${hub.url}/console/review`);
  await picture(page, "review-case", `${hub.url}/console/review/${sid}`);
  await picture(page, "review-desk", `${hub.url}/console/review/desk`);
  await picture(page, "reviewers", `${hub.url}/console/reviewers`);
  await picture(page, "review-settings", `${hub.url}/console/review/settings`);
});

test("pages of what partners rely on", async ({ page, hub, names }) => {
  test.setTimeout(300_000);
  const account = await hub.account("Magpie Bakery");
  await hub.partner("Carrier One", "carrier");
  await hub.partner("Labels Inc.", "analytics");
  await signIn(page, hub, account.sid, account.token);
  const home = `${hub.url}/console/${account.sid}`;
  for (const part of ["domains", "credentials", "calls"]) await picture(page, `${part}-empty`, `${home}/${part}`);
  await picture(page, "domain-new", `${home}/domains/new`);
  const domain = await hub.api(account, "/trust/v1/Domains", { Domain: "mail.magpiebakery.com", DkimSelectors: "s1" });
  const other = await hub.api(account, "/trust/v1/Domains", { Domain: "magpie.example" });
  await picture(page, "domain-pending", `${home}/domains/${domain.sid}`);
  names.publish(domain.challenge.name, domain.challenge.value);
  names.publish("mail.magpiebakery.com", "v=spf1 include:_spf.magpiebakery.com ~all");
  names.publish("s1._domainkey.mail.magpiebakery.com", `v=DKIM1; k=rsa; p=${"A".repeat(392)}`);
  names.publish("_dmarc.magpiebakery.com", "v=DMARC1; p=quarantine");
  names.publish("default._bimi.mail.magpiebakery.com", "v=BIMI1; l=https://magpiebakery.com/logo.svg; a=https://magpiebakery.com/logo.pem");
  for (const { sid } of [domain, other]) await hub.api(account, `/trust/v1/Domains/${sid}/Check`, {});
  await picture(page, "domain-proven", `${home}/domains/${domain.sid}`);
  await picture(page, "domains", `${home}/domains`);
  await picture(page, "credential-too-early", `${home}/credentials/new`);
  await approvedProfile(page, hub, account);
  await picture(page, "credential-new", `${home}/credentials/new`);
  await page.goto(`${home}/credentials/new`);
  await page.getByLabel("Domain that it names").selectOption("mail.magpiebakery.com");
  await page.getByRole("button", { name: "Issue it" }).click();
  await picture(page, "credential-issued");
  await page.getByRole("link", { name: "Credentials" }).first().click();
  await picture(page, "credentials", page.url());
  await page.getByRole("link", { name: /Magpie Bakery/ }).click();
  await page.getByText("Revoke it").click();
  await picture(page, "credential-valid");
  await page.getByRole("button", { name: "Revoke for good" }).click();
  await picture(page, "credential-revoked");
  await picture(page, "partners-none", `${home}/partners`);
  await picture(page, "partner-kind", `${home}/partners/carrier`);
  await page.getByLabel("Legal name").check();
  await page.getByLabel("Phone numbers").check();
  await page.getByRole("button", { name: "Let them see this" }).click();
  await page.getByRole("link", { name: "Choose what Carrier One may see" }).click();
  await page.getByLabel("Website").check();
  await page.getByRole("button", { name: "Let it see this" }).click();
  await picture(page, "partners", `${home}/partners`);
  await page.getByRole("link", { name: "Change what Carrier One may see" }).click();
  await picture(page, "partner-one");
});

test("pages of text messages", async ({ page, hub }) => {
  test.setTimeout(600_000);
  const account = await hub.account("Wren Bakery");
  await signIn(page, hub, account.sid, account.token);
  const base = `${hub.url}/console/${account.sid}/messaging`;
  await picture(page, "brands-empty", base);
  await picture(page, "brand-too-early", `${base}/brands/new`);
  await picture(page, "services-empty", `${base}/services`);
  await picture(page, "toll-free-empty", `${base}/toll-free`);
  await approved(page, hub, account);
  await picture(page, "brand-new", `${base}/brands/new`);
  await page.getByRole("button", { name: "Register" }).click();
  await reloadUntil(page, "Campaigns can be registered");
  await picture(page, "brand", page.url().split("?")[0]);
  await picture(page, "brands", base);
  await picture(page, "service-new", `${base}/services/new`);
  await page.getByLabel("Name", { exact: true }).fill("Bakery news");
  await page.getByRole("button", { name: "Make it" }).click();
  const service = page.url();
  await picture(page, "service-empty", service);
  await picture(page, "campaign-new", `${service}/campaign`);
  await page.goto(`${service}/campaign`);
  await page.getByRole("button", { name: "Register" }).click();
  await picture(page, "campaign-wrong");
  await fillCampaign(page, "Owl Bakery: we open at [time] on [day]. Ask for our cherry wine. Reply STOP to end these messages.");
  await page.getByRole("button", { name: "Register" }).click();
  await reloadUntil(page, "A person looks at the campaign");
  await picture(page, "service-in-review", service);
  await picture(page, "services", `${base}/services`);
  await hub.api(account, `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers.json`, { PhoneNumber: "+18005550103" });
  await picture(page, "toll-free-new", `${base}/toll-free/new`);
  await page.getByLabel("Toll-free number").fill("+18005550103");
  await page.getByLabel("Who is told of the result").fill("ops@owlbakery.com");
  await page.getByRole("button", { name: "Go on to the form" }).click();
  await picture(page, "toll-free-form");
  await page.getByRole("button", { name: "Submit" }).click();
  await picture(page, "toll-free-wrong");
  await fillTollFree(page);
  await page.getByRole("button", { name: "Submit" }).click();
  await picture(page, "toll-free-submitted", page.url().split("?")[0]);
  await picture(page, "toll-free", `${base}/toll-free`);
  await page.getByRole("button", { name: "Sign out" }).click();
  const reviewer = await hub.reviewer("rhea@carrier.example", "lead");
  await signIn(page, hub, reviewer.email, reviewer.password);
  await picture(page, "review-messages", `${hub.url}/console/review/messages`);
  await page.locator("[data-open]").first().click();
  await picture(page, "review-campaign");
  const campaign = page.url().split("/").pop();
  await page.keyboard.press("r");
  await page.locator("#code-1").selectOption("30956");
  await page.locator("#field-1").selectOption("Samples");
  await page.locator("#note-1").fill("Wine needs an age gate.");
  await page.getByRole("button", { name: "See the letter" }).click();
  await picture(page, "review-campaign-letter");
  // At once, so that the customer's page need not be waited for.
  await hub.command("campaign", "reject", campaign, "--as", reviewer.email, "--code", "30956", "--note", "Wine needs an age gate.");
  await page.goto(`${hub.url}/console/review/messages`);
  await page.getByRole("link", { name: "+18005550103" }).click();
  await picture(page, "review-toll-free");
  await page.getByRole("button", { name: "Sign out" }).click();
  await signIn(page, hub, account.sid, account.token);
  await picture(page, "campaign-rejected", service);
});
