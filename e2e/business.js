// A business with nothing wrong, as somebody would type it.

export const business = async (page) => {
  await page.getByLabel("Business Name").fill("Owl Bakery Inc.");
  await page.getByLabel("Our own business").check();
  await page.getByLabel("Business Type").selectOption("Corporation");
  await page.getByLabel("Business Industry").selectOption("TECHNOLOGY");
  await page.getByLabel("Business Registration Identifier").selectOption("EIN");
  await page.getByLabel("Business Registration Number", { exact: true }).fill("94-2404110");
  await page.getByLabel("USA and Canada").check();
  await page.getByLabel("Website URL").fill("www.owlbakery.com");
};

export const representative = async (page) => {
  await page.getByLabel("First Name").fill("Rosalind");
  await page.getByLabel("Last Name").fill("Achterberg");
  await page.getByLabel("Email").fill("rosalind@owlbakery.com");
  await page.getByLabel("Phone Number").fill("(510) 234-5678");
  await page.getByLabel("Business Title").fill("Chief Executive");
  await page.getByLabel("Job Position").selectOption("CEO");
};

export const address = async (page) => {
  await page.getByLabel("Street and number").fill("1410 Broadway");
  await page.getByLabel("City").fill("Oakland");
  await page.getByLabel("State", { exact: true }).fill("CA");
  await page.getByLabel("ZIP code").fill("94612");
};

const STEPS = [
  ["customer_profile_business_information", business],
  ["authorized_representative_1", representative],
  ["customer_profile_address", address],
];

/** All of a profile whose pages begin with `base`; then its page. */
export const profile = async (page, base) => {
  for (const [step, fill] of STEPS) {
    await page.goto(`${base}/steps/${step}`);
    await fill(page);
    await page.getByRole("button", { name: "Save for later" }).click();
  }
};

/** Approves a bundle for good. All journeys are about one business, which the hub finds suspicious in the end: then two must agree. */
export const approve = async (hub, sid) => {
  const said = await hub.command("review", "approve", sid);
  if (!said.includes("second reviewer")) return;
  const second = await hub.reviewer(`second-${sid.toLowerCase()}@carrier.example`);
  await hub.command("review", "approve", sid, "--as", second.email);
};

/** The identifier of an approved profile of the account, which is signed in. */
export const approvedProfile = async (page, hub, account) => {
  const { sid } = await hub.api(account, "/v1/CustomerProfiles", {
    Email: "compliance@owlbakery.com",
    FriendlyName: account.name,
    PolicySid: "RN6433641899984f951173ef1738c3bdd0",
  });
  await profile(page, `${hub.url}/console/${account.sid}/profiles/${sid}`);
  await page.getByRole("button", { name: "Submit" }).click();
  await approve(hub, sid);
  return sid;
};

/** A bill of one page, as a PDF, that shows the business at its address. */
export const bill = () => {
  const lines = ["Hearst Light and Power", "Account holder: Owl Bakery Inc.", "Service address: 1410 Broadway", "Oakland, CA 94612"];
  const text = `BT /F1 14 Tf 72 720 Td 20 TL ${lines.map((line) => `(${line}) Tj T*`).join(" ")} ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
  ];
  let file = "%PDF-1.7\n";
  const places = objects.map((object, index) => {
    const place = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const table = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}`;
  return `${file}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
};
