// An independent software vendor: what must be registered, a customer of its own, all customers on one list.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { approve, profile } from "./business.js";
import { expect, expectAccessible, signIn, test } from "./console.js";

const PRIMARY = "RN6433641899984f951173ef1738c3bdd0";
const TENANTS = process.env.TRUSTHUB_E2E_LONG ? 5000 : 250;

test("an ISV learns what is needed, registers a customer and finds it again", async ({ page, hub }) => {
  const account = await hub.account("Heron Software");
  await signIn(page, hub, account.sid, account.token);

  await page.getByRole("link", { name: "What do I need?" }).click();
  await expectAccessible(page);
  await page.getByLabel("We are a customer of such a vendor").check();
  await page.getByLabel("Calls", { exact: true }).check();
  await page.getByLabel("We call out").check();
  await page.getByLabel("Most messages on one day").fill("5000");
  await page.getByRole("button", { name: "Show what I need" }).click();
  await expect(page.getByRole("heading", { name: "2. Secondary Customer Profile" })).toBeVisible();
  await expect(page.getByText("more than 3,000 messages a day needs a profile of its own")).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("link", { name: /^Begin it for a customer/ }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Go on to the profile" }).click();
  await expect(page.locator("#name-error")).toContainText("Fill this in.");
  await expectAccessible(page);
  await page.getByLabel("Name of the new customer").fill("Owl Bakery");
  await page.getByRole("button", { name: "Go on to the profile" }).click();
  await expect(page.getByRole("link", { name: "Back to your own account" })).toBeVisible();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Owl Bakery & Sons");
  await page.getByLabel("E-mail for notices").fill("compliance@owlbakery.com");
  await page.getByRole("button", { name: "Begin" }).click();

  await page.getByRole("link", { name: "Back to your own account" }).click();
  await page.getByRole("link", { name: "Customers" }).click();
  await expectAccessible(page);
  await page.getByRole("searchbox", { name: /^Name/ }).fill("sons owl");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("row")).toHaveCount(2);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Save as CSV" }).click()]);
  const rows = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
  expect(rows).toHaveLength(2);
  expect(rows[1]).toContain("Owl Bakery & Sons");
  await page.getByRole("searchbox", { name: /^Name/ }).fill("crow");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("heading", { name: "Nothing matches" })).toBeVisible();
  await expectAccessible(page);
});

test(`an ISV with ${TENANTS} tenants finds each of them, and has all in one file`, async ({ page, hub }) => {
  test.setTimeout(600_000);
  const account = await hub.account("Heron Hosting");
  await signIn(page, hub, account.sid, account.token);
  const begun = await hub.api(account, "/v1/CustomerProfiles", { Email: "compliance@owlbakery.com", FriendlyName: account.name, PolicySid: PRIMARY });
  await profile(page, `${hub.url}/console/${account.sid}/profiles/${begun.sid}`);
  await page.getByRole("button", { name: "Submit" }).click();
  await approve(hub, begun.sid);

  const number = (index) => String(index).padStart(4, "0");
  const lines = Array.from({ length: TENANTS }, (_, index) => `c-${number(index)},tenant${index}@heron.example,Tenant ${number(index)} Bakery`);
  const file = join(hub.folder, "tenants.csv");
  await writeFile(file, ["reference,email,name", ...lines, ""].join("\n"));
  expect(await hub.command("customer", "import", file, "--account", account.sid)).toContain(`${TENANTS} customers made`);

  await page.goto(`${hub.url}/console/${account.sid}/customers`);
  await expectAccessible(page);
  const seen = new Set();
  for (;;) {
    const names = await page.getByRole("rowheader").allInnerTexts();
    expect(names.length).toBeLessThanOrEqual(50);
    for (const name of names) seen.add(name);
    const next = page.getByRole("link", { name: "Older", exact: true });
    if ((await next.count()) === 0) break;
    await next.click();
  }
  // And the ISV's own.
  expect(seen.size).toBe(TENANTS + 1);

  const last = `Tenant ${number(TENANTS - 1)} Bakery`;
  await page.getByRole("searchbox", { name: /^Name/ }).fill(`bakery ${number(TENANTS - 1)}`);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.getByRole("link", { name: last }).click();
  await expect(page.getByRole("link", { name: "Back to your own account" })).toBeVisible();

  await page.goto(`${hub.url}/console/${account.sid}/customers`);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Save as CSV" }).click()]);
  const rows = (await readFile(await saved.path(), "utf8")).trim().split("\r\n");
  expect(rows).toHaveLength(TENANTS + 2);
});
