// What more than one journey about text messages needs.

import { expect } from "./console.js";
import { approvedProfile } from "./business.js";

const A2P = "RNb0d4771c2c98518d916a3d4cd70a8f8b";

/** A profile and a trust product for A2P messages, both approved. */
export const approved = async (page, hub, account) => {
  const profile = await approvedProfile(page, hub, account);
  const product = await hub.api(account, "/v1/TrustProducts", {
    Email: "compliance@owlbakery.com",
    FriendlyName: "Texts",
    PolicySid: A2P,
  });
  const says = await hub.api(account, "/v1/EndUsers", {
    FriendlyName: "Texts",
    Type: "us_a2p_messaging_profile_information",
    Attributes: JSON.stringify({ company_type: "private" }),
  });
  for (const ObjectSid of [profile, says.sid]) {
    await hub.api(account, `/v1/TrustProducts/${product.sid}/EntityAssignments`, { ObjectSid });
  }
  await hub.api(account, `/v1/TrustProducts/${product.sid}`, { Status: "pending-review" });
  await expect
    .poll(async () => {
      const { status } = await hub.api(account, `/v1/TrustProducts/${product.sid}`);
      if (status === "in-review") await hub.command("review", "approve", product.sid).catch(() => {});
      return status;
    })
    .toBe("twilio-approved");
};

/** All that the form of a campaign asks for, but for who registers it. */
export const fillCampaign = async (page, second) => {
  await page.getByLabel("What the messages are for").selectOption("Marketing");
  await page.getByLabel("Who sends what to whom").fill("Owl Bakery tells customers who asked for it about new bread and its opening hours.");
  await page.getByLabel("Sample 1").fill("Owl Bakery: fresh rye today, 20% off at https://owlbakery.com Reply STOP to unsubscribe.");
  await page.getByLabel("Sample 2").fill(second);
  await page.getByLabel("Messages hold links").check();
  await page
    .getByLabel("How people agree")
    .fill(
      "Customers enter their phone number at https://owlbakery.com/texts and check a box that is not pre-checked: I agree to receive texts from Owl Bakery. Message frequency varies. Message and data rates may apply. Reply STOP to stop, HELP for help. Terms and privacy policy are linked below the box.",
    );
  await page.getByLabel("Privacy policy").fill("https://owlbakery.com/privacy");
  await page.getByLabel("Terms").fill("https://owlbakery.com/terms");
};

/** Until what is decided in the background shows. */
export const reloadUntil = async (page, text) => {
  await expect
    .poll(async () => {
      // A page that is just being replaced by another cannot be loaded again; the next time it can.
      const isLoaded = await page.reload().then(() => true, () => false);
      return isLoaded ? page.getByRole("heading", { name: text }).count() : 0;
    })
    .toBe(1);
};

/** All that the form of a toll-free number asks for. */
export const fillTollFree = async (page) => {
  await page.getByLabel("Legal name").fill("Quiet Bakery");
  await page.getByLabel("Website").fill("https://www.owl-bakery.example");
  await page.getByLabel("Type of business").selectOption("Sole proprietor");
  await page.getByLabel("Delivery notifications").check();
  await page.getByLabel("Summary").fill("Customers who order bread are told when their delivery is on its way and arrives.");
  await page.getByLabel("A message as you will send it").fill("Quiet Bakery: your delivery arrives today. Reply STOP to opt out.");
  await page.getByLabel("Messages a month").fill("1,000");
  await page.getByLabel("How people agree").selectOption("On a web form");
  await page.getByLabel("Pictures of the opt-in").fill("https://www.owl-bakery.example/opt-in.png");
};
