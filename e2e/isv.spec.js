// An independent software vendor: what must be registered, a customer of its own, all customers on one list.

import { readFile } from "node:fs/promises";

import { expect, expectAccessible, signIn, test } from "./console.js";

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
