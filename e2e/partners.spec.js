// The trust that travels: a domain proven, a credential issued and revoked, and who sees what.

import { expect, expectAccessible, signIn, testWithNames as test } from "./console.js";
import { approvedProfile } from "./business.js";

/** The record that a domain's page asks for. */
const wanted = async (page) => [
  await page.locator("[data-record-name]").innerText(),
  await page.locator("[data-record-value]").innerText(),
];

test("a domain is proven, mended and removed", async ({ page, hub, names }) => {
  const account = await hub.account("Owl Bakery");
  await signIn(page, hub, account.sid, account.token);
  await page.getByRole("link", { name: "Domains" }).click();
  await expect(page.getByRole("heading", { name: "There is no domain yet" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Add a domain" }).click();
  await page.getByLabel("Domain").fill("https://owlbakery.com");
  await page.getByRole("button", { name: "Add it" }).click();
  await expect(page.locator("#Domain-error")).toContainText("Write it as example.com");
  await expectAccessible(page);
  await page.getByLabel("Domain").fill("owlbakery.com");
  await page.getByLabel("DKIM selectors").fill("s1");
  await page.getByRole("button", { name: "Add it" }).click();
  await expect(page.getByRole("heading", { name: "Publish this record to prove it" })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText("No SPF record.")).toBeVisible();
  await expectAccessible(page);
  names.publish(...(await wanted(page)));
  names.publish("owlbakery.com", "v=spf1 include:_spf.owlbakery.com -all");
  names.publish("s1._domainkey.owlbakery.com", `v=DKIM1; k=rsa; p=${"A".repeat(392)}`);
  names.publish("_dmarc.owlbakery.com", "v=DMARC1; p=reject");
  names.publish("default._bimi.owlbakery.com", "v=BIMI1; l=https://owlbakery.com/logo.svg; a=https://owlbakery.com/logo.pem");
  await page.getByRole("button", { name: "Check now" }).press("Enter");
  await expect(page.getByRole("heading", { name: "It is proven" })).toBeVisible();
  await expect(page.getByText("Both ways are open.")).toBeVisible();
  await expect(page.getByText("https://owlbakery.com/logo.pem", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Domains" }).first().click();
  await expect(page.getByRole("row", { name: /owlbakery\.com Proven/ })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("link", { name: "owlbakery.com" }).click();
  const remove = page.getByRole("button", { name: "Remove owlbakery.com" });
  await expect(remove).toBeHidden();
  await page.getByText("Remove the domain").focus();
  await page.keyboard.press("Enter");
  await expectAccessible(page);
  await remove.press("Enter");
  await expect(page.getByText("The domain is removed.")).toBeVisible();
});

test("a credential is issued, shown once and revoked", async ({ page, hub, names }) => {
  const account = await hub.account("Heron Bakery");
  await signIn(page, hub, account.sid, account.token);
  await page.getByRole("link", { name: "Credentials" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Issue a credential" }).click();
  await expect(page.getByRole("heading", { name: "A business is approved first" })).toBeVisible();
  await expectAccessible(page);
  await approvedProfile(page, hub, account);
  const domain = await hub.api(account, "/trust/v1/Domains", { Domain: "heronbakery.com" });
  names.publish(domain.challenge.name, domain.challenge.value);
  await hub.api(account, `/trust/v1/Domains/${domain.sid}/Check`, {});

  await page.goto(`${hub.url}/console/${account.sid}/credentials/new`);
  await expectAccessible(page);
  await page.getByLabel("Rules").uncheck();
  await page.getByLabel("Phone numbers that it names").fill("+15102340001");
  await page.getByLabel("Domain that it names").selectOption("heronbakery.com");
  await page.getByRole("button", { name: "Issue it" }).click();
  await expect(page.locator("#Numbers-error")).toContainText("not assigned to the profile");
  await expect(page.getByLabel("Rules")).not.toBeChecked();
  await expectAccessible(page);
  await page.getByLabel("Phone numbers that it names").fill("");
  await page.getByRole("button", { name: "Issue it" }).press("Enter");
  const text = await page.getByLabel("The credential").inputValue();
  expect(text.split("~")).toHaveLength(7);
  await expectAccessible(page);

  await page.getByRole("link", { name: "Credentials" }).first().click();
  await expect(page.getByRole("row", { name: /Heron Bakery .* Valid Legal name, Registration, Country, Trust level, Domain/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: /Heron Bakery/ }).click();
  await expect(page.getByLabel("The credential")).toHaveCount(0);
  const revoke = page.getByRole("button", { name: "Revoke for good" });
  await expect(revoke).toBeHidden();
  await page.getByText("Revoke it").focus();
  await page.keyboard.press("Enter");
  await expectAccessible(page);
  await revoke.press("Enter");
  await expect(page.getByRole("heading", { name: "It was revoked for good" })).toBeVisible();
  await expectAccessible(page);
  const { credentials } = await hub.api(account, "/trust/v1/Credentials");
  expect(credentials.map(({ status, domain }) => [status, domain])).toEqual([["revoked", "heronbakery.com"]]);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("consent is given and taken back, and the partner sees as much", async ({ page, hub }) => {
    const account = await hub.account("Quiet Bakery");
    const [partner, secret] = await hub.partner("Carrier One", "carrier");
    const shown = async () => {
      const { identity } = await hub.api({ sid: partner, token: secret }, `/partner/v1/Lookups?AccountSid=${account.sid}`);
      return identity?.legal_name ?? null;
    };
    await signIn(page, hub, account.sid, account.token);
    await approvedProfile(page, hub, account);
    await page.getByRole("link", { name: "Who sees your data" }).click();
    await page.getByRole("link", { name: "Choose what All carriers may see" }).click();
    await page.getByRole("button", { name: "Let them see this" }).click();
    await expect(page.locator("#Fields-error")).toContainText("Choose at least one.");
    await page.getByLabel("Legal name").check();
    await page.getByRole("button", { name: "Let them see this" }).click();
    await expect(page.getByText("Your consent is kept.")).toBeVisible();
    await expect(page.getByText("As all of its kind: Legal name")).toBeVisible();
    await expect.poll(shown).toBe("Owl Bakery Inc.");
    await page.getByRole("button", { name: "Take back what All carriers may see" }).click();
    await expect(page.getByText("Your consent is taken back.")).toBeVisible();
    await expect.poll(shown).toBe(null);
  });
});

test("who sees what reads well", async ({ page, hub }) => {
  const account = await hub.account("Crow Bakery");
  await hub.partner("Labels Inc.", "analytics");
  await signIn(page, hub, account.sid, account.token);
  await page.getByRole("link", { name: "Who sees your data" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Choose what Labels Inc. may see" }).press("Enter");
  await expectAccessible(page);
  await page.getByLabel("Website").focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Let it see this" }).press("Enter");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Change what Labels Inc. may see" }).click();
  await expect(page.getByLabel("Website")).toBeChecked();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByText("Your consent is taken back.")).toBeVisible();
});

test("a flagged number is answered, and settled at the desk", async ({ page, hub }) => {
  const account = await hub.account("Wren Bakery");
  const [partner, secret] = await hub.partner("Labels Inc.", "analytics");
  await signIn(page, hub, account.sid, account.token);
  await page.goto(`${hub.url}/console/${account.sid}/calls`);
  await expect(page.getByRole("heading", { name: "No number was flagged" })).toBeVisible();
  await expectAccessible(page);
  await approvedProfile(page, hub, account);
  const number = "+15102349876";
  await hub.api(account, `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers.json`, { PhoneNumber: number });
  const flag = { Number: number, Reason: "spam-likely", Evidence: "40 complaints in a day" };
  // Look-ups, and so flags, know of a number within a second.
  const flagged = () => hub.api({ sid: partner, token: secret }, "/partner/v1/Flags", flag).then(() => true, () => false);
  await expect.poll(flagged).toBe(true);
  await page.goto(`${hub.url}/console/${account.sid}/calls`);
  await expectAccessible(page);
  await page.getByRole("link", { name: number }).click();
  await expect(page.getByText("40 complaints in a day")).toBeVisible();
  await page.getByRole("button", { name: "Send the answer" }).click();
  await expect(page.locator("#Text-error")).toContainText("Fill this in.");
  await expectAccessible(page);
  await page.getByLabel("Your answer").fill("Customers asked us to call them back.");
  await page.getByRole("button", { name: "Send the answer" }).press("Enter");
  await expect(page.getByText("Your answer is with a reviewer.")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();

  const { email, password } = await hub.reviewer("wren@carrier.example");
  await signIn(page, hub, email, password);
  await page.getByRole("link", { name: "Flagged numbers" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: number }).click();
  await expect(page.getByText("Customers asked us to call them back.")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("What you say").fill("One campaign, now ended.");
  await page.getByRole("button", { name: "Close the ticket" }).press("Enter");
  await expect(page.getByText("The ticket is closed, and its owner is told.")).toBeVisible();
  const { flags } = await hub.api({ sid: partner, token: secret }, "/partner/v1/Flags");
  expect(flags.map(({ status, reviewer_note }) => [status, reviewer_note])).toEqual([["closed", "One campaign, now ended."]]);
});
