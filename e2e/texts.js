// What more than one journey about text messages needs.

import { expect } from "./console.js";
import { approve, approvedProfile } from "./business.js";

const A2P = "RNb0d4771c2c98518d916a3d4cd70a8f8b";

/** Until a bundle is approved, by the machine or by hand; a copy is gone then, because it took its original's place. */
export const untilApproved = async (hub, account, path) => {
  await expect
    .poll(async () => {
      const found = await hub.api(account, path).catch((error) => {
        if (!/: 404 /.test(error.message)) throw error;
        return { status: "gone" };
      });
      if (found.status === "in-review") await approve(hub, found.sid).catch(() => {});
      return found.status;
    })
    .toMatch(/^(twilio-approved|gone)$/);
};

/** A bundle that holds these objects, submitted and approved; its identifier. */
export const approvedBundle = async (hub, account, kind, PolicySid, objects) => {
  const form = { Email: "compliance@owlbakery.com", FriendlyName: account.name, PolicySid };
  const path = `/v1/${kind}/${(await hub.api(account, `/v1/${kind}`, form)).sid}`;
  for (const ObjectSid of objects) await hub.api(account, `${path}/EntityAssignments`, { ObjectSid });
  await hub.api(account, path, { Status: "pending-review" });
  await untilApproved(hub, account, path);
  return path.split("/").pop();
};

/** Something that somebody says of themselves. */
export const endUser = async (hub, account, Type, attributes) =>
  (await hub.api(account, "/v1/EndUsers", { FriendlyName: Type, Type, Attributes: JSON.stringify(attributes) })).sid;

/** A profile and a trust product for A2P messages, both approved. */
export const approved = async (page, hub, account, company_type = "private") => {
  const profile = await approvedProfile(page, hub, account);
  const says = await endUser(hub, account, "us_a2p_messaging_profile_information", { company_type });
  const product = await approvedBundle(hub, account, "TrustProducts", A2P, [profile, says]);
  return { profile, product };
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
