// A real provider of OpenID Connect on loopback: oidc-provider, with its own pages for trying out. It asks nobody for a password.

import { createServer } from "node:http";

export const CLIENT = { id: "trusthub", secret: "s3cret/of+tests with blanks" };

/** It warns at length that nobody should run it like this: nobody but a test does. */
const quietly = async (work) => {
  const { info, warn } = console;
  console.info = console.warn = () => {};
  try {
    return await work();
  } finally {
    Object.assign(console, { info, warn });
  }
};

/** Starts one that knows these people: an e-mail for each name that signs in. */
export const startProvider = async (people) => {
  const { Provider } = await quietly(() => import("oidc-provider"));
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let provider = null;
  server.on("request", (request, answer) => provider(request, answer));
  return {
    issuer,
    /** From now on browsers are sent back to this hub. */
    serve: async (hub) => {
      const configuration = {
        clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [`${hub.url}/console/sign-in/provider/back`] }],
        claims: { openid: ["sub"], email: ["email", "email_verified"] },
        pkce: { required: () => true },
        cookies: { keys: ["of tests"] },
        ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
        findAccount: (_, name) => people[name] && { accountId: name, claims: () => ({ sub: name, email: people[name], email_verified: true }) },
      };
      provider = await quietly(() => new Provider(issuer, configuration).callback());
    },
    stop: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
  };
};
