// Text messaging, from a brand to what a reviewer decides.

import { expect, expectAccessible, signIn, test } from "./console.js";
import { approved, fillCampaign, fillTollFree, reloadUntil } from "./texts.js";

test("a brand and a campaign are registered; a reviewer rejects, takes it back and rejects again, the customer corrects", async ({ page, hub }) => {
  test.setTimeout(300_000);
  const account = await hub.account("Owl Bakery");
  await signIn(page, hub, account.sid, account.token);
  await page.getByRole("link", { name: "Text messaging" }).click();
  await expect(page.getByRole("heading", { name: "There is no brand yet" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Register a brand" }).click();
  await expect(page.getByRole("heading", { name: "Two things come first" })).toBeVisible();
  await expectAccessible(page);
  await approved(page, hub, account);

  await page.goto(`${hub.url}/console/${account.sid}/messaging/brands/new`);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Register" }).click();
  await reloadUntil(page, "Campaigns can be registered");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Text messaging" }).first().click();
  await expectAccessible(page);

  await page.getByRole("link", { name: "Services and campaigns" }).click();
  await expectAccessible(page);
  await page.getByRole("link", { name: "New messaging service" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Bakery news");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Make it" }).click();
  await expectAccessible(page);
  const service = page.url();
  await page.getByRole("link", { name: "Register a campaign" }).click();
  await page.getByRole("button", { name: "Register" }).click();
  await expect(page.locator("[aria-invalid=true]").first()).toBeVisible();
  await expectAccessible(page);
  await fillCampaign(page, "Owl Bakery: we open at [time] on [day]. Ask for our cherry wine. Reply STOP to end these messages.");
  await page.getByRole("button", { name: "Register" }).click();
  await reloadUntil(page, "A person looks at the campaign");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign out" }).click();

  const petra = await hub.reviewer("petra@carrier.example", "lead");
  await signIn(page, hub, petra.email, petra.password);
  await page.getByRole("link", { name: "Messages" }).click();
  await expectAccessible(page);
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  await expect(page.getByText("Ask for our cherry wine.")).toBeVisible();
  await expectAccessible(page);
  const sid = page.url().split("/").pop();
  await page.keyboard.press("c");
  await expect(page.getByText("the claim lapses")).toBeVisible();
  await page.keyboard.press("r");
  await page.locator("#code-1").selectOption("30956");
  await page.locator("#field-1").selectOption("Samples");
  await page.locator("#note-1").fill("Wine needs an age gate.");
  await page.getByRole("button", { name: "See the letter" }).click();
  await expect(page.getByRole("heading", { name: "This is what the customer will get" })).toBeVisible();
  await expect(page.locator("pre")).toContainText("Wine needs an age gate.");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Reject it" }).click();
  await expect(page.getByText("You have rejected it")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("u");
  await expect(page.getByText("Nobody was told.")).toBeVisible();
  // A decision on the command line takes effect at once, and nobody here has to wait a minute.
  await hub.command("campaign", "reject", sid, "--as", petra.email, "--code", "30956", "--note", "Wine needs an age gate.");
  await page.getByRole("button", { name: "Sign out" }).click();

  await signIn(page, hub, account.sid, account.token);
  await page.goto(service);
  await expect(page.getByRole("heading", { name: "The campaign was not approved" })).toBeVisible();
  await expect(page.getByText("Wine needs an age gate.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Correct it" }).click();
  await expectAccessible(page);
  await page.getByLabel("Sample 2").fill("Owl Bakery: we open at [time] on [day]. Reply STOP to end these messages.");
  await page.getByRole("button", { name: "Submit again" }).click();
  await reloadUntil(page, "Messages may be sent");
  await expect(page.getByRole("row", { name: /T-Mobile/ })).toBeVisible();
  await expectAccessible(page);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("a toll-free number is submitted, referred, approved, and that is taken back", async ({ page, hub }) => {
    const account = await hub.account("Quiet Bakery");
    await hub.api(account, `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers.json`, { PhoneNumber: "+18005550100" });
    await signIn(page, hub, account.sid, account.token);
    await page.goto(`${hub.url}/console/${account.sid}/messaging/toll-free/new`);
    await page.getByLabel("Toll-free number").fill("+18005550199");
    await page.getByLabel("Who is told of the result").fill("ops@owlbakery.com");
    await page.getByRole("button", { name: "Go on to the form" }).click();
    await expect(page.locator("#TollfreePhoneNumber-error")).toContainText("no phone number of this account");
    await page.getByLabel("Toll-free number").fill("+18005550100");
    await page.getByRole("button", { name: "Go on to the form" }).click();
    await page.getByRole("button", { name: "Submit" }).click();
    await fillTollFree(page);
    await page.getByRole("button", { name: "Submit" }).click();
    await expect(page.getByText("We have it, and are checking it.")).toBeVisible();
    await expect.poll(async () => (await hub.command("tollfree", "list")).includes("+18005550100")).toBe(true);
    await page.getByRole("button", { name: "Sign out" }).click();
    const rita = await hub.reviewer("quinn@carrier.example", "lead");
    await signIn(page, hub, rita.email, rita.password);
    await page.getByRole("link", { name: "Messages" }).click();
    await page.getByRole("link", { name: "+18005550100" }).click();
    await page.getByRole("button", { name: "Approve" }).click();
    await expect(page.getByText("You have approved it")).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("Nobody was told.")).toBeVisible();
  });
});

test("toll-free pages read well", async ({ page, hub }) => {
  const account = await hub.account("Heron Bakery");
  await hub.api(account, `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers.json`, { PhoneNumber: "+18005550101" });
  await signIn(page, hub, account.sid, account.token);
  await page.goto(`${hub.url}/console/${account.sid}/messaging/toll-free`);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Verify a number" }).click();
  await expectAccessible(page);
  await page.getByLabel("Toll-free number").fill("+18005550101");
  await page.getByLabel("Who is told of the result").fill("ops@owlbakery.com");
  await page.getByRole("button", { name: "Go on to the form" }).click();
  await expectAccessible(page);
});

test("a toll-free number is turned down with what is to be mended, mended and approved", async ({ page, hub }) => {
  const account = await hub.account("Robin Bakery");
  await hub.api(account, `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers.json`, { PhoneNumber: "+18005550102" });
  await signIn(page, hub, account.sid, account.token);
  await page.goto(`${hub.url}/console/${account.sid}/messaging/toll-free/new`);
  await page.getByLabel("Toll-free number").fill("+18005550102");
  await page.getByLabel("Who is told of the result").fill("ops@owlbakery.com");
  await page.getByRole("button", { name: "Go on to the form" }).press("Enter");
  await fillTollFree(page);
  await page.getByRole("button", { name: "Submit" }).press("Enter");
  await expect(page.getByText("We have it, and are checking it.")).toBeVisible();
  const waiting = async () => JSON.parse(await hub.command("tollfree", "list", "--json")).find((one) => one.phone_number === "+18005550102")?.sid;
  await expect.poll(waiting).toBeTruthy();
  const sid = await waiting();
  await page.reload();
  await expect(page.getByRole("heading", { name: "A person looks at it" })).toBeVisible();
  await expectAccessible(page);

  await hub.command("tollfree", "reject", sid, "--code", "30837", "--note", "The picture is cut off.");
  await page.reload();
  await expect(page.getByRole("heading", { name: "It was not approved" })).toBeVisible();
  await expect(page.getByText("The picture is cut off.")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Pictures of the opt-in").fill("https://www.owl-bakery.example/whole-opt-in.png");
  await page.getByRole("button", { name: "Submit" }).press("Enter");
  await expect(page.getByText("We have it, and are checking it.")).toBeVisible();
  await expect.poll(waiting).toBe(sid);
  await hub.command("tollfree", "approve", sid);
  await page.reload();
  await expect(page.getByRole("heading", { name: "It is verified" })).toBeVisible();
  await expect(page.getByText("whole-opt-in.png")).toBeVisible();
  await expectAccessible(page);
});
