// Pictures of every page for whoever wants to look: light, dark, on a telephone. Only made when asked for:
// `cargo xtask screenshots FOLDER`.

import { join } from "node:path";

import { signIn, test } from "./console.js";
import { profile } from "./business.js";

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
  await hub.command("review", "approve", whole);
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
