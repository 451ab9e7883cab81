// A page of another origin shows the guided profile: filled in there, heard of there, and by no origin that is not named.

import { createServer } from "node:http";

import { expectAccessible, expect, test as base } from "./console.js";
import { address, business, representative } from "./business.js";
import { Hub } from "./hub.js";

/** A page on an origin of its own, and a hub that knows it. */
const test = base.extend({
  site: [
    async ({}, use) => {
      const site = { html: "" };
      const server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(site.html));
      await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
      site.origin = `http://127.0.0.1:${server.address().port}`;
      await use(site);
      server.close();
    },
    { scope: "worker" },
  ],
  hub: [
    async ({ site }, use) => {
      const hub = await Hub.start({ TRUSTHUB_EMBED_ORIGINS: site.origin });
      await use(hub);
      await hub.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

const pageWith = (hub, { inquiry_id, inquiry_session_token }) => `<!doctype html><html lang="en"><title>ISV</title>
<script src="${hub.url}/embed.js"></script><h1>Register</h1>
<trusthub-inquiry inquiry-id="${inquiry_id}" session-token="${inquiry_session_token}"></trusthub-inquiry>
<script>
  window.heard = [];
  for (const name of ["ready", "submitted", "cancelled", "error"])
    document.querySelector("trusthub-inquiry").addEventListener(name, ({ detail }) => window.heard.push([name, detail]));
</script></html>`;

const begun = (hub, account) =>
  hub.api(account, "/v1/ComplianceInquiries/Customers/Initialize", { NotificationEmail: "compliance@isv.example" });

test("a profile is filled in and submitted on a page of another origin", async ({ page, hub, site }) => {
  const account = await hub.account("ISV");
  const inquiry = await begun(hub, account);
  site.html = pageWith(hub, inquiry);
  await page.goto(site.origin);
  const frame = page.frameLocator("trusthub-inquiry iframe");
  for (const [heading, fill] of [["The business", business], ["A representative", representative]]) {
    await expect(frame.getByRole("heading", { level: 1 })).toHaveText(heading);
    await fill(frame);
    await frame.getByRole("button", { name: "Save and continue" }).click();
  }
  await expect(frame.getByRole("heading", { level: 1 })).toHaveText("A second representative");
  await frame.getByRole("link", { name: "Stop here" }).click();
  await expect(frame.getByRole("heading", { level: 1 })).toHaveText("Stopped");
  await frame.getByRole("link", { name: "Go on" }).click();
  await frame.getByRole("link", { name: /The address/ }).click();
  await address(frame);
  await frame.getByRole("button", { name: "Save for later" }).click();
  await frame.getByRole("button", { name: "Submit" }).click();
  await expect(frame.getByRole("heading", { level: 1 })).toHaveText("We have it, and are checking it");
  await expect.poll(() => page.evaluate(() => window.heard.map(([name]) => name))).toContain("submitted");
  const heard = await page.evaluate(() => window.heard);
  expect(heard[0]).toEqual(["ready", { inquiryId: inquiry.inquiry_id }]);
  expect(heard.map(([name]) => name)).toContain("cancelled");
  const profiles = await hub.api(account, "/v1/CustomerProfiles");
  expect(profiles.results.map(({ status }) => status)).not.toContain("draft");
});

test("a toll-free number is submitted on a page of another origin, and the form reads well", async ({ page, hub, site }) => {
  const account = await hub.account("ISV");
  await hub.api(account, `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers.json`, { PhoneNumber: "+18005550100" });
  const inquiry = await hub.api(account, "/v1/ComplianceInquiries/Tollfree/Initialize", {
    TollfreePhoneNumber: "+18005550100",
    NotificationEmail: "ops@owl-bakery.example",
    BusinessName: "Owl Bakery",
    MessageVolume: "1,000",
  });
  await page.goto(`${hub.url}/embed/inquiries/${inquiry.inquiry_session_token}`);
  await expectAccessible(page);
  site.html = pageWith(hub, inquiry);
  await page.goto(site.origin);
  const frame = page.frameLocator("trusthub-inquiry iframe");
  await expect(frame.getByRole("heading", { level: 1 })).toHaveText("Verify +18005550100");
  await expect(frame.getByLabel("Legal name")).toHaveValue("Owl Bakery");
  await frame.getByLabel("Website").fill("https://www.owl-bakery.example");
  await frame.getByLabel("Type of business").selectOption("Sole proprietor");
  await frame.getByLabel("Summary").fill("Customers who order bread are told when their delivery is on its way and arrives.");
  await frame.getByLabel("A message as you will send it").fill("Owl Bakery: your delivery arrives today. Reply STOP to opt out.");
  await frame.getByLabel("How people agree").selectOption("On a web form");
  await frame.getByLabel("Pictures of the opt-in").fill("https://www.owl-bakery.example/opt-in.png");
  await frame.getByRole("button", { name: "Submit" }).click();
  await frame.getByRole("link", { name: "What the messages are about" }).click();
  await frame.getByLabel("Delivery notifications").check();
  await frame.getByRole("button", { name: "Submit" }).click();
  await expect(frame.getByRole("heading", { level: 1 })).toHaveText("We have +18005550100, and are checking it");
  await expect.poll(() => page.evaluate(() => window.heard.map(([name]) => name))).toContain("submitted");
  const { verifications } = await hub.api(account, "/v1/Tollfree/Verifications");
  expect(verifications.map(({ use_case_categories }) => use_case_categories)).toEqual([["DELIVERY_NOTIFICATIONS"]]);
  await page.goto(`${hub.url}/embed/inquiries/${inquiry.inquiry_session_token}/toll-free`);
  await expectAccessible(page);
});

/** The brand that became of it, once it is registered. */
const brandOf = async (hub, account, begun) => {
  const found = await hub.api(account, `/v1/A2PBrandRegistrations/${encodeURIComponent(begun.id)}`);
  return found.status === "APPROVED" ? found.a2pBrandRegistrationSid : undefined;
};

test("a brand, then its campaign, are registered on a page of another origin, and the forms read well", async ({ page, hub, site }) => {
  const account = await hub.account("ISV");
  const begun = await hub.api(account, "/v1/A2PBrandRegistrations", {
    brandType: "STANDARD",
    notificationEmail: "ops@owl-bakery.example",
    businessName: "Owl Bakery Inc.",
    isTest: "true",
  });
  site.html = pageWith(hub, { inquiry_id: begun.sessionId, inquiry_session_token: begun.sessionToken });
  await page.goto(site.origin);
  const frame = page.frameLocator("trusthub-inquiry iframe");
  await expect(frame.getByLabel("Business Name")).toHaveValue("Owl Bakery Inc.");
  for (const [heading, fill] of [["The business", business], ["A representative", representative]]) {
    await expect(frame.getByRole("heading", { level: 1 })).toHaveText(heading);
    await fill(frame);
    await frame.getByRole("button", { name: "Save and continue" }).click();
  }
  await expect(frame.getByRole("heading", { level: 1 })).toHaveText("A second representative");
  await frame.getByRole("link", { name: /The address/ }).click();
  await address(frame);
  await frame.getByRole("button", { name: "Save and continue" }).click();
  await frame.getByRole("link", { name: /Messaging Profile/ }).click();
  await frame.getByLabel("Private").check();
  await frame.getByRole("button", { name: "Save and continue" }).click();
  await expect(frame.getByRole("heading", { level: 1 })).toHaveText("Everything is there");
  await frame.getByRole("button", { name: "Submit" }).click();
  await expect.poll(() => page.evaluate(() => window.heard.map(([name]) => name))).toContain("submitted");
  await expect.poll(() => brandOf(hub, account, begun)).toBeTruthy();
  await page.goto(`${hub.url}/embed/inquiries/${begun.sessionToken}/summary`);
  await expectAccessible(page);

  const campaign = await hub.api(account, "/v1/A2PCampaignRegistrations", {
    a2pBrandRegistrationSid: await brandOf(hub, account, begun),
    useCaseCategories: "MARKETING",
  });
  await page.goto(`${hub.url}/embed/inquiries/${campaign.sessionToken}`);
  await expectAccessible(page);
  site.html = pageWith(hub, { inquiry_id: campaign.sessionId, inquiry_session_token: campaign.sessionToken });
  await page.goto(site.origin);
  await expect(frame.getByLabel("What the messages are for")).toHaveValue("MARKETING");
  await frame.getByLabel("Who sends what to whom").fill("Owl Bakery tells customers who asked for it about new bread and its opening hours.");
  await frame.getByLabel("Sample 1").fill("Owl Bakery Inc.: fresh rye today at https://owlbakery.com Reply STOP to unsubscribe.");
  await frame.getByLabel("Sample 2").fill("Owl Bakery Inc.: we open at nine.");
  await frame.getByLabel("How people agree").fill("By phone.");
  await frame.getByLabel("Messages hold links").check();
  await frame.getByRole("button", { name: "Submit" }).click();
  await frame.getByRole("alert").getByRole("link", { name: "How people agree" }).click();
  await expect(frame.getByLabel("How people agree")).toBeFocused();
  await frame.getByLabel("How people agree").fill("Customers check a box that is not pre-checked at https://owlbakery.com/texts: I agree to get texts. Message frequency varies. Message and data rates may apply. Reply STOP to stop. Terms and privacy policy are linked.");
  await frame.getByRole("button", { name: "Submit" }).click();
  await expect(frame.getByRole("heading", { level: 1 })).toHaveText(/are checking it|is registered|It was not approved|Register what you send/);
  const path = `/v1/A2PCampaignRegistrations/${encodeURIComponent(campaign.id)}`;
  await expect.poll(async () => (await hub.api(account, path)).campaignSid).toMatch(/^QE/);
  await page.goto(`${hub.url}/embed/inquiries/${campaign.sessionToken}/campaign`);
  await expectAccessible(page);
});

test("a session that is none is told to the page, and the form reads well by itself", async ({ page, hub, site }) => {
  const account = await hub.account("ISV");
  const inquiry = await begun(hub, account);
  site.html = pageWith(hub, { ...inquiry, inquiry_session_token: `${inquiry.inquiry_session_token}0` });
  await page.goto(site.origin);
  await expect.poll(() => page.evaluate(() => window.heard)).toEqual([["error", { inquiryId: inquiry.inquiry_id, code: "expired" }]]);
  await page.goto(`${hub.url}/embed/inquiries/${inquiry.inquiry_session_token}`);
  await expectAccessible(page);
  await page.goto(`${hub.url}/embed/inquiries/${inquiry.inquiry_session_token}/summary`);
  await expectAccessible(page);
});

base("an origin that is not named shows nothing", async ({ browser, hub }) => {
  // No complaint is wanted here but the browser's own, so the page is not the watched one.
  const page = await browser.newPage();
  const account = await hub.account("ISV");
  const inquiry = await begun(hub, account);
  await page.setContent(pageWith(hub, inquiry));
  await page.waitForTimeout(1000);
  expect(await page.evaluate(() => window.heard)).toEqual([]);
  await page.close();
});
