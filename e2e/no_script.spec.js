// Every page does its work without scripts.

import { expect, signIn, test } from "./console.js";

test.use({ javaScriptEnabled: false });

test("a profile is begun, filled in and saved without scripts", async ({ page, hub }) => {
  const account = await hub.account("Quiet Bakery");
  await signIn(page, hub, account.sid, account.token);
  await page.getByRole("link", { name: "New profile" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Quiet Bakery");
  await page.getByLabel("E-mail for notices").fill("not an address");
  await page.getByRole("button", { name: "Begin" }).click();
  await expect(page.locator("#email-error")).toContainText("Enter one e-mail address");
  await page.getByLabel("E-mail for notices").fill("compliance@quiet.example");
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByLabel("Business Name").fill("Quiet Bakery Inc.");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await expect(page.locator("#website_url-error")).not.toBeEmpty();
  await page.getByRole("button", { name: "Save for later" }).click();
  await expect(page.getByText("It is saved.")).toBeVisible();
  await page.getByRole("button", { name: "Dark colours" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-scheme", "dark");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You are signed out.")).toBeVisible();
});

test("passkeys are explained, and not offered, without scripts", async ({ page, hub }) => {
  const admin = await hub.reviewer("quiet@carrier.example");
  await page.goto(`${hub.url}/console`);
  await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toBeHidden();
  await signIn(page, hub, admin.email, admin.password);
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { name: "Passkeys" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add a passkey" })).toBeHidden();
});
