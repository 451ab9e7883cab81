// A business registers: begins, makes mistakes, is told, mends them, is rejected, mends that, is approved.

import { expect, expectAccessible, signIn, test } from "./console.js";
import { approve } from "./business.js";

test("a business is registered, turned down, mended and approved", async ({ page, hub }) => {
  const account = await hub.account("Owl Bakery");
  await signIn(page, hub, account.sid, account.token);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Profiles");
  await expectAccessible(page);

  await page.getByRole("link", { name: "Begin the first one" }).click();
  await expectAccessible(page);
  await page.getByLabel("Primary Customer Profile of type Business").check();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Owl Bakery");
  await page.getByLabel("E-mail for notices").fill("compliance@owlbakery.com");
  await page.getByRole("button", { name: "Begin" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The business");
  await expectAccessible(page);
  await page.getByLabel("Business Name").fill("Owl Bakery Inc.");
  // While somebody types, the very words of the evaluation stand beside the field.
  await page.getByLabel("Website URL").fill("no website at all");
  await page.getByLabel("Website URL").blur();
  await expect(page.locator("#website_url-error")).not.toBeEmpty();
  await page.getByRole("button", { name: "Save and continue" }).click();
  await expect(page.locator("#business_registration_number-error")).not.toBeEmpty();
  await expectAccessible(page);
  await expect(page.getByLabel("Business Name")).toHaveValue("Owl Bakery Inc.");

  await page.getByLabel("Our own business").check();
  await page.getByLabel("Business Type").selectOption("Corporation");
  await page.getByLabel("Business Industry").selectOption("TECHNOLOGY");
  await page.getByLabel("Business Registration Identifier").selectOption("EIN");
  await page.getByLabel("Business Registration Number", { exact: true }).fill("94-2404110");
  await page.getByLabel("USA and Canada").check();
  await page.getByLabel("Website URL").fill("www.owlbakery.com");
  await page.getByRole("button", { name: "Save and continue" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A representative");
  await page.getByLabel("First Name").fill("Rosalind");
  await page.getByLabel("Last Name").fill("Achterberg");
  await page.getByLabel("Email").fill("rosalind@owlbakery.com");
  await page.getByLabel("Phone Number").fill("(510) 234-5678");
  await page.getByLabel("Business Title").fill("Chief Executive");
  await page.getByLabel("Job Position").selectOption("CEO");
  await page.getByRole("button", { name: "Save and continue" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A second representative");
  await expectAccessible(page);
  await page.getByRole("link", { name: /The address/ }).click();
  await page.getByLabel("Country").selectOption("IE");
  await expect(page.getByLabel("Eircode")).toBeVisible();
  await expect(page.getByLabel("County")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Country").selectOption("US");
  await expect(page.getByLabel("ZIP code")).toBeVisible();
  await page.getByLabel("Street and number").fill("1410 Broadway");
  await page.getByLabel("City").fill("Oakland");
  await page.getByLabel("State", { exact: true }).fill("CA");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await expect(page.locator("#postal_code-error")).toContainText("Fill this in.");
  await expectAccessible(page);
  await page.getByLabel("ZIP code").fill("94612");
  await page.getByRole("button", { name: "Save for later" }).click();

  await expect(page.getByRole("heading", { name: "Everything is there" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByText("We have it, and are checking it.")).toBeVisible();
  await expectAccessible(page);
  const sid = page.url().match(/BU[0-9a-f]{32}/)[0];

  await hub.command("review", "reject", sid, "--code", "18601:customer_profile_business_information.website_url", "--note", "The website does not show your name.");
  await page.reload();
  await expect(page.getByRole("heading", { name: "It was not approved" })).toBeVisible();
  await expect(page.getByText("The website does not show your name.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: /Mend it/ }).click();
  await page.getByLabel("Website URL").fill("www.owlbread.com");
  await page.getByRole("button", { name: "Save for later" }).click();
  await page.getByRole("button", { name: "Submit again" }).click();
  await expect(page.getByText("We have it, and are checking it.")).toBeVisible();

  await approve(hub, sid);
  await page.reload();
  await expect(page.getByRole("heading", { name: "It is approved" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Edit a copy" }).click();
  await expect(page.getByText("This is a copy. The approved one stays in force")).toBeVisible();
});
